import { hash } from 'node:crypto';

/* Simhash over pairs of words: mails of one campaign differ in a few names and numbers and stay near. */

const BITS = 64;
const MOST_PAIRS = 2_000;
/** Bits that may differ within a campaign; two ordinary letters differ in about 32. */
const NEAR = 8;
const FEWEST_WORDS = 8;

/** The first eight bytes of MD5, as two numbers. */
function hash64(text: string): [high: number, low: number] {
  const bytes = hash('md5', text, 'buffer');
  return [bytes.readUInt32BE(0), bytes.readUInt32BE(4)];
}

/** Sixteen hex digits over the words of a mail, numbers and addresses left out; empty for fewer than eight words. */
export function fingerprintOf(words: string): string {
  const list = words.split(' ').filter((word) => word !== '' && !/[\d@]/.test(word));
  if (list.length < FEWEST_WORDS) {
    return '';
  }
  const sums = new Int32Array(BITS);
  const pairs = new Set<string>();
  for (let at = 0; at + 1 < list.length && pairs.size < MOST_PAIRS; at += 1) {
    pairs.add(`${list[at]} ${list[at + 1]}`);
  }
  for (const pair of pairs) {
    const [high, low] = hash64(pair);
    for (let bit = 0; bit < 32; bit += 1) {
      sums[bit] = (sums[bit] ?? 0) + ((high >>> bit) & 1 ? 1 : -1);
      sums[bit + 32] = (sums[bit + 32] ?? 0) + ((low >>> bit) & 1 ? 1 : -1);
    }
  }
  const bits = [...sums].map((sum) => (sum > 0 ? '1' : '0')).join('');
  return BigInt(`0b${bits}`).toString(16).padStart(16, '0');
}

/**
 * In how many of 64 places two fingerprints differ; 64 when one is no fingerprint.
 * @example fingerprintDistance('00000000000000ff', '0000000000000000') // 8
 */
export function fingerprintDistance(left: string, right: string): number {
  if (!/^[0-9a-f]{16}$/.test(left) || !/^[0-9a-f]{16}$/.test(right)) {
    return BITS;
  }
  const differing = BigInt(`0x${left}`) ^ BigInt(`0x${right}`);
  return differing.toString(2).replaceAll('0', '').length;
}

export function isNear(left: string, right: string): boolean {
  return fingerprintDistance(left, right) <= NEAR;
}
