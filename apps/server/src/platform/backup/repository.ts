import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { AppError } from '../errors.ts';
import { keyCheck } from './backup-key.ts';
import type { Place } from './place.ts';
import { damagedBackup, openStream, sealStream } from './sealed-stream.ts';

const FORMAT = 1;
const HEAD = 'repository.json';

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

/** Sealed files in a place. Names are paths below it with `/`. */
export interface Repository
  extends Pick<Place, 'has' | 'list' | 'walk' | 'stat' | 'remove' | 'removeUnfinished' | 'lanes'> {
  id: string;
  key: Buffer;
  /** Durable and read back before anything speaks of it (QCVN 12:2026 3.12). */
  write(name: string, source: AsyncIterable<Uint8Array> | Uint8Array): Promise<Written>;
  read(name: string): AsyncGenerator<Buffer>;
  readAll(name: string): Promise<Buffer>;
  /** The hash of the file as it lies there. */
  hashSealed(name: string): Promise<string>;
  /** Small facts that tell nothing of the contents, readable without the key. */
  writePlain(name: string, text: string): Promise<void>;
  readPlain(name: string): Promise<string | undefined>;
  appendPlain(name: string, line: string): Promise<void>;
}

function readHead(text: string, place: Place): RepositoryFile {
  const read = JSON.parse(text) as RepositoryFile; // written below
  if (read.format !== FORMAT) {
    throw new AppError(
      'backup.format',
      409,
      `Bản sao lưu ở ${place.text} theo định dạng ${read.format}, bản phần mềm này chỉ đọc định dạng ${FORMAT}.`,
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

async function readOrCreate(place: Place, key: Buffer, create: boolean): Promise<RepositoryFile> {
  const found = await place.readText(HEAD);
  if (found !== undefined) {
    return readHead(found, place);
  }
  if (!(await place.isEmpty())) {
    throw new AppError(
      'backup.foreign_folder',
      409,
      `${place.text} đang có tệp khác và không phải nơi sao lưu của Công Vụ. Chọn một thư mục trống.`,
    );
  }
  if (!create) {
    throw new AppError('backup.missing', 404, `Không có bản sao lưu nào của Công Vụ ở ${place.text}.`);
  }
  const id = randomUUID();
  const fresh: RepositoryFile = { format: FORMAT, id, keyCheck: keyCheck(key, id) };
  return readHead(await place.putOnce(HEAD, `${JSON.stringify(fresh)}\n`), place);
}

/**
 * Opens a repository, or makes one in an empty or missing place when `create` says so.
 * @throws AppError `backup.wrong_key`, `backup.foreign_folder`, `backup.missing`, `backup.format`; nothing was changed then
 */
export async function openRepository(place: Place, key: Buffer, { create }: { create: boolean }): Promise<Repository> {
  const file = await readOrCreate(place, key, create);
  assertKey(file, key);
  const read = (name: string): AsyncGenerator<Buffer> => openStream(key, name, place.read(name));
  return {
    id: file.id,
    key,
    lanes: place.lanes,
    has: place.has,
    list: place.list,
    walk: place.walk,
    stat: place.stat,
    remove: place.remove,
    removeUnfinished: place.removeUnfinished,
    read,
    write: async (name, source) => {
      const tally: Tally = { hash: createHash('sha256'), bytes: 0 };
      const plain = counted(source instanceof Uint8Array ? one(source) : source, tally);
      let sha256 = '';
      const sealedBytes = await place.put(name, sealStream(key, name, plain), async (written) => {
        sha256 = tally.hash.digest('hex');
        if ((await hashOf(openStream(key, name, written))) !== sha256) {
          throw damagedBackup(name);
        }
      });
      return { sha256, bytes: tally.bytes, sealedBytes };
    },
    readAll: async (name) => {
      const parts: Buffer[] = [];
      for await (const bytes of read(name)) {
        parts.push(bytes);
      }
      return Buffer.concat(parts);
    },
    hashSealed: (name) => hashOf(place.read(name)),
    writePlain: async (name, text) => {
      await place.put(name, one(Buffer.from(text)));
    },
    readPlain: place.readText,
    appendPlain: (name, line) => place.append(name, `${line}\n`),
  };
}
