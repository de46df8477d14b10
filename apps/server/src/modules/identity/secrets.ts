import { createHash, randomBytes } from 'node:crypto';

/** Stands for "no agency, no user": events before anybody is known, and decoy look-ups that take the same time. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

/** 256 random bits as base64url: cookies, tickets and one-time links. Only the hash is stored. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Secrets have full entropy, so a plain SHA-256 cannot be searched (unlike passwords). */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

const RECOVERY_ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

/**
 * Ten letters of an alphabet without look-alikes, 50 bits: `xxxxx-xxxxx`. Short, since somebody without his telephone types it from
 * paper; so it is hashed like a password (`hashRecoveryCodes`), never with `hashSecret` (ASVS 6.5.2).
 */
export function newRecoveryCode(): string {
  const letters = [...randomBytes(10)].map((byte) => RECOVERY_ALPHABET[byte % 32]).join('');
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}

export function normaliseRecoveryCode(typed: string): string {
  const letters = typed.toLowerCase().replace(/[^a-z0-9]/g, '');
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}
