import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { createOnce } from '../durable-file.ts';
import { AppError } from '../errors.ts';

const PREFIX = 'congvu-backup-key-1:';
const KEY_BYTES = 32;
const READABLE_BY_OTHERS = 0o077;

function unusable(path: string, reason: string): AppError {
  return new AppError('backup.key_unusable', 500, `Tệp khóa sao lưu ${path} ${reason}`);
}

/** What exists of the path, with links followed: a link must not bring the key into the folder it has to stay out of. */
function real(path: string): string {
  const whole = resolve(path);
  if (existsSync(whole)) {
    return realpathSync(whole);
  }
  const parent = dirname(whole);
  return parent === whole ? whole : join(real(parent), whole.slice(parent.length).replace(/^[/\\]/, ''));
}

export function isInside(path: string, folder: string): boolean {
  const inner = real(path);
  const outer = real(folder);
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : `${outer}${sep}`);
}

/** The key must not lie where the thief of the data or of the backup finds it (QCVN 12:2026 3.12: keys apart). */
function assertApart(path: string, folders: readonly string[]): void {
  for (const folder of folders) {
    if (isInside(path, folder)) {
      throw unusable(
        path,
        `nằm trong ${folder}. Khóa phải để ngoài thư mục dữ liệu và ngoài bản sao lưu, ví dụ /etc/congvu/sao-luu.key.`,
      );
    }
  }
}

/** Writes a new key where none is. Whoever loses it loses every backup made with it. */
export function createBackupKey(path: string, apartFrom: readonly string[]): void {
  assertApart(path, apartFrom);
  if (existsSync(path)) {
    throw unusable(path, 'đã có. Không ghi đè khóa: các bản sao lưu cũ chỉ mở được bằng khóa cũ.');
  }
  createOnce(path, `${PREFIX}${randomBytes(KEY_BYTES).toString('base64url')}\n`);
}

export function readBackupKey(path: string, apartFrom: readonly string[]): Buffer {
  assertApart(path, apartFrom);
  if (!existsSync(path)) {
    throw unusable(path, 'không có. Tạo bằng: congvu backup --new-key TỆP');
  }
  if (process.platform !== 'win32' && (statSync(path).mode & READABLE_BY_OTHERS) !== 0) {
    throw unusable(path, 'đang cho người khác đọc. Đặt quyền: chmod 600.');
  }
  const text = readFileSync(path, 'utf8').trim();
  const key = Buffer.from(text.slice(PREFIX.length), 'base64url');
  if (!text.startsWith(PREFIX) || key.length !== KEY_BYTES) {
    throw unusable(path, 'không phải khóa sao lưu của Công Vụ.');
  }
  return key;
}

/** Keys for one purpose each, from the one in the file. */
function derive(master: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `congvu backup ${purpose} v1`, KEY_BYTES));
}

/** Says whether a key is the one of a repository, and nothing else. */
export function keyCheck(master: Buffer, repositoryId: string): string {
  return createHmac('sha256', derive(master, 'check')).update(repositoryId).digest('hex');
}

/** Under which name bytes lie in the backup: equal bytes of two offices do not look equal to whoever has no key. */
export function blobNamer(master: Buffer): (sha256: string) => string {
  const key = derive(master, 'names');
  return (sha256) => createHmac('sha256', key).update(sha256).digest('hex');
}
