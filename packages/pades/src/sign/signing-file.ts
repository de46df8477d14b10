import { createHash, type Hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { PadesError } from '../errors.ts';
import { openPdfForWriting, type PdfFile } from '../pdf/file.ts';
import type { Load } from '../pdf/load.ts';
import { OpenBase, type SigningBase } from './base.ts';

const BLOCK = 64 * 1024;
const MAX_FILE = 0xffff_ffff;

interface Identity {
  size: number;
  mtimeMs: number;
  ino: number;
}

function identityOf(descriptor: number): Identity {
  const { size, mtimeMs, ino } = fstatSync(descriptor);
  return { size, mtimeMs, ino };
}

function withFile<T>(path: string, act: (descriptor: number) => T): T {
  const descriptor = openSync(path, 'r');
  try {
    return act(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The file must be the one that was hashed, whenever more of it is read. */
function assertSame(known: Identity, now: Identity): void {
  if (known.size !== now.size || known.mtimeMs !== now.mtimeMs || known.ino !== now.ino) {
    throw new PadesError('pades.base_changed', 'Tệp đã thay đổi trong lúc ký. Mở lại và ký bản mới.');
  }
}

function readFully(descriptor: number, into: Uint8Array, position: number): void {
  for (let done = 0; done < into.length; ) {
    const count = readSync(descriptor, into, done, into.length - done, position + done);
    if (count === 0) {
      throw new PadesError('pades.base_changed', 'Tệp đã ngắn đi trong lúc ký. Mở lại và ký bản mới.');
    }
    done += count;
  }
}

function hashFile(descriptor: number, size: number): Hash {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafeSlow(4 * BLOCK);
  for (let at = 0; at < size; at += block.length) {
    const part = block.subarray(0, Math.min(block.length, size - at));
    readFully(descriptor, part, at);
    hash.update(part);
  }
  return hash;
}

/** Fills the bytes block by block, each once. */
function loaderOf(path: string, known: Identity, bytes: Uint8Array): Load {
  const blocks = new Uint8Array(Math.ceil(bytes.length / BLOCK));
  return (from, to) => {
    const missing: number[] = [];
    for (let block = Math.floor(from / BLOCK); block * BLOCK < to; block += 1) {
      if (blocks[block] === 0) {
        missing.push(block);
      }
    }
    if (missing.length === 0) {
      return;
    }
    withFile(path, (descriptor) => {
      assertSame(known, identityOf(descriptor));
      for (const block of missing) {
        readFully(descriptor, bytes.subarray(block * BLOCK, (block + 1) * BLOCK), block * BLOCK);
        blocks[block] = 1;
      }
    });
  };
}

interface OpenedFile {
  path: string;
  known: Identity;
  hash: Hash;
  load: Load;
  lean: PdfFile;
}

class FileBase extends OpenBase {
  readonly #opened: OpenedFile;

  constructor(opened: OpenedFile) {
    super(opened.known.size, opened.hash);
    this.#opened = opened;
  }

  get lean(): PdfFile {
    return this.#opened.lean;
  }

  get file(): PdfFile {
    this.#opened.load(0, this.length);
    return this.lean;
  }

  get bytes(): Uint8Array {
    return this.file.bytes;
  }

  override digestWith(...parts: readonly Uint8Array[]): Uint8Array {
    const { path, known } = this.#opened;
    withFile(path, (descriptor) => assertSame(known, identityOf(descriptor)));
    return super.digestWith(...parts);
  }
}

/**
 * Opens a file on disk for signing: hashed as it streams by, and read only where a signature needs to look. The memory of the
 * rest is never touched, so a scan of hundreds of megabytes costs about what a letter does. A file with a form is read
 * whole, since its signatures are checked first. It must not change meanwhile (`pades.base_changed`).
 * @throws PadesError as `prepareSignature` for files that are not signed
 * @example
 * const base = openSigningFile(path);
 * const prepared = prepareSignature(base, plan);
 * appendFileSync(path, completeSignature(base, prepared, await sign(prepared)));
 */
export function openSigningFile(path: string): SigningBase {
  const known = withFile(path, identityOf);
  if (known.size > MAX_FILE) {
    throw new PadesError('pades.too_large', 'Tệp PDF lớn hơn 4 GB.');
  }
  // Zeroed by the system as pages are touched; those that are not take no memory.
  const bytes = new Uint8Array(known.size);
  const load = loaderOf(path, known, bytes);
  // Read before hashed: what is refused costs nothing.
  const lean = openPdfForWriting(bytes, load);
  const hash = withFile(path, (descriptor) => {
    const state = hashFile(descriptor, known.size);
    assertSame(known, identityOf(descriptor));
    return state;
  });
  return new FileBase({ path, known, hash, load, lean });
}
