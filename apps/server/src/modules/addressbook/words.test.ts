import { foldAccents } from '@congvu/vntext';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askBook, bookTokens, sameName } from './words.ts';

describe('tokens of a body', () => {
  test('are words, neighbours, initials from every word on, and the words above it', () => {
    const tokens = bookTokens(foldAccents('Sở TT&TT'), 'UBND tỉnh Lai Châu').split(' ');
    expect(tokens).toEqual(
      expect.arrayContaining(['so', 'thong', 'tin', 'so_thong', 'tin_truyen', '~stttt', '~tttt', 'tttt', 'lai', 'uy']),
    );

    expect(tokens).not.toContain('lai_chau');
  });

  test('are plain words for tsvector, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 60 }), (name, path) => {
        for (const token of bookTokens(foldAccents(name), path).split(' ')) {
          expect(token).toMatch(/^[\p{L}\p{N}_~]*$/u);
        }
      }),
    );
  });
});

test.each(['constructor', '__proto__', 'hasOwnProperty toString'])('%s is a name like any other', (name) => {
  expect(bookTokens(name, name)).toContain('_' === name[0] ? 'proto' : name.split(' ')[0]);
  expect(askBook(name)?.loose).not.toBe('');
});

describe('questions', () => {
  test.each([
    ['', undefined],
    [' & - ', undefined],
    ['lai', "'lai':*"],
    ['lai chau', "'lai_chau':*"],
    ['ubnd h tam duong', "'uy_ban' & 'ban_nhan' & 'nhan_dan' & 'dan_huyen' & 'huyen_tam' & 'tam_duong':*"],
    ['sở thông tin và truyền thông', "'so_thong' & 'thong_tin' & 'tin_truyen' & 'truyen_thong':*"],
  ])('%j side by side', (typed, precise) => {
    expect(askBook(typed)?.precise).toBe(precise);
  });

  test('loosely: beginnings, initials, abbreviations written out', () => {
    expect(askBook('so tttt')?.loose).toBe(
      "('so':* | '~so':*) & ('tttt':* | '~tttt':* | ('thong' & 'tin' & 'truyen' & 'thong'))",
    );
  });

  test('hold no operator of the search that somebody typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (typed) => {
        const question = askBook(typed);
        for (const text of [question?.precise ?? '', question?.loose ?? '']) {
          expect(text.replace(/'[\p{L}\p{N}_~]+'(?::\*)?|[ &|()]/gu, '')).toBe('');
        }
      }),
    );
  });
});

test.each([
  ['UBND tỉnh Lai Châu (Mã cũ) (qd20)', 'Ủy ban nhân dân tỉnh Lai Châu', true],
  ['Sở TT&TT', 'Sở Thông tin và Truyền thông', true],
  ['Sở Tài chính', 'Sở Nội vụ', false],
])('%j and %j: one name %s', (one, other, same) => {
  expect(sameName(one, other)).toBe(same);
});
