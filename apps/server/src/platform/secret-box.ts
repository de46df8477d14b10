import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { AppError } from './errors.ts';
import { deriveKey, type KeyPlace, type Keyring, keyUnreadable, type MasterKey, openKeyring } from './keys/keyring.ts';

/**
 * A sealed secret: `CVS1` ‖ kind (1) ‖ id of the master key (8) ‖ data key, wrapped (60) ‖ iv (12) ‖ tag (16) ‖ ciphertext. Every secret has a
 * data key of its own and is bound to its owner by it; when the master key is changed only the wrapping is written again, which needs
 * to know nothing of owners, so that no table can be forgotten.
 */
const MAGIC = Buffer.from('CVS1');
const ID_AT = MAGIC.length + 1;
const ID_BYTES = 8;
const HEAD_BYTES = ID_AT + ID_BYTES;
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const BODY_AT = HEAD_BYTES + IV_BYTES + TAG_BYTES + KEY_BYTES;

/** Each kind of secret has a key of its own. The place in the list is part of what is stored: only ever add at the end. */
const KINDS = ['second-factor', 'connections', 'installation', 'mail-domains', 'audit'] as const;
export type KeyName = (typeof KINDS)[number];

/** What seals one kind of secret. */
export interface SecretKeys {
  kind: KeyName;
  keyring: Keyring;
}

/**
 * The keys of one kind of secret as the key file has them now, outside database and data folder: a stolen dump alone opens nothing
 * (security.md §2.14).
 */
export function openKeyFile(place: KeyPlace, kind: KeyName): SecretKeys {
  return { kind, keyring: openKeyring(place) };
}

/** Keys for marks that live for minutes (HMAC): the first makes new ones, all of them are recognised. */
export function markKeys({ kind, keyring }: SecretKeys): Buffer[] {
  const others = [...keyring.byId.values()].filter((one) => one !== keyring.active);
  return [keyring.active, ...others].map((master) => deriveKey(master, `mark ${kind}`));
}

function encrypt(key: Buffer, bound: Buffer, bytes: Uint8Array): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(bound);
  const body = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

function decrypt(key: Buffer, bound: Buffer, bytes: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(bound)
    .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
}

function wrap(master: MasterKey, kind: KeyName, dataKey: Buffer): Buffer {
  const head = Buffer.concat([MAGIC, Buffer.from([KINDS.indexOf(kind)]), Buffer.from(master.id, 'hex')]);
  return Buffer.concat([head, encrypt(deriveKey(master, `secret ${kind}`), head, dataKey)]);
}

function unwrap(keyring: Keyring, sealed: Buffer): { kind: KeyName; dataKey: Buffer } {
  const kind = KINDS[sealed.readUInt8(MAGIC.length)];
  const master = keyring.byId.get(keyIdOfSealed(sealed) ?? '');
  if (kind === undefined || master === undefined) {
    throw new Error('sealed with a key that is not here');
  }
  const wrapped = sealed.subarray(HEAD_BYTES, BODY_AT);
  return { kind, dataKey: decrypt(deriveKey(master, `secret ${kind}`), sealed.subarray(0, HEAD_BYTES), wrapped) };
}

/** Which master key opens it; undefined when these are no sealed bytes of ours. */
export function keyIdOfSealed(sealed: Buffer): string | undefined {
  return sealed.length >= BODY_AT && sealed.subarray(0, MAGIC.length).equals(MAGIC)
    ? sealed.subarray(ID_AT, HEAD_BYTES).toString('hex')
    : undefined;
}

/** How sealed bytes begin, for the database to find them. */
export const SEALED_PREFIX = MAGIC;

/** AES-256-GCM, bound to its owner so that rows cannot be swapped. */
export function seal({ kind, keyring }: SecretKeys, owner: string, secret: Uint8Array): Buffer {
  const dataKey = randomBytes(KEY_BYTES);
  return Buffer.concat([wrap(keyring.active, kind, dataKey), encrypt(dataKey, Buffer.from(owner), secret)]);
}

function unsealable(): AppError {
  return keyUnreadable(
    'của văn phòng',
    'không khớp dữ liệu đã mã hóa. Chép lại tệp khóa từ bản cất riêng rồi khởi động lại.',
  );
}

/** @throws AppError 500 `platform.key_unreadable` when the keys, the kind or the row are not those it was sealed with */
export function unseal({ kind, keyring }: SecretKeys, owner: string, sealed: Buffer): Buffer {
  try {
    const opened = unwrap(keyring, sealed);
    if (opened.kind !== kind) {
      throw new Error('another kind of secret');
    }
    return decrypt(opened.dataKey, Buffer.from(owner), sealed.subarray(BODY_AT));
  } catch {
    throw unsealable();
  }
}

/** The same secret under the active key; undefined when it is already. @throws AppError `platform.key_unreadable` */
export function reseal(keyring: Keyring, sealed: Buffer): Buffer | undefined {
  if (keyIdOfSealed(sealed) === keyring.active.id) {
    return undefined;
  }
  try {
    const { kind, dataKey } = unwrap(keyring, sealed);
    return Buffer.concat([wrap(keyring.active, kind, dataKey), sealed.subarray(BODY_AT)]);
  } catch {
    throw unsealable();
  }
}
