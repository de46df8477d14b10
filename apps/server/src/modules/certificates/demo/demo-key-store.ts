import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  type KeyObject,
  randomBytes,
  type ScryptOptions,
  scrypt,
} from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../../platform/config.ts';
import { syncFolder } from '../../../platform/durable-file.ts';
import { AppError } from '../../../platform/errors.ts';

/**
 * Software keys of the demo, one file each, enciphered under the owner's PIN. They stand in for USB tokens, exist only with
 * `--demo` and are never in the database (ARCHITECTURE.md, rule 7).
 */
interface SealedKey {
  version: 1;
  salt: string;
  iv: string;
  tag: string;
  key: string;
}

// RFC 7914 §2 leaves the cost to the use: 16 MB and some 50 ms, which nobody notices once a batch.
const COST: ScryptOptions = { N: 16_384, r: 8, p: 1 };
const REFERENCE = /^[0-9a-f-]{36}$/;

function pathOf(config: Config, reference: string): string {
  if (!REFERENCE.test(reference)) {
    throw keyMissing();
  }
  return join(config.dataDir, 'demo-keys', `${reference}.json`);
}

function keyMissing(): AppError {
  return new AppError(
    'certificates.key_missing',
    422,
    'Không tìm thấy khóa thử nghiệm của chứng thư này trên máy chủ. Tạo lại dữ liệu thử nghiệm hoặc dùng chứng thư khác.',
  );
}

export function assertDemo(config: Config): void {
  if (!config.demo) {
    throw new AppError(
      'certificates.demo_only',
      403,
      'Khóa thử nghiệm chỉ dùng được khi chạy thử (npm start -- --demo). Ký bằng thiết bị lưu khóa thật.',
    );
  }
}

function derive(pin: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pin.normalize('NFC'), salt, 32, COST, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}

export interface KeySealer {
  /** Durable when it returns, apart from the name in its folder: `finish` after the last one. */
  seal(reference: string, key: KeyObject): Promise<void>;
  finish(): void;
}

/** One derivation for all keys of a run that share a PIN: a hundred and fifty people would otherwise wait ten seconds. */
export async function createKeySealer(config: Config, pin: string): Promise<KeySealer> {
  assertDemo(config);
  const folder = join(config.dataDir, 'demo-keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const salt = randomBytes(16);
  const secret = await derive(pin, salt);
  return {
    seal: async (reference, key) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', secret, iv).setAAD(Buffer.from(reference));
      const bytes = Buffer.concat([cipher.update(key.export({ format: 'der', type: 'pkcs8' })), cipher.final()]);
      const sealed: SealedKey = {
        version: 1,
        salt: salt.toString('base64'),
        iv: iv.toString('base64'),
        tag: cipher.getAuthTag().toString('base64'),
        key: bytes.toString('base64'),
      };
      const handle = await open(pathOf(config, reference), 'wx', 0o600);
      try {
        await handle.writeFile(JSON.stringify(sealed));
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
    finish: () => syncFolder(folder),
  };
}

async function readSealed(config: Config, reference: string): Promise<SealedKey> {
  try {
    return JSON.parse(await readFile(pathOf(config, reference), 'utf8')); // written by `seal` above
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      throw keyMissing();
    }
    throw cause;
  }
}

/** The key, or undefined when the PIN is not its own. @throws AppError `certificates.key_missing` · `certificates.demo_only` */
export async function openDemoKey(config: Config, reference: string, pin: string): Promise<KeyObject | undefined> {
  assertDemo(config);
  const sealed = await readSealed(config, reference);
  const secret = await derive(pin, Buffer.from(sealed.salt, 'base64'));
  const decipher = createDecipheriv('aes-256-gcm', secret, Buffer.from(sealed.iv, 'base64'))
    .setAAD(Buffer.from(reference))
    .setAuthTag(Buffer.from(sealed.tag, 'base64'));
  const bytes = decipher.update(Buffer.from(sealed.key, 'base64'));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' });
}
