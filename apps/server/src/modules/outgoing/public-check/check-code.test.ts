import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newCheckCode, printCheckCode, readCheckCode } from './check-code.ts';

const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTVWXYZ';
const picks = fc.array(fc.nat(30), { minLength: 11, maxLength: 11 });

function codeOf(numbers: number[]): string {
  const left = [...numbers];
  return newCheckCode(() => left.shift() ?? 0);
}

test('twelve signs in groups of four, none that looks like another', () => {
  for (let count = 0; count < 200; count += 1) {
    expect(printCheckCode(newCheckCode())).toMatch(/^[2-9A-HJ-NP-TV-Z]{4}-[2-9A-HJ-NP-TV-Z]{4}-[2-9A-HJ-NP-TV-Z]{4}$/);
  }
  expect(new Set(Array.from({ length: 1_000 }, () => newCheckCode())).size).toBe(1_000);
});

test('read back however it was typed', () => {
  fc.assert(
    fc.property(picks, (numbers) => {
      const code = codeOf(numbers);
      const printed = printCheckCode(code);
      for (const typed of [code, printed, printed.toLowerCase(), ` ${printed.replaceAll('-', ' – ')} `]) {
        expect(readCheckCode(typed)).toBe(code);
      }
      expect(readCheckCode(code.replaceAll('L', 'i'))).toBe(code);
      expect(readCheckCode(code.replaceAll('L', '1'))).toBe(code);
    }),
  );
});

test('any one wrong sign and any two exchanged are found', () => {
  fc.assert(
    fc.property(picks, fc.nat(11), fc.nat(11), fc.constantFrom(...ALPHABET), (numbers, at, other, sign) => {
      const signs = Array.from(codeOf(numbers));
      const wrong = signs.with(at, sign);
      const exchanged = signs.with(at, signs[other] ?? '').with(other, signs[at] ?? '');
      expect(readCheckCode(wrong.join('')) === undefined).toBe(signs[at] !== sign);
      expect(readCheckCode(exchanged.join('')) === undefined).toBe(signs[at] !== signs[other]);
    }),
  );
});

test.each(['', '-', '7KQ2', '7KQ2-M9XD-4TR!', '0000-0000-0000', `${'A'.repeat(40)}`, '７ＫＱ２', "' or 1=1 --"])(
  '%s is no code',
  (typed) => {
    expect(readCheckCode(typed)).toBeUndefined();
  },
);
