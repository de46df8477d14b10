import { createHash, type Hash } from 'node:crypto';
import { openPdfForWriting, type PdfFile } from '../pdf/file.ts';

/**
 * A PDF opened for signing: read once, hashed once. Whatever is signed behind it continues from the kept state of the hash,
 * so a file signed several times in one process is never hashed twice. The bytes must not be written to meanwhile.
 */
export interface SigningBase {
  readonly bytes: Uint8Array;
  /** Hex SHA-256 of the bytes. */
  readonly sha256: string;
  /** The file with a revision behind it, hashed on from here. */
  append(tail: Uint8Array): SigningBase;
}

/** The inside of a {@link SigningBase}. */
export abstract class OpenBase implements SigningBase {
  readonly length: number;
  readonly #hash: Hash;
  #sha256: string | undefined;

  constructor(length: number, hash: Hash) {
    this.length = length;
    this.#hash = hash;
  }

  abstract get bytes(): Uint8Array;

  abstract get file(): PdfFile;

  /** The same, where not all of its bytes need be at hand: what is read through it is brought as it is asked for. */
  abstract get lean(): PdfFile;

  get sha256(): string {
    this.#sha256 ??= this.#hash.copy().digest('hex');
    return this.#sha256;
  }

  /** SHA-256 of the bytes with these behind them. */
  digestWith(...parts: readonly Uint8Array[]): Uint8Array {
    return digestOf(this.#hash.copy(), parts);
  }

  /** The same where the base is not asked again: the state itself is used up. */
  lastDigestWith(...parts: readonly Uint8Array[]): Uint8Array {
    return digestOf(this.#hash, parts);
  }

  append(tail: Uint8Array): SigningBase {
    return new MemoryBase(Buffer.concat([this.bytes, tail]), this.#hash.copy().update(tail));
  }
}

function digestOf(hash: Hash, parts: readonly Uint8Array[]): Uint8Array {
  for (const part of parts) {
    hash.update(part);
  }
  return hash.digest();
}

/**
 * With accessors on its prototype: an object made with getters of its own gets a hidden class of its own, and V8 keeps what
 * that holds through every minor collection.
 */
class MemoryBase extends OpenBase {
  readonly bytes: Uint8Array;
  #file: PdfFile | undefined;

  constructor(bytes: Uint8Array, hash: Hash, file?: PdfFile) {
    super(bytes.length, hash);
    this.bytes = bytes;
    this.#file = file;
  }

  get file(): PdfFile {
    this.#file ??= openPdfForWriting(this.bytes);
    return this.#file;
  }

  get lean(): PdfFile {
    return this.file;
  }
}

/**
 * Opens a file that will be signed more than once.
 * @throws PadesError as `prepareSignature` for files that are not signed
 * @example
 * let base = openSigningBase(pdf);
 * for (const plan of plans) {
 *   const prepared = prepareSignature(base, plan);
 *   base = base.append(completeSignature(base, prepared, await sign(prepared)));
 * }
 */
export function openSigningBase(pdf: Uint8Array): SigningBase {
  return asOpenBase(pdf);
}

/** The base itself, or one made for these bytes. */
export function asOpenBase(pdf: Uint8Array | SigningBase): OpenBase {
  if (pdf instanceof Uint8Array) {
    // Read before hashed: what is refused costs nothing.
    const file = openPdfForWriting(pdf);
    return new MemoryBase(pdf, createHash('sha256').update(pdf), file);
  }
  return pdf instanceof OpenBase ? pdf : asOpenBase(pdf.bytes);
}
