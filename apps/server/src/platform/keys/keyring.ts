import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isInside } from '../backup/backup-key.ts';
import type { Config } from '../config.ts';
import { createOnce, replaceDurably } from '../durable-file.ts';
import { AppError } from '../errors.ts';

/** Where the data lie, and the file of the keys that open them. */
export type KeyPlace = Pick<Config, 'dataDir' | 'keyFile'>;

export interface MasterKey {
  /** First half of a hash of the key (hex): names it, tells nothing of it, and shows when a bit of it is wrong. */
  id: string;
  createdAt: Date;
  key: Buffer;
}

/** Every key of the office comes from this one file (security.md §2.9, §2.14). */
export interface Keyring {
  /** Seals whatever is written from now on. */
  active: MasterKey;
  /** All that still open something, the active one among them. */
  byId: ReadonlyMap<string, MasterKey>;
  /** Under which names bytes lie on the disk; stays when keys are changed, or every file would have to move. */
  names: Buffer;
}

const FORMAT = 'congvu-keys-1';
const KEY_BYTES = 32;
const READABLE_BY_OTHERS = 0o077;

const KeyringFile = z.object({
  format: z.literal(FORMAT),
  names: z.base64url(),
  active: z.string(),
  keys: z.array(z.object({ id: z.string(), createdAt: z.iso.datetime(), key: z.base64url() })).min(1),
});

export function keyUnreadable(what: string, reason: string): AppError {
  return new AppError('platform.key_unreadable', 500, `Tệp khóa ${what} ${reason}`);
}

function idOfKey(key: Buffer): string {
  return createHash('sha256').update('congvu key id v1').update(key).digest('hex').slice(0, 16);
}

export function newMasterKey(createdAt: Date): MasterKey {
  const key = randomBytes(KEY_BYTES);
  return { id: idOfKey(key), createdAt, key };
}

export function writeKeyring({ active, byId, names }: Keyring): string {
  const keys = [...byId.values()].map(({ id, createdAt, key }) => ({
    id,
    createdAt: createdAt.toISOString(),
    key: key.toString('base64url'),
  }));
  const file = { format: FORMAT, names: names.toString('base64url'), active: active.id, keys };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/** @throws AppError `platform.key_unreadable` when a single bit of it is not as it was written */
export function parseKeyring(text: string, what: string): Keyring {
  let file: z.infer<typeof KeyringFile>;
  try {
    file = KeyringFile.parse(JSON.parse(text));
  } catch {
    throw keyUnreadable(what, 'không phải tệp khóa của Công Vụ hoặc đã hỏng. Chép lại từ bản cất riêng.');
  }
  const keys = file.keys.map(({ id, createdAt, key }) => ({
    id,
    createdAt: new Date(createdAt),
    key: Buffer.from(key, 'base64url'),
  }));
  const names = Buffer.from(file.names, 'base64url');
  const byId = new Map(keys.map((one) => [one.id, one]));
  const active = byId.get(file.active);
  const isWhole = keys.every(({ id, key }) => key.length === KEY_BYTES && idOfKey(key) === id);
  if (!isWhole || active === undefined || names.length !== KEY_BYTES) {
    throw keyUnreadable(what, 'đã hỏng. Chép lại từ bản cất riêng.');
  }
  return { active, byId, names };
}

/** Says in the data folder which keys it was written with: a folder whose keys are missing never gets new ones by mistake. */
function markPath({ dataDir }: KeyPlace): string {
  return join(dataDir, 'keys', 'keyring');
}

function assertOfOffice(place: KeyPlace, keyring: Keyring): void {
  const mark = idOfKey(keyring.names);
  if (createOnce(markPath(place), `${mark}\n`).trim() !== mark) {
    throw keyUnreadable(
      place.keyFile,
      `không phải khóa của dữ liệu ở ${place.dataDir}. Đặt CONGVU_KEYS vào đúng tệp khóa của văn phòng này.`,
    );
  }
}

function missing({ dataDir, keyFile }: KeyPlace): AppError {
  return new AppError(
    'platform.keys_missing',
    500,
    `Không thấy tệp khóa ${keyFile}: tệp văn bản và bí mật ở ${dataDir} đã mã hóa bằng khóa trong tệp này. Chép lại từ bản cất riêng (hoặc lấy từ bản sao lưu: congvu restore), đặt quyền 0600, hoặc đặt CONGVU_KEYS vào nơi để tệp. Không tạo khóa mới thay: khóa mới không mở được dữ liệu cũ.`,
  );
}

interface Known {
  stamp: string;
  keyring: Keyring;
}

const known = new Map<string, Known>();

function stampOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.ino} ${found.size} ${found.mtimeNs} ${found.mode}`;
}

function assertPrivate(path: string): void {
  if (process.platform !== 'win32' && (statSync(path).mode & READABLE_BY_OTHERS) !== 0) {
    throw keyUnreadable(path, 'đang cho người khác đọc. Đặt quyền: chmod 600, rồi khởi động lại.');
  }
}

function assertApart({ dataDir, keyFile }: KeyPlace): void {
  if (isInside(keyFile, dataDir)) {
    throw keyUnreadable(
      keyFile,
      `nằm trong thư mục dữ liệu ${dataDir}: ai chép được dữ liệu là có luôn khóa. Để tệp ở nơi khác, ví dụ /etc/congvu/congvu.keys (CONGVU_KEYS).`,
    );
  }
}

/**
 * The keys of the office as they stand in the file now: whoever keeps what it answers would miss a change of keys made by another
 * process. Made at the first start. Costs one look at the file when nothing has changed.
 */
export function openKeyring(place: KeyPlace): Keyring {
  const { keyFile } = place;
  const id = `${place.dataDir}\n${keyFile}`;
  const stamp = stampOf(keyFile);
  const before = known.get(id);
  if (before !== undefined && before.stamp === stamp) {
    return before.keyring;
  }
  assertApart(place);
  if (stamp === undefined) {
    if (existsSync(markPath(place))) {
      throw missing(place);
    }
    const active = newMasterKey(new Date());
    const fresh = { active, byId: new Map([[active.id, active]]), names: randomBytes(KEY_BYTES) };
    createOnce(keyFile, writeKeyring(fresh));
  }
  assertPrivate(keyFile);
  // The stamp first: a change between the two is read again the next time.
  const readAt = stampOf(keyFile) ?? '';
  const keyring = parseKeyring(readFileSync(keyFile, 'utf8'), keyFile);
  assertOfOffice(place, keyring);
  known.set(id, { stamp: readAt, keyring });
  return keyring;
}

/** The file as a whole, old or new, also when the power goes in between. */
export function replaceKeyring(place: KeyPlace, keyring: Keyring): void {
  replaceDurably(place.keyFile, writeKeyring(keyring));
}

const derived = new WeakMap<MasterKey, Map<string, Buffer>>();

/** A key for one purpose. */
export function deriveKey(master: MasterKey, purpose: string): Buffer {
  const ofMaster = derived.get(master) ?? new Map<string, Buffer>();
  derived.set(master, ofMaster);
  const key =
    ofMaster.get(purpose) ??
    Buffer.from(hkdfSync('sha256', master.key, Buffer.alloc(0), `congvu key v1 ${purpose}`, KEY_BYTES));
  ofMaster.set(purpose, key);
  return key;
}
