import { createHash } from 'node:crypto';

/**
 * What people compare a public key by: SHA-256 of its 32 bytes, upper-case hex in groups of four.
 *
 * @param publicKey base64url of a raw Ed25519 key
 * @example fingerprintOf('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo') // '21FE 31DF A154 A261 …'
 */
export function fingerprintOf(publicKey: string): string {
  const digest = createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex').toUpperCase();
  return (digest.match(/.{4}/g) ?? []).join(' ');
}

/** People copy a fingerprint with other spaces, colons or letters. */
export function sameFingerprint(left: string, right: string): boolean {
  const bare = (text: string): string => text.replace(/[^0-9a-f]/gi, '').toUpperCase();
  return bare(left) === bare(right);
}
