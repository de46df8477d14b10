import { Readable } from 'node:stream';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { listed, pieces, showBook } from '../addressbook.testing.ts';
import { findByCode } from '../resolve.ts';
import { applyList } from '../sync/apply-changes.ts';
import { bookTemplate, exportBook } from './export-book.ts';
import { confirmBookImport, previewBookImport } from './import-book.ts';

let office: TestOffice;
let administrator: Subject;
let clerk: Subject;

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db, { name: 'Nơi nhập', code: 'H99' });
  const unit = await buildUnit(office.db, agency.id);
  const place = { agencyId: agency.id, unitId: unit.id };
  administrator = await buildSubject(office.db, { ...place, roles: ['administrator'] });
  clerk = await buildSubject(office.db, { ...place, roles: ['clerk'] });
});
afterAll(() => office.close());

const HEADINGS =
  'Mã theo Quyết định 20/2020;Mã theo QCVN 102;Tên cơ quan;Mã cơ quan cấp trên;Thư công vụ;Mã cũ;Tình trạng;Mã cơ quan nhận thay';

async function* upload(name: string, bytes: string | Buffer): AsyncGenerator<UploadedFile> {
  yield { name, declaredType: '', stream: Readable.from([Buffer.from(bytes)]) };
}

const preview = (rows: string[], subject = administrator) =>
  previewBookImport(office.as(subject), upload('so.csv', [HEADINGS, ...rows].join('\n')));
const confirm = (id: string | null, skipErrors = false) =>
  confirmBookImport(office.as(administrator), id ?? '', { skipErrors });

async function take(...rows: string[]): Promise<{ fresh: number; updated: number; skipped: number }> {
  const { id } = await preview(rows);
  return confirm(id);
}

describe('a sheet of agencies', () => {
  test('is previewed, then written; taken again it changes nothing', async () => {
    const rows = [
      'H40;000.00.00.H40;UBND tỉnh Thử;;vp@thu.vn;;;',
      'H40.1;000.00.01.H40;Sở Nội vụ;H40;;;Đang hoạt động;',
      ';000.00.02.H40;Sở Y tế;H40;;;Đã đóng;',
    ];
    const shown = await preview(rows);
    expect(shown).toMatchObject({ fresh: 3, wrong: 0 });
    expect(await showBook(office.db)).toEqual([]);
    expect(await confirm(shown.id)).toEqual({ fresh: 3, updated: 0, skipped: 0 });
    expect(await showBook(office.db)).toMatchObject([
      { code: '000.00.02.H40', closed: true, path: 'UBND tỉnh Thử' },
      { code: 'H40', qcvn102: '000.00.00.H40', mail: 'vp@thu.vn' },
      { code: 'H40.1', path: 'UBND tỉnh Thử', closed: false },
    ]);
    await expect(confirm(shown.id)).rejects.toMatchObject({ code: 'addressbook.import_confirmed' });
    expect(await preview(rows)).toMatchObject({ id: null, same: 3, fresh: 0, updated: 0 });
    expect(await preview(['H40.1;;Sở Nội vụ;H40;noivu@thu.vn;;;'])).toMatchObject({ updated: 1 });
  });

  test('names who takes over, also from a row of the same sheet', async () => {
    await take('H41.1;;UBND xã Cũ;;;;Sáp nhập;H41.9', 'H41.9;;UBND xã Mới;;;;;');
    expect(await findByCode(office.db, 'H41.1')).toMatchObject({ deleted: true, successorCode: 'H41.9' });
  });

  test('fills what the axis leaves open and never overwrites it', async () => {
    await applyList(office, 'truc', pieces([listed('H42.1', { list: 'qd20', name: 'Sở Công Thương' })]), {
      full: true,
    });
    const shown = await preview(['H42.1;;Sở Thương mại;;ct@thu.vn;;;']);
    expect(shown.rows[0]).toMatchObject({ effect: 'update', problems: [{ severity: 'warning' }] });
    await confirm(shown.id);
    expect(await findByCode(office.db, 'H42.1')).toMatchObject({
      name: 'Sở Công Thương',
      mail: 'ct@thu.vn',
      source: 'truc',
      sources: ['import', 'truc'],
    });
  });

  let good = 0;
  test.each([
    ['no code at all', ';;Sở Không Mã;;;;;'],
    ['a code twice in the sheet', 'H43.1;;Sở A;;;;;\nH43.1;;Sở B;;;;;'],
    ['codes of two bodies', 'H43.8;000.00.09.H43;Sở gộp;;;;;'],
    ['the code of another as an older one', 'H43.7;;Sở khác;;;H43.8;;'],
    ['itself as successor', 'H43.6;;Sở vòng;;;;;H43.6'],
    ['a successor nobody knows', 'H43.5;;Sở lạc;;;;;H43.555'],
    ['a mailbox that is none', 'H43.4;;Sở thư;;không có;;;'],
    ['no name', 'H43.3;;;;;;;'],
  ])('with %s says so by row, and keeps the others on order', async (_what, lines) => {
    await applyList(
      office,
      'truc',
      pieces([listed('H43.8', { list: 'qd20', name: 'Sở Tám' }), listed('000.00.09.H43', { name: 'Sở Chín' })]),
      { full: false },
    );
    good += 1;
    const shown = await preview([...lines.split('\n'), `H43.2.${good};;Sở đúng;;;;;`]);
    expect(shown.wrong).toBeGreaterThan(0);
    const [first] = shown.rows;
    expect(first).toMatchObject({ effect: 'error' });
    expect(first?.problems[0]?.message).not.toBe('');
    await expect(confirm(shown.id)).rejects.toMatchObject({ code: 'addressbook.import_errors' });
    expect(await confirm(shown.id, true)).toMatchObject({ skipped: shown.wrong });
  });

  test('of ten thousand rows is taken whole', async () => {
    const rows = Array.from({ length: 10_000 }, (_, at) => `K50.${at};;Trường số ${at};K50;;;;`);
    expect(await take(...rows)).toMatchObject({ fresh: 10_000 });
    expect(await findByCode(office.db, 'K50.9999')).toMatchObject({ name: 'Trường số 9999' });
  }, 120_000);

  test('is the business of the administrator, on the record', async () => {
    await expect(preview(['H44;;A;;;;;'], clerk)).rejects.toMatchObject({ code: 'addressbook.import.forbidden' });
    await expect(bookTemplate(office.as(clerk))).rejects.toMatchObject({ code: 'addressbook.import.forbidden' });
    const { id } = await preview(['H44;;UBND tỉnh Ghi;;;;;']);
    await expect(confirmBookImport(office.as(clerk), id ?? '', { skipErrors: false })).rejects.toMatchObject({
      code: 'addressbook.import.forbidden',
    });
    await confirm(id);
    const [leaf] = await rawQuery<{ detail: { fresh: number } }>(
      office.db,
      "select detail from audit_leaf where action = 'addressbook.imported' and object_id = $1",
      [id],
    );
    expect(leaf?.detail).toMatchObject({ fresh: 1 });
  });
});

describe('export', () => {
  async function read(stream: NodeJS.ReadableStream | Buffer): Promise<string[][]> {
    const workbook = new ExcelJS.Workbook();
    if (Buffer.isBuffer(stream)) {
      throw new TypeError('the export is a stream');
    }
    await workbook.xlsx.read(Readable.from(stream));
    const rows: string[][] = [];
    workbook.worksheets[0]?.eachRow((row) => {
      rows.push([1, 2, 3, 4, 5, 6].map((cell) => String(row.getCell(cell).value ?? '')));
    });
    return rows;
  }

  test('holds what is filtered, in the order of the book, without formulas', async () => {
    await take('H60;;=1+1;;;;;', 'H60.1;000.00.01.H60;Sở Xuất;H60;;;;');
    const { stream } = await exportBook(office.as(clerk), { under: 'H60' });
    expect(await read(stream)).toEqual([
      [
        'Mã theo Quyết định 20/2020',
        'Mã theo QCVN 102',
        'Tên cơ quan',
        'Cơ quan cấp trên',
        'Thư công vụ',
        'Tình trạng',
      ],
      ['H60', '', "'=1+1", '', '', 'Đang hoạt động'],
      ['H60.1', '000.00.01.H60', 'Sở Xuất', "'=1+1", '', 'Đang hoạt động'],
    ]);
  });

  test('of everything comes in pieces, each body once', async () => {
    const { stream } = await exportBook(office.as(clerk), {});
    const rows = await read(stream);
    expect(rows.length).toBeGreaterThan(10_000);
    expect(new Set(rows.map((row) => row.join('|'))).size).toBe(rows.length);
  }, 180_000);
});
