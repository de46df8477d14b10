import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from './config.ts';
import { AppError } from './errors.ts';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const READABLE_BY_OTHERS = 0o077;

function unreadable(path: string, reason: string): AppError {
  return new AppError(
    'platform.key_unreadable',
    500,
    `Tệp khóa ${path} ${reason}. Khôi phục tệp khóa từ bản sao lưu, đặt quyền 0600 rồi khởi động lại.`,
  );
}

function createOnce(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, randomBytes(KEY_BYTES));
    fsyncSync(file);
    closeSync(file);
  } catch (error) {
    // Another process of the same office was first: its key is the key.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw error;
    }
  }
}

/** Each kind of secret has a key of its own, so that one of them can be changed alone. */
export type KeyName = 'second-factor' | 'connections' | 'installation' | 'mail-domains' | 'audit';

/**
 * The key that encrypts one kind of secrets, outside the database: a stolen dump alone opens nothing (security.md §2.14). Made at
 * the first start in `<data>/keys/<name>.key`; a file that others may read stops the start. Several servers of one office that
 * share no folder are given the same 32 bytes as `CONGVU_SECRET_KEY_<NAME>` (base64).
 */
export function openKeyFile(config: Pick<Config, 'dataDir' | 'secrets'>, name: KeyName): Buffer {
  const variable = `CONGVU_SECRET_KEY_${name.toUpperCase().replaceAll('-', '_')}`;
  const given = config.secrets[variable];
  if (given !== undefined) {
    const key = Buffer.from(given, 'base64');
    if (key.length !== KEY_BYTES) {
      throw unreadable(variable, 'không đúng độ dài');
    }
    return key;
  }
  const path = join(config.dataDir, 'keys', `${name}.key`);
  createOnce(path);
  if (process.platform !== 'win32' && (statSync(path).mode & READABLE_BY_OTHERS) !== 0) {
    throw unreadable(path, 'đang cho người khác đọc');
  }
  const key = readFileSync(path);
  if (key.length !== KEY_BYTES) {
    throw unreadable(path, 'không đúng độ dài');
  }
  return key;
}

/** AES-256-GCM: iv ‖ tag ‖ ciphertext, bound to its owner so that rows cannot be swapped. */
export function seal(key: Buffer, owner: string, secret: Uint8Array): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(owner));
  const body = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** @throws AppError 500 `platform.key_unreadable` when the key or the row is not the one it was sealed with */
export function unseal(key: Buffer, owner: string, sealed: Buffer): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(owner))
      .setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    throw unreadable('trong thư mục keys', 'không khớp dữ liệu đã mã hóa');
  }
}
