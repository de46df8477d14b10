import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
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
  /** Bytes that are no longer those of their hash never leave: repaired from a copy, else the stream fails with `files.damaged`. */
  read(sha256: string): NodeJS.ReadableStream;
  readBytes(sha256: string): Promise<Buffer>;
  has(sha256: string): boolean;
  delete(sha256: string): Promise<void>;
  /** Whether the bytes on the disk are those of the hash, reading all of them. */
  check(sha256: string): Promise<BlobCondition>;
  /** Puts the bytes of a good copy in the place of damaged or lost ones; false when there is no good copy. */
  repair(sha256: string): Promise<boolean>;
  /** All hashes held, or those of the folders that changed since a moment. */
  list(changedSince?: Date): Generator<string>;
  /** As it lies on the disk, for whoever checks it himself. */
  readUnchecked(sha256: string): Readable;
}

export type BlobCondition = 'good' | 'damaged' | 'lost';

/** Where good bytes may be found again: a replica folder, the backup. Answers undefined when it has none. */
export type CopySource = (sha256: string) => Promise<AsyncIterable<Uint8Array> | undefined>;

export interface BlobStoreOptions {
  dir: string;
  copies?: CopySource[];
  /** Beside the office that owns the store: what is half-written there is not ours to remove. */
  isGuest?: boolean;
  /** Throws when the disk is too full to take anything. */
  assertWritable?(): void;
  /** Told of each damaged or lost blob somebody asked for. */
  onDamaged?(sha256: string, outcome: 'repaired' | 'lost'): void;
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

const NAME = /^[0-9a-f]{64}$/;

async function conditionOf(path: string, sha256: string): Promise<BlobCondition> {
  if (!existsSync(path)) {
    return 'lost';
  }
  const hash = createHash('sha256');
  try {
    for await (const bytes of createReadStream(path)) {
      hash.update(bytes);
    }
  } catch {
    // The medium refuses to give the bytes (EIO): that is damage too.
    return 'damaged';
  }
  return hash.digest('hex') === sha256 ? 'good' : 'damaged';
}

function damaged(sha256: string): AppError {
  return new AppError(
    'files.damaged',
    503,
    'Tệp lưu trên máy chủ bị hỏng nên không được mở; hệ thống sẽ khôi phục từ bản sao. Báo quản trị nếu sau một giờ vẫn chưa mở được.',
    { cause: sha256 },
  );
}

/** A folder changes its time when a name in it comes or goes; a second more, because some file systems count in seconds. */
const TIME_GRAIN_MS = 2_000;

function* listBlobs(dir: string, changedSince: Date | undefined): Generator<string> {
  for (const folder of readdirSync(dir).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
    const path = join(dir, folder);
    if (changedSince === undefined || statSync(path).mtimeMs >= changedSince.getTime() - TIME_GRAIN_MS) {
      yield* readdirSync(path).filter((name) => NAME.test(name));
    }
  }
}

type Write = (
  content: Uint8Array | AsyncIterable<Uint8Array>,
  options: PutOptions & { over?: boolean },
) => Promise<StoredBytes>;

function createWrite(temporary: string, pathOf: (sha256: string) => string): Write {
  const sync = createDirectorySync();
  return async (content, options) => {
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
      if (options.over !== true && existsSync(target)) {
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
  };
}

async function repairFrom(copies: readonly CopySource[], sha256: string, write: Write): Promise<boolean> {
  for (const copyOf of copies) {
    try {
      const copy = await copyOf(sha256);
      if (copy !== undefined) {
        await write(copy, { sha256, over: true });
        return true;
      }
    } catch {
      // This copy is damaged or out of reach as well: the next one.
    }
  }
  return false;
}

/** Opens the content-addressed store and removes what a crash left half-written. */
export function openBlobStore(options: BlobStoreOptions): BlobStore {
  const { dir, copies = [], onDamaged, assertWritable } = options;
  const temporary = join(dir, 'tmp');
  createFolders(dir, temporary);
  for (const left of options.isGuest === true ? [] : readdirSync(temporary)) {
    rmSync(join(temporary, left), { force: true });
  }
  const pathOf = (sha256: string): string => {
    if (!NAME.test(sha256)) {
      throw new AppError('files.bad_hash', 400, 'Mã băm của tệp không hợp lệ.');
    }
    return join(dir, sha256.slice(0, 2), sha256);
  };
  const write = createWrite(temporary, pathOf);
  const assertGood = async (sha256: string): Promise<void> => {
    if ((await conditionOf(pathOf(sha256), sha256)) === 'good') {
      return;
    }
    const isRepaired = await repairFrom(copies, sha256, write);
    onDamaged?.(sha256, isRepaired ? 'repaired' : 'lost');
    if (!isRepaired) {
      throw damaged(sha256);
    }
  };
  const stream = async function* (sha256: string): AsyncGenerator<Buffer> {
    await assertGood(sha256);
    yield* createReadStream(pathOf(sha256)) as AsyncIterable<Buffer>;
  };
  return {
    put: async (content, wanted = {}) => {
      assertWritable?.();
      return write(content, wanted);
    },
    read: (sha256) => {
      pathOf(sha256);
      return Readable.from(stream(sha256), { objectMode: false });
    },
    readBytes: async (sha256) => {
      const path = pathOf(sha256);
      const bytes = await readFile(path).catch(() => undefined);
      if (bytes !== undefined && createHash('sha256').update(bytes).digest('hex') === sha256) {
        return bytes;
      }
      await assertGood(sha256);
      return readFile(path);
    },
    has: (sha256) => existsSync(pathOf(sha256)),
    delete: (sha256) => rm(pathOf(sha256), { force: true }),
    check: (sha256) => conditionOf(pathOf(sha256), sha256),
    repair: (sha256) => repairFrom(copies, sha256, write),
    list: (changedSince) => listBlobs(dir, changedSince),
    readUnchecked: (sha256) => createReadStream(pathOf(sha256)),
  };
}
