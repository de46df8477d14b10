import { expect, test } from 'vitest';
import { describeTotp, findTotpStep, newTotpSecret, totpCode } from './totp.ts';

/** RFC 6238 appendix B, SHA-1, the last six of the eight digits. */
const RFC_SECRET = Buffer.from('12345678901234567890');
const VECTORS: [number, string][] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
];

test.each(VECTORS)('RFC 6238 vector at second %i', (seconds, code) => {
  const at = new Date(seconds * 1000);
  expect(totpCode(RFC_SECRET, at)).toBe(code);
  expect(findTotpStep(RFC_SECRET, code, at)).toBe(Math.floor(seconds / 30));
  expect(findTotpStep(RFC_SECRET, `${code.slice(0, 3)} ${code.slice(3)}`, at)).toBe(Math.floor(seconds / 30));
});

test('a code belongs to its own step, one step of drift is taken, two are not', () => {
  const secret = newTotpSecret();
  const at = new Date('2021-03-22T01:00:00Z');
  const code = totpCode(secret, at);
  const step = at.getTime() / 30_000;
  const later = (steps: number) => new Date(at.getTime() + steps * 30_000);
  expect([-1, 0, 1].map((steps) => findTotpStep(secret, code, later(steps)))).toEqual([step, step, step]);
  expect([-2, 2].map((steps) => findTotpStep(secret, code, later(steps)))).toEqual([undefined, undefined]);
});

test.each(['', '12345', '1234567', 'abcdef', '12345a', '-12345', '１２３４５６'])('%j is no code', (typed) => {
  expect(findTotpStep(newTotpSecret(), typed, new Date())).toBeUndefined();
});

test('the offer names the office and the account and holds 160 random bits', () => {
  const secret = newTotpSecret();
  expect(secret).toHaveLength(20);
  expect(Buffer.from(newTotpSecret()).equals(Buffer.from(secret))).toBe(false);
  const offer = describeTotp(secret, 'huongltm');
  expect(decodeURIComponent(offer.url)).toMatch(/^otpauth:\/\/totp\/Công Vụ:huongltm\?/);
  expect(offer.secret).toMatch(/^[A-Z2-7]{32}$/);
});
