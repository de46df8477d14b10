import { crc32, deflateRawSync } from 'node:zlib';
import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { readTable } from './read-table.ts';
import { DEFAULT_LIMITS, HEADING_ROWS, type Table, type TableLimits, type Workbook } from './table.ts';

type Rows = ExcelJS.CellValue[][];

async function toBytes(workbook: ExcelJS.Workbook): Promise<Buffer> {
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

function addSheet(name: string, rows: Rows): ExcelJS.Workbook {
  const workbook = new ExcelJS.Workbook();
  workbook.addWorksheet(name).addRows(rows);
  return workbook;
}

function read(bytes: Uint8Array, name = 'danh-sach.xlsx', limits?: TableLimits): Promise<Workbook> {
  return readTable({ name, bytes }, limits === undefined ? {} : { limits });
}

async function readOne(bytes: Uint8Array, name?: string, limits?: TableLimits): Promise<Table> {
  const { tables } = await read(bytes, name, limits);
  expect(tables).toHaveLength(1);
  return tables[0] ?? { name: '', rows: [], merges: [], tooLong: false };
}

interface Part {
  name: string;
  content: Buffer;
  /** What the directory claims; the truth when left out. */
  claimed?: number;
  flags?: number;
}

/** A ZIP by hand, so that it can lie. */
function zip(parts: Part[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, content, claimed = content.length, flags = 0 } of parts) {
    const packed = deflateRawSync(content);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(flags, 6);
    head.writeUInt16LE(8, 8);
    head.writeUInt32LE(crc32(content), 14);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(claimed, 22);
    head.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    head.copy(entry, 6, 4, 28);
    entry.writeUInt32LE(offset, 42);
    local.push(head, Buffer.from(name), packed);
    central.push(entry, Buffer.from(name));
    offset += head.length + name.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}

const WORKBOOK = Buffer.from(
  '<workbook xmlns:r="r"><sheets><sheet name="Đơn vị" sheetId="1" r:id="a"/></sheets></workbook>',
);
const RELATIONS = Buffer.from('<Relationships><Relationship Id="a" Target="worksheets/s.xml"/></Relationships>');
const sheetZip = (sheet: Part[]): Buffer =>
  zip([
    { name: 'xl/workbook.xml', content: WORKBOOK },
    { name: 'xl/_rels/workbook.xml.rels', content: RELATIONS },
    ...sheet,
  ]);
const sheetOf = (xml: string, rest: Partial<Part> = {}): Buffer =>
  sheetZip([{ name: 'xl/worksheets/s.xml', content: Buffer.from(xml), ...rest }]);

describe('a file nobody can read is refused with its reason', () => {
  const bomb = Buffer.alloc(210 * 1024 * 1024, ' ');
  test.each<[string, () => Promise<Buffer> | Buffer, string]>([
    ['no spreadsheet', () => Buffer.from('%PDF-1.7 …'), 'tables.unreadable'],
    ['an empty archive', () => zip([]), 'tables.unreadable'],
    ['an archive of something else', () => zip([{ name: 'a.txt', content: Buffer.from('a') }]), 'tables.unreadable'],
    [
      'a password (compound file)',
      () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2_000)]),
      'tables.unreadable',
    ],
    ['a password (archive)', () => sheetOf('<worksheet/>', { flags: 1 }), 'tables.unreadable'],
    [
      'half of a file',
      async () => (await toBytes(addSheet('Đơn vị', [['a']]))).subarray(0, 3_000),
      'tables.unreadable',
    ],
    ['markup cut short', () => sheetOf('<worksheet><sheetData><row r="1"><c r="A1"'), 'tables.unreadable'],
    [
      'a document type',
      () => sheetOf('<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>'),
      'tables.unreadable',
    ],
    ['a bomb that says so', () => sheetZip([{ name: 'xl/worksheets/s.xml', content: bomb }]), 'tables.too_large'],
    [
      'a bomb that lies about its size',
      () => sheetZip([{ name: 'xl/worksheets/s.xml', content: bomb, claimed: 1_000 }]),
      'tables.unreadable',
    ],
  ])('%s', async (_name, bytes, code) => {
    const status = code === 'tables.too_large' ? 413 : 422;
    await expect(read(await bytes())).rejects.toMatchObject({ code, status });
  });

  test.each<[string, Buffer]>([
    ['text in an old code page', Buffer.from([0x4d, 0xe3, 0x20, 0x63, 0xf4])],
    ['an open quotation mark', Buffer.from('Mã cơ quan,Mã đơn vị,Tên đơn vị\nH35.9,"VP,Văn phòng\n')],
    ['binary', Buffer.from('a,b\0c\n')],
  ])('%s as CSV', async (_name, bytes) => {
    await expect(read(bytes, 'a.csv')).rejects.toMatchObject({ code: 'tables.unreadable' });
  });
});

/** `count` filled rows, as short as markup can be. */
function manyRows(count: number, columns = 1): Buffer {
  const row = `<row>${'<c><v>7</v></c>'.repeat(columns)}</row>`;
  return sheetOf(`<worksheet><sheetData>${row.repeat(count)}</sheetData></worksheet>`);
}

function manyLines(count: number, columns = 1): Buffer {
  return Buffer.from(`${Array(columns).fill('7').join(',')}\n`.repeat(count));
}

describe('limits', () => {
  const taken = DEFAULT_LIMITS.rows + HEADING_ROWS;
  const small = { rows: 3, columns: 2 };

  test.each<[string, (count: number, columns?: number) => Buffer, string]>([
    ['XLSX', manyRows, 'a.xlsx'],
    ['CSV', manyLines, 'a.csv'],
  ])('of %s: all rows up to them, told when there are more, no column past them', async (_kind, build, name) => {
    const full = await readOne(build(taken, DEFAULT_LIMITS.columns), name);
    expect({ rows: full.rows.length, tooLong: full.tooLong }).toEqual({ rows: 10_010, tooLong: false });
    expect(full.rows.at(-1)).toMatchObject({ row: 10_010, cells: { length: 40 } });
    const over = await readOne(build(taken + 1, DEFAULT_LIMITS.columns + 1), name);
    expect({ rows: over.rows.length, tooLong: over.tooLong }).toEqual({ rows: 10_010, tooLong: true });
    expect(over.rows.at(-1)).toMatchObject({ row: 10_010, cells: { length: 40 } });
    for (const [count, tooLong] of [
      [13, false],
      [14, true],
    ] as const) {
      const table = await readOne(build(count, 3), name, small);
      expect({ rows: table.rows.length, tooLong: table.tooLong }).toEqual({ rows: 13, tooLong });
      expect(table.rows[0]?.cells).toHaveLength(2);
    }
  });

  test('of rows count only those with something in them; a file of line breaks ends too', async () => {
    const gaps = Buffer.from(`${'7\n\n'.repeat(13)}`);
    const gapped = await readOne(gaps, 'a.csv', small);
    expect({ last: gapped.rows.at(-1)?.row, tooLong: gapped.tooLong }).toEqual({ last: 25, tooLong: false });
    expect(await readOne(Buffer.from('\n'.repeat(40)), 'a.csv', small)).toMatchObject({ rows: [], tooLong: true });
    const empty = '<row><c><v></v></c></row>'.repeat(40);
    const sparse = sheetOf(
      `<worksheet><sheetData>${empty}<row r="41"><c r="B41"><v>7</v></c></row></sheetData></worksheet>`,
    );
    expect(await readOne(sparse, 'a.xlsx', small)).toMatchObject({
      rows: [{ row: 41, cells: ['', 'N7'] }],
      tooLong: false,
    });
  });
});

describe('cells', () => {
  test.each<[string, ExcelJS.CellValue, string]>([
    ['text', 'Lò Thị Thử', 'TLò Thị Thử'],
    ['text in NFD, with line breaks and spaces around', `  ${'Lò\nThị'.normalize('NFD')} `, 'TLò Thị'],
    ['text of several styles', { richText: [{ text: 'Lò ' }, { text: 'Thị' }] }, 'TLò Thị'],
    ['a number as text keeps its zero', '012090000123', 'T012090000123'],
    ['a number', 912_000_111, 'N912000111'],
    ['a date', new Date('2021-03-01T00:00:00Z'), 'D44256'],
    ['a formula with its last value', { formula: 'A2&"x"', result: 'H35.9x' }, 'FH35.9x'],
    ['a formula without a value', { formula: 'A2' }, 'F'],
    ['an error', { error: '#REF!' }, 'E#REF!'],
    ['true', true, 'B1'],
    ['nothing', null, ''],
  ])('%s', async (_name, value, cell) => {
    const table = await readOne(await toBytes(addSheet('a', [['x', value, 'y']])));
    expect(table.rows).toEqual([{ row: 1, cells: ['Tx', cell, 'Ty'] }]);
  });

  test('of a stranger who invents types and numbers of rows stay cells', async () => {
    const table = await readOne(
      sheetOf(
        '<worksheet><sheetData><row r="x"><c t="constructor"><v>7</v></c></row><row r="1e9"><c t="s"><v>99</v></c><c r="?"><v>8</v></c></row></sheetData></worksheet>',
      ),
    );
    expect(table.rows).toEqual([
      { row: 1, cells: ['N7'] },
      { row: 2, cells: ['', 'N8'] },
    ]);
  });

  test('merged over rows and columns are told, and since which year days count', async () => {
    const workbook = addSheet('Cán bộ'.normalize('NFD'), [['a', '', ''], [], ['b']]);
    workbook.worksheets[0]?.mergeCells('A1:C2');
    workbook.addWorksheet('Trang 2').addRow(['c']);
    workbook.properties.date1904 = true;
    const { tables, from1904 } = await read(await toBytes(workbook));
    expect(from1904).toBe(true);
    expect(tables).toMatchObject([
      { name: 'Cán bộ'.normalize('NFC'), merges: [{ top: 1, left: 1, bottom: 2, right: 3 }] },
      { name: 'Trang 2', rows: [{ row: 1, cells: ['Tc'] }], merges: [] },
    ]);
    expect(await read(await toBytes(addSheet('a', [['b']])))).toMatchObject({ from1904: false });
  });

  test.each([',', ';', '\t'])('of CSV divided by %j, whatever its Unicode', async (delimiter) => {
    const lines = [['Mã', 'Họ và tên'], [], ['01', '"Lò, ""Thị""; Thử"']].map((line) => line.join(delimiter));
    const rows = [
      { row: 1, cells: ['TMã', 'THọ và tên'] },
      { row: 3, cells: ['T01', 'TLò, "Thị"; Thử'] },
    ];
    const text = lines.join('\r\n');
    for (const bytes of [Buffer.from(text), Buffer.from(`\uFEFF${text}`), Buffer.from(`\uFEFF${text}`, 'utf16le')]) {
      expect(await readOne(bytes, 'a.CSV')).toEqual({ name: '', rows, merges: [], tooLong: false });
    }
  });
});
