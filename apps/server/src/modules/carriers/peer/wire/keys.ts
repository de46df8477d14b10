import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** Read aloud over the telephone: half of the hash keeps 128 bits, which no one finds a second key for. */
const FINGERPRINT_BYTES = 16;

/** A raw Ed25519 public key (RFC 8032) as the library wants it. */
export function publicKeyOf(raw: Uint8Array): KeyObject {
  return createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url') },
    format: 'jwk',
  });
}

export function privateKeyOf(pkcs8: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
}

export function rawPublicKey(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
}

/** The name of a key in `keyid`. */
export function keyIdOf(raw: Uint8Array): string {
  return createHash('sha256').update(raw).digest('base64url');
}

/** `AB12 CD34 …`, eight groups of four. */
export function fingerprintOf(raw: Uint8Array): string {
  const hex = createHash('sha256')
    .update(raw)
    .digest('hex')
    .slice(0, FINGERPRINT_BYTES * 2);
  return (hex.toUpperCase().match(/.{4}/g) ?? []).join(' ');
}
