import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { readSecret, rewriteHeader, withFile, writeHeader, writeSegments } from './blob-file.ts';
import { BadBlob, type BlobSecret, hashOfName, sealedSizeOf } from './blob-format.ts';
import {
  type BlobCondition,
  type BlobPlace,
  conditionOf,
  eraseBlob,
  FOLDER,
  mendHeader,
  type Part,
  placeOfBlob,
  prepareFolders,
  type Rewrapped,
  readBlob,
  rewrapBlob,
} from './blob-place.ts';
import { createDirectorySync } from './directory-sync.ts';
import { AppError } from './errors.ts';
import type { Keyring } from './keys/keyring.ts';

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
  /** Sealed, and durable when it returns: temp file, fsync, rename, fsync of both directories (security.md §2.9). */
  put(content: Uint8Array | AsyncIterable<Uint8Array>, options?: PutOptions): Promise<StoredBytes>;
  /**
   * Bytes that are no longer those of their hash never leave: repaired from a copy where they are found, also in the middle, else the
   * stream fails with `files.damaged`. A part of them costs as much as the part.
   */
  read(sha256: string, part?: Part): NodeJS.ReadableStream;
  readBytes(sha256: string): Promise<Buffer>;
  has(sha256: string): boolean;
  /** Destroys the key of the bytes with their name: what the medium still holds of them opens for nobody. */
  delete(sha256: string): Promise<void>;
  /** Whether the bytes on the disk are those of the hash, reading all of them. */
  check(sha256: string): Promise<BlobCondition>;
  /** Puts the bytes of a good copy in the place of damaged or lost ones; false when there is no good copy. */
  repair(sha256: string): Promise<boolean>;
  /** All hashes held, or those of the folders that changed since a moment. */
  list(changedSince?: Date): Generator<string>;
  /** What lies on the disk and nothing else; fails with `files.damaged` and repairs nothing. */
  readStored(sha256: string): AsyncIterable<Uint8Array>;
  /** Its key sealed with the active master key, whatever sealed it before. */
  rewrap(sha256: string): Promise<Rewrapped>;
}

/** Where good bytes may be found again: a replica folder, the backup. Answers undefined when it has none. */
export type CopySource = (sha256: string) => Promise<AsyncIterable<Uint8Array> | undefined>;

export interface BlobStoreOptions {
  dir: string;
  /** As the key file has them at the moment: they may be changed while the office works. */
  keys(): Keyring;
  copies?: CopySource[];
  /** Beside the office that owns the store: what is half-written there is not ours to remove. */
  isGuest?: boolean;
  /** Throws when the disk is too full to take anything. */
  assertWritable?(): void;
  /** Told of each damaged or lost blob somebody asked for. */
  onDamaged?(sha256: string, outcome: 'repaired' | 'lost'): void;
}

async function* oneChunk(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

async function* limited(content: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
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
    yield chunk;
  }
}

function assertExpected({ sha256 }: StoredBytes, expected: string | undefined): void {
  if (expected !== undefined && sha256 !== expected) {
    throw new AppError('files.changed', 422, 'Tệp không còn giống lúc gửi (mã băm SHA-256 khác). Đề nghị gửi lại.');
  }
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

function* listBlobs(dir: string, keyring: Keyring, changedSince: Date | undefined): Generator<string> {
  for (const folder of readdirSync(dir).filter((name) => FOLDER.test(name))) {
    const path = join(dir, folder);
    if (changedSince === undefined || statSync(path).mtimeMs >= changedSince.getTime() - TIME_GRAIN_MS) {
      for (const name of readdirSync(path)) {
        const sha256 = hashOfName(keyring, name);
        if (sha256 !== undefined) {
          yield sha256;
        }
      }
    }
  }
}

type Write = (
  content: Uint8Array | AsyncIterable<Uint8Array>,
  options: PutOptions & { over?: boolean },
) => Promise<StoredBytes>;

/** Whoever finds the name taken may rely on it only when it opens: a crash may have left what no key opens any more. */
async function isThere({ keys }: BlobStoreOptions, { path, name }: BlobPlace): Promise<boolean> {
  try {
    return await withFile(path, 'r', async (handle) => {
      const { size } = await handle.stat();
      return size === sealedSizeOf((await readSecret(handle, keys, name)).size);
    });
  } catch {
    return false;
  }
}

function createWrite(options: BlobStoreOptions, temporary: string, placeOf: (sha256: string) => BlobPlace): Write {
  const sync = createDirectorySync();
  const { keys } = options;
  /** The keys it was sealed with; undefined when it was there before. */
  const fill = async (handle: FileHandle, secret: BlobSecret, over: boolean): Promise<Keyring | undefined> => {
    const place = placeOf(secret.sha256);
    if (!over && (await isThere(options, place))) {
      return undefined;
    }
    const keyring = keys();
    await writeHeader(handle, keyring, place.name, secret);
    return keyring;
  };
  const settle = async (handle: FileHandle, path: string, secret: BlobSecret, sealedWith: Keyring): Promise<void> => {
    const target = placeOf(secret.sha256);
    await rename(path, target.path);
    await Promise.all([sync(dirname(target.path)), sync(temporary)]);
    if (keys().active.id !== sealedWith.active.id) {
      // The keys were changed between the two: whoever changes them may have looked at this folder before the name stood in it.
      await rewriteHeader(handle, keys(), target.name, { secret, slots: [1, 0] });
    }
  };
  return async (content, wanted) => {
    const path = join(temporary, randomUUID());
    const handle = await open(path, 'wx', 0o600);
    try {
      const source = content instanceof Uint8Array ? oneChunk(content) : content;
      const secret = await writeSegments(handle, limited(source, wanted.maxBytes ?? Number.MAX_SAFE_INTEGER));
      assertExpected(secret, wanted.sha256);
      const sealedWith = await fill(handle, secret, wanted.over === true);
      if (sealedWith === undefined) {
        await rm(path, { force: true });
        // Whoever brought it first may not have come to this yet.
        await sync(dirname(placeOf(secret.sha256).path));
      } else {
        await settle(handle, path, secret, sealedWith);
      }
      return { sha256: secret.sha256, size: secret.size };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await handle.close();
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

/** Goes on behind the last good byte when what follows could be mended; what `mend` throws ends it. */
async function* readMended(
  readPart: (part: Part) => AsyncIterable<Buffer>,
  part: Part,
  mend: (isAgain: boolean) => Promise<void>,
): AsyncGenerator<Buffer> {
  let { start } = part;
  for (let isAgain = false; ; isAgain = true) {
    try {
      for await (const bytes of readPart({ ...part, start })) {
        start += bytes.length;
        yield bytes;
      }
      return;
    } catch (error) {
      if (!(error instanceof BadBlob)) {
        throw error;
      }
      await mend(isAgain);
    }
  }
}

/** Opens the content-addressed store and removes what a crash left half-written. */
export function openBlobStore(options: BlobStoreOptions): BlobStore {
  const { dir, keys, copies = [], onDamaged, assertWritable } = options;
  const temporary = prepareFolders(dir, options.isGuest === true);
  const placeOf = (sha256: string): BlobPlace => placeOfBlob(dir, keys(), sha256);
  const write = createWrite(options, temporary, placeOf);
  const repair = async (sha256: string): Promise<boolean> =>
    (await mendHeader(placeOf(sha256), keys, sha256)) || repairFrom(copies, sha256, write);
  const mend = async (sha256: string, isAgain: boolean): Promise<void> => {
    // A second time the medium damages what it was just given: no more of it.
    const isRepaired = !isAgain && (await repair(sha256));
    onDamaged?.(sha256, isRepaired ? 'repaired' : 'lost');
    if (!isRepaired) {
      throw damaged(sha256);
    }
  };
  const mended = (sha256: string, part: Part): AsyncGenerator<Buffer> =>
    readMended(
      (rest) => readBlob(placeOf(sha256), keys, rest),
      part,
      (isAgain) => mend(sha256, isAgain),
    );
  return {
    put: async (content, wanted = {}) => {
      assertWritable?.();
      return write(content, wanted);
    },
    read: (sha256, part = { start: 0 }) => {
      placeOf(sha256);
      return Readable.from(mended(sha256, part), { objectMode: false });
    },
    readBytes: async (sha256) => {
      const parts: Buffer[] = [];
      for await (const bytes of mended(sha256, { start: 0 })) {
        parts.push(bytes);
      }
      return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    },
    has: (sha256) => existsSync(placeOf(sha256).path),
    delete: (sha256) => eraseBlob(placeOf(sha256)),
    check: (sha256) => conditionOf(placeOf(sha256), keys, sha256),
    repair,
    list: (changedSince) => listBlobs(dir, keys(), changedSince),
    readStored: async function* (sha256) {
      try {
        yield* readBlob(placeOf(sha256), keys, { start: 0 });
      } catch (error) {
        throw error instanceof BadBlob ? damaged(sha256) : error;
      }
    },
    rewrap: (sha256) => rewrapBlob(placeOf(sha256), keys),
  };
}
