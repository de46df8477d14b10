import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DOCUMENT_TYPES,
  findDocumentType,
  findDocumentTypeByName,
  findDocumentTypeBySymbol,
  formatNumber,
  formatNumberSymbol,
  isStrictSymbol,
  listDocumentTypes,
  Nd30Error,
  parseNumberSymbol,
  symbolFor,
} from '../src/index.ts';

describe('parseNumberSymbol reads what people write', () => {
  test.each([
    ['Số: 15/QĐ-BNV', { number: 15, symbol: 'QĐ-BNV' }],
    ['12/UBND-VX', { number: 12, symbol: 'UBND-VX' }],
    ['03/SY-UBND', { number: 3, symbol: 'SY-UBND' }],
    ['315/ STTTT-BCVTCNTT ', { number: 315, symbol: 'STTTT-BCVTCNTT' }],
    ['Số:        /UBND-VHTT', { symbol: 'UBND-VHTT' }],
    ['số 10/2019/QĐ-UBND.', { number: 10, year: 2019, symbol: 'QĐ-UBND' }],
    ['12 / QĐ – UBND', { number: 12, symbol: 'QĐ-UBND' }],
    ['7/QD-UBND', { number: 7, symbol: 'QD-UBND' }],
    ['45/HD-BTC/TU', { number: 45, symbol: 'HD-BTC/TU' }],
    ['Văn bản số 9/UBND-VP&TH;', { number: 9, symbol: 'UBND-VP&TH' }],
    ['12/QĐ-UBND'.normalize('NFD'), { number: 12, symbol: 'QĐ-UBND' }],
  ])('%s', (text, expected) => {
    expect(parseNumberSymbol(text)).toEqual(expected);
  });

  test.each(['', '12', '/', '0/UBND', '12/', '12/-', 'QĐ-UBND', '12/3/2021', 'a/b c', '12/UBND-', '1'.repeat(500)])(
    'not a number and symbol: %s',
    (text) => {
      expect(parseNumberSymbol(text)).toBeUndefined();
    },
  );
});

describe('the formatter is strict', () => {
  test.each([
    [{ number: 7, symbol: 'UBND-VHTT' }, '07/UBND-VHTT'],
    [{ number: 10, symbol: 'QĐ-UBND' }, '10/QĐ-UBND'],
    [{ number: 1, year: 2021, symbol: 'QĐ-UBND' }, '01/2021/QĐ-UBND'],
    [{ symbol: 'UBND-VHTT' }, '        /UBND-VHTT'],
  ])('%o', (parts, expected) => {
    expect(formatNumberSymbol(parts)).toBe(expected);
  });

  test.each([
    [{ number: 0, symbol: 'UBND' }],
    [{ number: 1.5, symbol: 'UBND' }],
    [{ number: -1, symbol: 'UBND' }],
    [{ number: 1, symbol: 'UBND -VHTT' }],
    [{ number: 1, symbol: 'UBND–VHTT' }],
    [{ number: 1, symbol: '' }],
    [{ number: 1, symbol: '123' }],
    [{ number: 1, year: 21, symbol: 'QĐ-UBND' }],
    [{ number: 1, symbol: 'QĐ-ỦY'.normalize('NFD') }],
  ])('%o is refused', (parts) => {
    expect(() => formatNumberSymbol(parts)).toThrow(
      expect.objectContaining({
        code: 'nd30.invalid_number_symbol',
      }) as Nd30Error,
    );
  });

  test('what is written is read back, whatever spaces people add', () => {
    const group = fc.stringMatching(/^[A-ZĐ]{1,8}$/);
    const spaces = fc.stringMatching(/^[ \u00a0\t]{0,3}$/);
    fc.assert(
      fc.property(
        fc.record({
          number: fc.integer({ min: 1, max: 999_999 }),
          groups: fc.array(group, { minLength: 1, maxLength: 4 }),
        }),
        spaces,
        ({ number, groups }, gap) => {
          const parts = { number, symbol: groups.join('-') };
          const written = formatNumberSymbol(parts);
          expect(parseNumberSymbol(written)).toEqual(parts);
          const loose = `Số:${gap}${written.replaceAll('/', `${gap}/${gap}`).replaceAll('-', `${gap}-${gap}`)}${gap}`;
          expect(parseNumberSymbol(loose)).toEqual(parts);
        },
      ),
    );
  });

  test('whatever is read can be written, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const parts = parseNumberSymbol(`12/${text}`);
        expect(parts === undefined || formatNumberSymbol(parts).length > 0).toBe(true);
      }),
    );
  });
});

test('numbers below 10 take a leading 0', () => {
  expect([1, 9, 10, 345].map(formatNumber)).toEqual(['01', '09', '10', '345']);
});

test('symbols by type, agency, unit and kind of copy', () => {
  expect(symbolFor({ type: 'official_letter', agency: 'UBND', unit: 'VHTT' })).toBe('UBND-VHTT');
  expect(symbolFor({ type: 'official_letter', agency: 'VHTT' })).toBe('VHTT');
  expect(symbolFor({ type: 'decision', agency: 'UBND', unit: 'VHTT' })).toBe('QĐ-UBND');
  expect(symbolFor({ type: 'submission', agency: 'VHTT' })).toBe('TTr-VHTT');
  expect(symbolFor({ type: 'decision', agency: 'UBND', copy: 'extract' })).toBe('TrS-UBND');
  expect(() => symbolFor({ type: 'decision', agency: 'U B' })).toThrow(Nd30Error);
  expect(() => symbolFor({ type: 'official_letter', agency: '' })).toThrow(Nd30Error);
  expect([isStrictSymbol('UBND-VHTT'), isStrictSymbol('UBND- VHTT')]).toEqual([true, false]);
});

describe('types of Decree 30/2020 Art. 7', () => {
  test('there are 29, each with its own code, name and symbol', () => {
    expect(DOCUMENT_TYPES).toHaveLength(29);
    for (const key of ['code', 'name'] as const) {
      expect(new Set(DOCUMENT_TYPES.map((type) => type[key])).size).toBe(29);
    }
    const symbols = DOCUMENT_TYPES.map((type) => type.symbol).filter((symbol) => symbol !== '');
    expect(symbols).toHaveLength(27);
    expect(new Set(symbols.map((symbol) => symbol.toUpperCase())).size).toBe(27);
  });

  test('they are found by code, by name in any case, by symbol in any case', () => {
    for (const type of DOCUMENT_TYPES) {
      expect(findDocumentType(type.code)).toBe(type);
      expect(findDocumentTypeByName(type.name.toLocaleUpperCase('vi'))).toBe(type);
      expect(type.symbol === '' ? type : findDocumentTypeBySymbol(type.symbol.toLowerCase())).toBe(type);
    }
    expect(findDocumentTypeByName('Bản thoả thuận')?.code).toBe('agreement');
    expect(findDocumentTypeByName(' quyết định  (cá biệt) ')?.code).toBe('decision');
    expect([findDocumentType('memo'), findDocumentTypeByName('Sắc lệnh'), findDocumentTypeBySymbol('XX')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('they are in force since the decree', () => {
    expect(listDocumentTypes('2020-03-04')).toHaveLength(0);
    expect(listDocumentTypes('2020-03-05')).toHaveLength(29);
    expect(listDocumentTypes()).toHaveLength(29);
  });
});
