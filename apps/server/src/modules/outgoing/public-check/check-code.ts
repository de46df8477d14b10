import { randomInt } from 'node:crypto';

/** No 0 and O, 1 and I, no U beside V; 31 signs, a prime, so that the last one finds every slip of one sign or two exchanged. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTVWXYZ';
const LENGTH = 12;
/** What people type for signs that are not in the alphabet. */
const LOOK_ALIKES: Record<string, string> = { I: 'L', '1': 'L', U: 'V' };

function checkSign(signs: string): string {
  const sum = Array.from(signs).reduce((total, sign, index) => total + (index + 1) * ALPHABET.indexOf(sign), 0);
  return ALPHABET[sum % ALPHABET.length] ?? '';
}

/**
 * Eleven random signs (54 bits, nothing of the document is in them) and one that finds slips of the hand. `pick` answers a random
 * number below the one given.
 */
export function newCheckCode(pick: (below: number) => number = randomInt): string {
  const signs = Array.from({ length: LENGTH - 1 }, () => ALPHABET[pick(ALPHABET.length)] ?? '').join('');
  return signs + checkSign(signs);
}

/** The code behind what somebody typed or scanned, spaces and dashes aside; undefined when it cannot be one of ours. */
export function readCheckCode(typed: string): string | undefined {
  const signs = Array.from(
    typed
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[\s\-–—.]/gu, ''),
  )
    .map((sign) => LOOK_ALIKES[sign] ?? sign)
    .join('');
  const isOurs = signs.length === LENGTH && Array.from(signs).every((sign) => ALPHABET.includes(sign));
  return isOurs && checkSign(signs.slice(0, -1)) === signs.at(-1) ? signs : undefined;
}

/** `7KQ2-M9XD-4TRA`. */
export function printCheckCode(code: string): string {
  return (code.match(/.{1,4}/g) ?? []).join('-');
}
