import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { readTable } from '../../../platform/tables/read-table.ts';
import { buildWorkbook, buildXlsx, toBytes } from './import.testing.ts';
import { type ParsedWorkbook, parseWorkbook } from './parse-table.ts';

const UNIT = ['H35.9', 'VP', 'Văn phòng', '', 'VP', 1];

async function parse(bytes: Buffer, name = 'danh-sach.xlsx'): Promise<ParsedWorkbook> {
  return parseWorkbook(await readTable({ name, bytes }));
}

async function units(...rows: ExcelJS.CellValue[][]): Promise<ParsedWorkbook> {
  return parse(await buildXlsx({ units: rows }));
}

describe('a file without a list is refused with its reason', () => {
  test.each<[string, () => Promise<Buffer>, string]>([
    ['no known sheet', () => toBytes(addSheet('Danh bạ', [['a', 'b']])), 'tables.unreadable'],
    ['nothing below the heading', () => buildXlsx({ units: [] }), 'tables.unreadable'],
  ])('%s', async (_name, bytes, code) => {
    await expect(parse(await bytes())).rejects.toMatchObject({ code });
  });
});

function addSheet(name: string, rows: ExcelJS.CellValue[][]): ExcelJS.Workbook {
  const workbook = new ExcelJS.Workbook();
  workbook.addWorksheet(name).addRows(rows);
  return workbook;
}

describe('the limit of rows', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ['H35.9', `D${index}`, `Đơn vị ${index}`, '', '', index % 1000]);

  test('lets 10,000 pass', async () => {
    const parsed = await units(...many(10_000));
    expect(parsed.problems).toEqual([]);
    expect(parsed.sheets[0]?.rows).toHaveLength(10_000);
  });

  test('refuses 10,001', async () => {
    await expect(units(...many(10_001))).rejects.toMatchObject({ code: 'tables.too_large' });
  });

  test('refuses far more, also as CSV', async () => {
    const lines = many(30_000).map((row) => row.join(','));
    const csv = Buffer.from(`Mã cơ quan,Mã đơn vị,Tên đơn vị,Mã đơn vị cấp trên,Ký hiệu,Thứ tự\n${lines.join('\n')}`);
    await expect(parse(csv, 'a.csv')).rejects.toMatchObject({ code: 'tables.too_large' });
  });
});

describe('cells', () => {
  test('are read in any order of columns, below a title, with headings in NFD and capitals', async () => {
    const bytes = await toBytes(
      addSheet('ĐƠN VỊ', [
        ['Danh sách đơn vị'],
        [],
        ['TÊN ĐƠN VỊ *'.normalize('NFD'), 'mã cơ quan', 'Mã đơn vị'],
        ['Văn phòng'.normalize('NFD'), 'H35.9', 'VP'],
      ]),
    );
    const parsed = await parse(bytes);
    expect(parsed.problems).toEqual([]);
    expect(parsed.sheets[0]?.rows).toMatchObject([{ row: 4, values: { name: 'Văn phòng', code: 'VP' } }]);
    expect(parsed.sheets[0]?.rows[0]?.values.name).toBe('Văn phòng'.normalize('NFC'));
  });

  test.each<[string, ExcelJS.CellValue[], string, number]>([
    ['a formula', ['H35.9', 'VP', { formula: 'A1&"x"', result: 'H35.9x' }], 'Tên đơn vị', 2],
    ['an error', ['H35.9', 'VP', { error: '#REF!' }], 'Tên đơn vị', 2],
    ['a missing value', ['H35.9', '', 'Văn phòng'], 'Mã đơn vị', 2],
    ['a code turned into a date', ['H35.9', new Date('2021-02-01'), 'Văn phòng'], 'Mã đơn vị', 2],
    ['spaces in a code', ['H35.9', 'V P', 'Văn phòng'], 'Mã đơn vị', 2],
    ['a name too long', ['H35.9', 'VP', 'x'.repeat(201)], 'Tên đơn vị', 2],
    ['words as a number', ['H35.9', 'VP', 'Văn phòng', '', '', 'đầu'], 'Thứ tự', 2],
    ['a day that never was', ['H35.9', 'VP', 'Văn phòng', '', '', 1, '31/02/2021'], 'Hiệu lực từ', 2],
    ['the American order', ['H35.9', 'VP', 'Văn phòng', '', '', 1, '3/22/2021'], 'Hiệu lực từ', 2],
    ['two figures for the year', ['H35.9', 'VP', 'Văn phòng', '', '', 1, '01/03/21'], 'Hiệu lực từ', 2],
    ['a day in words', ['H35.9', 'VP', 'Văn phòng', '', '', 1, 'tháng 3 năm 2021'], 'Hiệu lực từ', 2],
  ])('%s is one error at its cell', async (_name, row, column, line) => {
    const parsed = await units(row);
    expect(parsed.problems).toEqual([expect.objectContaining({ sheet: 'Đơn vị', row: line, column })]);
  });

  test.each<[ExcelJS.CellValue]>([
    ['01/03/2021'],
    ['1/3/2021'],
    ['01-03-2021'],
    ['1.3.2021'],
    ['2021-03-01'],
    [new Date('2021-03-01T00:00:00Z')],
    [44256],
  ])('%j is the first of March', async (written) => {
    const parsed = await units(['H35.9', 'VP', 'Văn phòng', '', '', 1, written]);
    expect(parsed.problems).toEqual([]);
    expect(parsed.sheets[0]?.rows[0]?.values.validFrom).toBe('2021-03-01');
  });

  test('a number of a person that lost its zero is not guessed', async () => {
    const parsed = await parse(await buildXlsx({ people: [['H35.9', 'CB1', 'Lò Thị Thử', '', '', '', 912_000_111]] }));
    expect(parsed.problems).toMatchObject([{ sheet: 'Cán bộ', column: 'Điện thoại' }]);
  });

  test('merged cells are told, merged titles above the heading are not', async () => {
    const workbook = buildWorkbook({ units: [UNIT, ['H35.9', 'VT', 'Văn thư']] });
    workbook.worksheets[0]?.mergeCells('A2:A3');
    const parsed = await parse(await toBytes(workbook));
    expect(parsed.problems).toMatchObject([
      { row: 2, column: 'Mã cơ quan' },
      { row: 3, column: 'Mã cơ quan' },
    ]);
    const titled = addSheet('Đơn vị', [
      ['Danh sách'],
      ['Mã cơ quan', 'Mã đơn vị', 'Tên đơn vị'],
      ['H35.9', 'VP', 'VP'],
    ]);
    titled.worksheets[0]?.mergeCells('A1:C1');
    expect((await parse(await toBytes(titled))).problems).toEqual([]);
  });
});

describe('headings', () => {
  const sheet = async (...rows: string[][]) => (await parse(await toBytes(addSheet('Đơn vị', rows)))).problems;

  test('that are missing, unknown or doubled are errors of the heading row', async () => {
    expect(await sheet(['Mã cơ quan', 'Mã đơn vị'], ['H35.9', 'VP'])).toMatchObject([{ row: 1, column: 'Tên đơn vị' }]);
    expect(await sheet(['Mã cơ quan', 'Mã đơn vị', 'Tên đơn vị', 'Lương'], ['H35.9', 'VP', 'a', '1'])).toMatchObject([
      { row: 1, column: 'Lương' },
    ]);
    expect(
      await sheet(['Mã cơ quan', 'Mã đơn vị', 'Tên đơn vị', 'mã đơn vị'], ['H35.9', 'VP', 'a', 'b']),
    ).toMatchObject([{ row: 1, column: 'mã đơn vị' }]);
    expect(await sheet(['một', 'hai'], ['H35.9', 'VP'])).toMatchObject([{ row: 1, column: '' }]);
  });

  test('tell which list a CSV file is, whatever divides it', async () => {
    for (const delimiter of [',', ';', '\t']) {
      const lines = [
        ['Mã cơ quan', 'Mã cán bộ', 'Họ và tên'],
        ['H35.9', 'CB1', 'Lò Thị Thử'],
      ].map((line) => line.join(delimiter));
      for (const bytes of [Buffer.from(`﻿${lines.join('\r\n')}`), Buffer.from(`﻿${lines.join('\n')}`, 'utf16le')]) {
        const parsed = await parse(bytes, 'a.csv');
        expect(parsed.problems).toEqual([]);
        expect(parsed.sheets).toMatchObject([
          { sheet: { key: 'people' }, rows: [{ row: 2, values: { fullName: 'Lò Thị Thử' } }] },
        ]);
      }
    }
  });
});
