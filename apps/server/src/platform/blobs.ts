import { createHash, randomUUID } from 'node:crypto';
import { closeSync, createReadStream, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from './errors.ts';

export interface StoredBytes {
  sha256: string;
  size: number;
}

export interface PutOptions {
  maxBytes?: number;
  /** What the bytes are said to be: others are not kept, and `files.changed` is thrown. */
  sha256?: string;
}

export interface BlobStore {
  /** Durable when it returns: temp file, fsync, rename, fsync of both directories (security.md §2.9). */
  put(content: Uint8Array | AsyncIterable<Uint8Array>, options?: PutOptions): Promise<StoredBytes>;
  read(sha256: string): NodeJS.ReadableStream;
  readBytes(sha256: string): Promise<Buffer>;
  has(sha256: string): boolean;
  delete(sha256: string): Promise<void>;
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Syncs of one directory that are asked for while one runs are one, which starts when that has ended: it covers every rename that was
 * done when it was asked for.
 */
function createDirectorySync(): (path: string) => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const next = new Map<string, Promise<void>>();
  const run = (path: string): Promise<void> => {
    const work = syncDirectory(path).finally(() => running.delete(path));
    running.set(path, work);
    return work;
  };
  return (path) => {
    const now = running.get(path);
    if (now === undefined) {
      return run(path);
    }
    const queued =
      next.get(path) ??
      now
        .catch(() => undefined)
        .then(() => {
          next.delete(path);
          return run(path);
        });
    next.set(path, queued);
    return queued;
  };
}

async function* oneChunk(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

async function writeAll(
  handle: FileHandle,
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<StoredBytes> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > maxBytes) {
      const megabytes = Math.floor(maxBytes / 1024 / 1024);
      throw new AppError(
        'files.too_large',
        413,
        `Tệp lớn hơn ${megabytes} MB nên không được nhận. Nén hoặc tách tệp rồi gửi lại.`,
      );
    }
    hash.update(chunk);
    await handle.writeFile(chunk);
  }
  // The size of the file is part of what fdatasync(2) makes durable.
  await handle.datasync();
  return { sha256: hash.digest('hex'), size };
}

function assertExpected({ sha256 }: StoredBytes, expected: string | undefined): void {
  if (expected !== undefined && sha256 !== expected) {
    throw new AppError('files.changed', 422, 'Tệp không còn giống lúc gửi (mã băm SHA-256 khác). Đề nghị gửi lại.');
  }
}

/** One folder for each first byte of a hash, durable before anything is put into it. */
function createFolders(dir: string, temporary: string): void {
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  for (let byte = 0; byte < 256; byte += 1) {
    mkdirSync(join(dir, byte.toString(16).padStart(2, '0')), { recursive: true, mode: 0o700 });
  }
  const handle = openSync(dir, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Opens the content-addressed store and removes what a crash left half-written. */
export function openBlobStore({ dir }: { dir: string }): BlobStore {
  const temporary = join(dir, 'tmp');
  createFolders(dir, temporary);
  for (const left of readdirSync(temporary)) {
    rmSync(join(temporary, left), { force: true });
  }
  const sync = createDirectorySync();
  const pathOf = (sha256: string): string => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) {
      throw new AppError('files.bad_hash', 400, 'Mã băm của tệp không hợp lệ.');
    }
    return join(dir, sha256.slice(0, 2), sha256);
  };
  return {
    put: async (content, options = {}) => {
      const path = join(temporary, randomUUID());
      const handle = await open(path, 'wx', 0o600);
      try {
        const stored = await writeAll(
          handle,
          content instanceof Uint8Array ? oneChunk(content) : content,
          options.maxBytes ?? Number.MAX_SAFE_INTEGER,
        ).finally(() => handle.close());
        assertExpected(stored, options.sha256);
        const target = pathOf(stored.sha256);
        if (existsSync(target)) {
          await rm(path, { force: true });
          // Whoever brought it first may not have come to this yet.
          await sync(dirname(target));
          return stored;
        }
        await rename(path, target);
        await Promise.all([sync(dirname(target)), sync(temporary)]);
        return stored;
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
    },
    read: (sha256) => createReadStream(pathOf(sha256)),
    readBytes: (sha256) => readFile(pathOf(sha256)),
    has: (sha256) => existsSync(pathOf(sha256)),
    delete: (sha256) => rm(pathOf(sha256), { force: true }),
  };
}
