import { describe, expect, test } from 'vitest';
import { readCsv } from './read-csv.ts';
import { makeCell } from './table.ts';
import { writeCsv } from './write-csv.ts';

describe('writeCsv', () => {
  test('marked as UTF-8, quoted, CR LF; a formula is text, a number stays one', () => {
    expect(writeCsv(['Họ và tên', 'Số'], [['Tao "Ín", Văn', -3]]).toString()).toBe(
      '\uFEFF"Họ và tên","Số"\r\n"Tao ""Ín"", Văn","-3"\r\n',
    );
    for (const start of ['=', '+', '-', '@', '\t', '\r']) {
      expect(writeCsv(['a'], [[`${start}cmd|' /C calc'!A0`]]).toString()).toContain(`"'${start}cmd`);
    }
  });

  test('what is written is read again cell by cell', () => {
    const cells = ['a;b', 'một, hai', '""', 'Ơ kìa'];
    const { tables } = readCsv(writeCsv(['1', '2', '3', '4'], [cells]), { rows: 10, columns: 10 });
    expect(tables[0]?.rows[1]?.cells).toEqual(cells.map((cell) => makeCell('T', cell)));
  });
});
