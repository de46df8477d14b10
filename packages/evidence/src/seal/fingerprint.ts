import { createHash } from 'node:crypto';

/** Read aloud over the telephone: half of the hash keeps 128 bits, which nobody finds a second key for. */
const BYTES = 16;

/**
 * What people compare a public key by: the first half of SHA-256 of its 32 bytes, upper-case hex, eight groups of four.
 *
 * @param publicKey base64url of a raw Ed25519 key
 * @example fingerprintOf('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo') // '21FE 31DF A154 A261 626B F854 046F D227'
 */
export function fingerprintOf(publicKey: string): string {
  const digest = createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest().subarray(0, BYTES);
  return (digest.toString('hex').toUpperCase().match(/.{4}/g) ?? []).join(' ');
}

/** People copy a fingerprint with other spaces, colons or letters. */
export function sameFingerprint(left: string, right: string): boolean {
  const bare = (text: string): string => text.replace(/[^0-9a-f]/gi, '').toUpperCase();
  return bare(left) === bare(right);
}
