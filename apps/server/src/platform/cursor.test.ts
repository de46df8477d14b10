import { describe, expect, test } from 'vitest';
import { readCursor, writeCursor } from './cursor.ts';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('cursors', () => {
  test('come back as they were written', () => {
    expect(readCursor(writeCursor(['huong lo thi|Hương', ID]), ['text', 'uuid'])).toEqual(['huong lo thi|Hương', ID]);
    expect(readCursor(writeCursor(['2021-03-19', ID]), ['date', 'uuid'])).toEqual(['2021-03-19', ID]);
    expect(readCursor(writeCursor(['12', 'a']), ['integer', 'text'])).toEqual(['12', 'a']);
    const at = new Date(0).toISOString();
    expect(readCursor(writeCursor([at, ID]), ['instant', 'uuid'])).toEqual([at, ID]);
    expect(readCursor(undefined, ['text'])).toBeUndefined();
  });

  test.each([
    ['no base64 of ours', 'xyz'],
    ['no list', Buffer.from('{}').toString('base64url')],
    ['a value too few', writeCursor(['a'])],
    ['no id where one belongs', writeCursor(['a', 'b'])],
    ['a number', Buffer.from(JSON.stringify([1, ID])).toString('base64url')],
    ['a zero byte', writeCursor(['a\0', ID])],
  ])('forged: %s', (_what, cursor) => {
    expect(() => readCursor(cursor, ['text', 'uuid'])).toThrow(
      expect.objectContaining({ code: 'platform.invalid_input' }),
    );
  });
});
