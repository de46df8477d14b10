import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexTokens, queryTokens } from '../src/index.ts';

const TITLE = '121/PNV-CM V/v rà soát, cập nhật hồ sơ cán bộ ngày 12/3/2021';

function finds(query: string, text: string): boolean {
  const index = new Set(indexTokens(text));
  const wanted = queryTokens(query);
  return wanted.length > 0 && wanted.every((token) => index.has(token));
}

describe('search words', () => {
  test.each([
    '121',
    'PNV-CM',
    '121/PNV',
    '121/pnv-cm',
    'hồ sơ cán bộ',
    'ho so',
    'soat',
    '121/PNV-CM ra soat',
    'ra soat 121/PNV-CM',
    'ngay 12/3/2021',
    '12/3',
    'V/v rà soát',
  ])('%s finds the letter', (query) => expect(finds(query, TITLE)).toBe(true));

  test.each(['122', 'PNV-CT', 'hồ cán', 'so ho', '121/PNV-CM xe may', 'xe 121/PNV-CM', '3/12'])(
    '%s does not',
    (query) => expect(finds(query, TITLE)).toBe(false),
  );

  test('nothing to look for finds nothing', () => expect(finds(' ,; ', TITLE)).toBe(false));

  test('two or more neighbouring words of any text find it', () => {
    const word = fc.stringMatching(/^[a-zđăâêôơư0-9]{1,8}$/);
    const text = fc.array(
      fc.oneof(
        word,
        fc.tuple(word, word).map(([a, b]) => `${a}/${b}`),
      ),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), (all, a, b) => {
        const from = a % all.length;
        const to = from + 1 + (b % (all.length - from));
        expect(finds(all.slice(from, to).join(' '), all.join(' '))).toBe(true);
      }),
    );
  });

  test('hostile chains stay small', () => {
    expect(indexTokens(Array.from({ length: 5_000 }, () => 'a').join('-')).length).toBeLessThan(100);
  });
});
