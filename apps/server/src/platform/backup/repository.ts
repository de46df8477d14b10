import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { appendFile, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createOnce, syncFolder } from '../durable-file.ts';
import { AppError } from '../errors.ts';
import { keyCheck } from './backup-key.ts';
import { damagedBackup, openStream, sealStream } from './sealed-stream.ts';

const FORMAT = 1;

interface RepositoryFile {
  format: number;
  id: string;
  keyCheck: string;
}

export interface Written {
  /** Of what was sealed, not of the file. */
  sha256: string;
  bytes: number;
  sealedBytes: number;
}

/** A folder of sealed files. Names are paths below it with `/`. */
export interface Repository {
  dir: string;
  id: string;
  key: Buffer;
  has(name: string): boolean;
  /** Durable and read back before it stands under its name (QCVN 12:2026 3.12). */
  write(name: string, source: AsyncIterable<Uint8Array> | Uint8Array): Promise<Written>;
  read(name: string): AsyncGenerator<Buffer>;
  readAll(name: string): Promise<Buffer>;
  /** Names below a folder, sorted; empty when there is no such folder. */
  list(folder: string): string[];
  /** When the file came, and how long it is. */
  stat(name: string): { at: Date; bytes: number };
  remove(name: string): Promise<void>;
  /** Small facts that tell nothing of the contents, readable without the key. */
  writePlain(name: string, text: string): Promise<void>;
  readPlain(name: string): string | undefined;
  appendPlain(name: string, line: string): Promise<void>;
}

function assertFolder(dir: string): void {
  if (existsSync(dir) && !existsSync(join(dir, 'repository.json')) && readdirSync(dir).length > 0) {
    throw new AppError(
      'backup.foreign_folder',
      409,
      `Thư mục ${dir} đang có tệp khác và không phải nơi sao lưu của Công Vụ. Chọn một thư mục trống.`,
    );
  }
}

function readRepositoryFile(dir: string): RepositoryFile | undefined {
  const path = join(dir, 'repository.json');
  if (!existsSync(path)) {
    return undefined;
  }
  const read = JSON.parse(readFileSync(path, 'utf8')) as RepositoryFile; // written below
  if (read.format !== FORMAT) {
    throw new AppError(
      'backup.format',
      409,
      `Bản sao lưu ở ${dir} theo định dạng ${read.format}, bản phần mềm này chỉ đọc định dạng ${FORMAT}.`,
    );
  }
  return read;
}

function assertKey(file: RepositoryFile, key: Buffer): void {
  if (!timingSafeEqual(Buffer.from(file.keyCheck, 'hex'), Buffer.from(keyCheck(key, file.id), 'hex'))) {
    throw new AppError(
      'backup.wrong_key',
      403,
      'Khóa không đúng với bản sao lưu này; chưa có gì bị thay đổi. Chọn đúng tệp khóa đã dùng khi sao lưu.',
    );
  }
}

async function writeDurably(path: string, source: AsyncIterable<Uint8Array>): Promise<number> {
  const handle = await open(path, 'wx', 0o600);
  try {
    let size = 0;
    for await (const bytes of source) {
      await handle.writeFile(bytes);
      size += bytes.length;
    }
    await handle.sync();
    return size;
  } finally {
    await handle.close();
  }
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

interface Tally {
  hash: ReturnType<typeof createHash>;
  bytes: number;
}

async function* counted(source: AsyncIterable<Uint8Array>, tally: Tally): AsyncGenerator<Uint8Array> {
  for await (const bytes of source) {
    tally.hash.update(bytes);
    tally.bytes += bytes.length;
    yield bytes;
  }
}

async function hashOf(source: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of source) {
    hash.update(bytes);
  }
  return hash.digest('hex');
}

function settleAt(dir: string, temporary: string, name: string): Promise<void> {
  const target = join(dir, name);
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  return rename(temporary, target).then(() => syncFolder(dirname(target)));
}

/**
 * Opens a repository, or makes one in an empty or missing folder when `create` says so.
 * @throws AppError `backup.wrong_key`, `backup.foreign_folder`, `backup.missing`, `backup.format`; nothing was changed then
 */
export function openRepository(dir: string, key: Buffer, { create }: { create: boolean }): Repository {
  assertFolder(dir);
  const found = readRepositoryFile(dir);
  if (found === undefined && !create) {
    throw new AppError('backup.missing', 404, `Không có bản sao lưu nào của Công Vụ ở ${dir}.`);
  }
  if (found === undefined) {
    const id = randomUUID();
    const fresh: RepositoryFile = { format: FORMAT, id, keyCheck: keyCheck(key, id) };
    createOnce(join(dir, 'repository.json'), `${JSON.stringify(fresh)}\n`);
  }
  const file = readRepositoryFile(dir) ?? { format: FORMAT, id: '', keyCheck: '' };
  assertKey(file, key);
  const temporary = join(dir, 'tmp');
  const takeTemporary = (): string => {
    mkdirSync(temporary, { recursive: true, mode: 0o700 });
    return join(temporary, randomUUID());
  };
  const read = (name: string): AsyncGenerator<Buffer> => openStream(key, name, createReadStream(join(dir, name)));
  return {
    dir,
    id: file.id,
    key,
    read,
    has: (name) => existsSync(join(dir, name)),
    write: async (name, source) => {
      const path = takeTemporary();
      const tally: Tally = { hash: createHash('sha256'), bytes: 0 };
      try {
        const plain = counted(source instanceof Uint8Array ? one(source) : source, tally);
        const sealedBytes = await writeDurably(path, sealStream(key, name, plain));
        const sha256 = tally.hash.digest('hex');
        if ((await hashOf(openStream(key, name, createReadStream(path)))) !== sha256) {
          throw damagedBackup(name);
        }
        await settleAt(dir, path, name);
        return { sha256, bytes: tally.bytes, sealedBytes };
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
    },
    readAll: async (name) => {
      const parts: Buffer[] = [];
      for await (const bytes of read(name)) {
        parts.push(bytes);
      }
      return Buffer.concat(parts);
    },
    list: (folder) => {
      const path = join(dir, folder);
      return existsSync(path) ? readdirSync(path).sort() : [];
    },
    stat: (name) => {
      const { mtime, size } = statSync(join(dir, name));
      return { at: mtime, bytes: size };
    },
    remove: (name) => rm(join(dir, name), { force: true }),
    writePlain: async (name, text) => {
      const path = takeTemporary();
      await writeDurably(path, one(Buffer.from(text)));
      await settleAt(dir, path, name);
    },
    readPlain: (name) => (existsSync(join(dir, name)) ? readFileSync(join(dir, name), 'utf8') : undefined),
    appendPlain: async (name, line) => {
      const path = join(dir, name);
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      if (!existsSync(path)) {
        await writeFile(path, '', { mode: 0o600 });
      }
      await appendFile(path, `${line}\n`, { flush: true });
    },
  };
}

/** What a run that was killed left half-written; only when no other run is going on. */
export function removeUnfinished(dir: string): void {
  rmSync(join(dir, 'tmp'), { recursive: true, force: true });
}
