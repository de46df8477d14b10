import { describe, expect, test } from 'vitest';
import { type Sign, WEIGHTS } from '../src/index.ts';
import { countedOf, OF_ANYWHERE } from '../src/score/counted.ts';
import { meanOf } from '../src/score/score.ts';

/** What a sender cannot add by himself. */
const PROOF = ['trusted', 'vouched', 'inside', 'office_plain'];

describe('what signs are worth by themselves', () => {
  test('each is a sign that has a rate; only proof speaks in favour', () => {
    const rates = new Map<string, number>(Object.entries(WEIGHTS));
    expect([...OF_ANYWHERE].filter((sign) => !rates.has(sign))).toEqual([]);
    expect([...OF_ANYWHERE].filter((sign) => (rates.get(sign) ?? 0) < 0)).toEqual(PROOF);
  });

  test('adds up, within bounds, and leaves out what is read of strangers to an office', () => {
    const count = (...signs: Sign[]): number => countedOf(signs.map((sign) => [sign, 0]));
    expect(count('credential', 'free_host')).toBeCloseTo(-4.3 + WEIGHTS.credential + WEIGHTS.free_host);
    expect(count('act_pay', 'wording_lure', 'first_time')).toBe(-4.3);
    expect(count('brand_name', 'credential', 'threat', 'free_host', 'thin_hosted', 'lure_hosted', 'extortion')).toBe(9);
    expect(count('trusted', 'vouched', 'inside')).toBe(-9);
  });

  test('has a third of the say', () => {
    expect(meanOf(3, 0)).toBeCloseTo(2);
    expect(meanOf(0, 3)).toBeCloseTo(1);
  });
});
