import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { malformed } from './errors.ts';

/** C2SP signed-note signature types: Ed25519 of a log, and the timestamped cosignature of a witness. */
export const LOG_KEY = 0x01;
export const WITNESS_KEY = 0x04;
type KeyType = typeof LOG_KEY | typeof WITNESS_KEY;

const KEY_BYTES = 32;
const ID_BYTES = 4;

/** A public key under the name of its holder, as it is handed from office to office. */
export interface NoteKey {
  name: string;
  type: KeyType;
  /** First four bytes, big-endian, of what the name and the key hash to; only a hint which key to try. */
  id: number;
  /** Raw Ed25519. */
  publicKey: Buffer;
}

/** C2SP signed-note: no spaces, no plus sign, not empty. */
export function isKeyName(name: string): boolean {
  return name !== '' && !/[\s+\p{Cc}]/u.test(name);
}

/**
 * A key under a name. @throws TlogError `tlog.malformed`
 *
 * @example
 * const { publicKey } = generateKeyPairSync('ed25519');
 * const key = noteKey('nhatky.sonla.example', publicKey);
 */
export function noteKey(name: string, publicKey: KeyObject | Uint8Array, type: KeyType = LOG_KEY): NoteKey {
  if (!isKeyName(name)) {
    throw malformed(`not a name of a key: ${JSON.stringify(name)}`);
  }
  const raw = publicKey instanceof Uint8Array ? Buffer.from(publicKey) : rawKey(publicKey);
  if (raw.length !== KEY_BYTES) {
    throw malformed('not a raw Ed25519 key');
  }
  const id = createHash('sha256').update(`${name}\n`).update(Buffer.of(type)).update(raw).digest().readUInt32BE(0);
  return { name, type, id, publicKey: raw };
}

function rawKey(key: KeyObject): Buffer {
  const { x, crv } = key.export({ format: 'jwk' });
  if (crv !== 'Ed25519' || x === undefined) {
    throw malformed('not an Ed25519 key');
  }
  return Buffer.from(x, 'base64url');
}

/** The key for `node:crypto`. */
export function publicKeyOf({ publicKey }: NoteKey): KeyObject {
  return createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: publicKey.toString('base64url') },
  });
}

/**
 * `name+hash+key`, the form in which keys are written down (C2SP signed-note, "vkey").
 *
 * @example
 * formatKey(parseKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')) // the same text
 */
export function formatKey({ name, type, id, publicKey }: NoteKey): string {
  const hash = id.toString(16).padStart(ID_BYTES * 2, '0');
  return `${name}+${hash}+${Buffer.concat([Buffer.of(type), publicKey]).toString('base64')}`;
}

/** Reads `formatKey`; the hash must be that of name and key. @throws TlogError `tlog.malformed` */
export function parseKey(text: string): NoteKey {
  const [, name = '', hash = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  const type = bytes[0];
  if ((type !== LOG_KEY && type !== WITNESS_KEY) || bytes.toString('base64') !== encoded) {
    throw malformed('not a key of a log or a witness');
  }
  const key = noteKey(name, bytes.subarray(1), type);
  if (key.id !== Number.parseInt(hash, 16)) {
    throw malformed('the hash of the key is not that of its name and bytes: a character was changed on the way');
  }
  return key;
}
