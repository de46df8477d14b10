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

export const OPENED = Symbol('opened');

/** The inside of a {@link SigningBase}. */
export interface OpenBase extends SigningBase {
  readonly [OPENED]: true;
  readonly length: number;
  readonly file: PdfFile;
  /** The same, where not all of its bytes need be at hand: what is read through it is brought as it is asked for. */
  readonly lean: PdfFile;
  /** SHA-256 of the bytes with these behind them. */
  digestWith(...parts: readonly Uint8Array[]): Uint8Array;
  /** The same where the base is not asked again: the state itself is used up. */
  lastDigestWith(...parts: readonly Uint8Array[]): Uint8Array;
}

export function digestOf(hash: Hash, parts: readonly Uint8Array[]): Uint8Array {
  for (const part of parts) {
    hash.update(part);
  }
  return hash.digest();
}

export function makeBase(bytes: Uint8Array, hash: Hash, known?: PdfFile): OpenBase {
  let file = known;
  let sha256: string | undefined;
  return {
    [OPENED]: true,
    bytes,
    length: bytes.length,
    get sha256() {
      sha256 ??= hash.copy().digest('hex');
      return sha256;
    },
    get file() {
      file ??= openPdfForWriting(bytes);
      return file;
    },
    get lean() {
      return this.file;
    },
    digestWith: (...parts) => digestOf(hash.copy(), parts),
    lastDigestWith: (...parts) => digestOf(hash, parts),
    append: (tail) => makeBase(Buffer.concat([bytes, tail]), hash.copy().update(tail)),
  };
}

function isOpen(base: SigningBase): base is OpenBase {
  return OPENED in base;
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
    return makeBase(pdf, createHash('sha256').update(pdf), file);
  }
  return isOpen(pdf) ? pdf : asOpenBase(pdf.bytes);
}
