import { Readable } from 'node:stream';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role, Subject } from '../../../../platform/authorise.ts';
import { newId } from '../../../../platform/ids.ts';
import type { TestOffice } from '../../../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../../../org/org.testing.ts';
import {
  auditOf,
  buildAuthority,
  createRealOffice,
  readCertificate,
  registerToken,
} from '../../certificates.testing.ts';
import { entryOfKey, issue, newSerial, readEntry, readToken } from '../entries.testing.ts';
import { listEntries } from '../list-entries.ts';
import { COLUMNS } from './columns.ts';
import { confirmImport } from './confirm-import.ts';
import { downloadTemplate, exportEntries } from './export-entries.ts';
import { previewImport } from './preview-import.ts';

let office: TestOffice;
let clerk: Subject;
let leader: Subject;
let focal: Subject;
let below: Subject;
let specialist: Subject;

beforeAll(async () => {
  const built = await createRealOffice();
  ({ office, clerk, leader } = built);
  specialist = await built.seat('Sùng A Ân', 'specialist');
  focal = await built.seat('Mùa Thị Mối', 'focal');
  const commune = await buildAgency(office.db, { name: 'UBND xã Khun Há', parent_id: built.agency.id });
  const unit = await buildUnit(office.db, commune.id);
  const roles: Role[] = ['clerk'];
  below = await buildSubject(office.db, { agencyId: commune.id, unitId: unit.id, fullName: 'Lò Văn Bằng', roles });
});
afterAll(() => office.close());

const HEAD = ['STT', 'HỌ VÀ TÊN', 'Số hiệu chứng thư số *', 'Ngày hết hạn', 'Email'];

function sheetOf(rows: ExcelJS.CellValue[][], head: string[] = HEAD, change?: (sheet: ExcelJS.Worksheet) => void) {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('Danh sách');
  sheet.addRow(['DANH SÁCH CHỨNG THƯ SỐ']);
  sheet.addRow(head);
  sheet.addRows(rows);
  change?.(sheet);
  return workbook;
}

async function* upload(bytes: Uint8Array, name: string) {
  yield { name, declaredType: '', stream: Readable.from([Buffer.from(bytes)]) };
}

async function preview(workbook: ExcelJS.Workbook | string, by = clerk) {
  const isText = typeof workbook === 'string';
  const bytes = isText ? Buffer.from(workbook) : new Uint8Array(await workbook.xlsx.writeBuffer());
  return previewImport(office.as(by), upload(bytes, isText ? 'sổ.csv' : 'sổ.xlsx'));
}

const confirm = (id: string | null, skipErrors = false, by = clerk) =>
  confirmImport(office.as(by), id ?? newId(), { skipErrors });

const find = async (serial: string, by = clerk) =>
  (await listEntries(office.as(by), { limit: 10, q: serial })).items[0];

describe('a good list', () => {
  test('is shown first and kept when confirmed; again it changes nothing', async () => {
    const serial = newSerial();
    const rows = () =>
      sheetOf([[1, 'Sùng A Ân', serial.replace(/(..)/g, '$1 '), new Date('2022-12-31'), 'An@laichau.gov.vn']]);
    const shown = await preview(rows());
    expect(shown).toMatchObject({
      fresh: 1,
      updated: 0,
      same: 0,
      wrong: 0,
      ignoredColumns: [],
      rows: [{ row: 3, effect: 'new', problems: [] }],
    });
    expect(await find(serial)).toBeUndefined();
    expect(await confirm(shown.id)).toEqual({ fresh: 1, updated: 0, skipped: 0 });
    const entry = await find(serial);
    expect(entry).toMatchObject({
      subjectName: 'Sùng A Ân',
      personId: specialist.personId,
      validTo: '2022-12-31',
      email: 'an@laichau.gov.vn',
      state: 'active',
    });
    expect(await auditOf(office, shown.id ?? '')).toEqual([
      'certificates.import_confirmed',
      'certificates.import_previewed',
    ]);
    expect(await preview(rows())).toMatchObject({ fresh: 0, same: 1 });
  });

  test('updates what it says and keeps what it leaves out', async () => {
    const entry = await issue(office, specialist, { email: 'cu@laichau.gov.vn', unitName: 'Văn phòng' });
    const shown = await preview(sheetOf([[1, entry.subject_name, `00${entry.serial}`, '01/05/2024', '']]));
    expect(shown).toMatchObject({ updated: 1, rows: [{ effect: 'update' }] });
    await confirm(shown.id);
    expect(await readEntry(office, entry.id)).toMatchObject({
      valid_to: '2024-05-01',
      email: 'cu@laichau.gov.vn',
      unit_name: 'Văn phòng',
      serial: entry.serial,
    });
  });

  test('with devices, days, kinds and other agencies; from CSV too', async () => {
    const [one, two] = [newSerial(), newSerial()];
    const csv = [
      'Tên chứng thư số,Loại chứng thư số,Cơ quan,Serial,Hiệu lực từ,Hiệu lực đến,Số hiệu token,Số lần gia hạn,Ghi chú',
      `Lò Văn Bằng,Cá nhân,UBND XÃ KHUN HÁ,${one},1/3/2020,2023-03-01,TK-9,1,x`,
      `UBND xã Khun Há,"Cơ quan, tổ chức",ubnd xã khun há,${two},,,,,`,
    ].join('\n');
    const shown = await preview(csv, focal);
    expect(shown).toMatchObject({ fresh: 2, wrong: 0, ignoredColumns: ['Ghi chú'] });
    await confirm(shown.id, false, focal);
    const entry = await find(one, below);
    expect(entry).toMatchObject({
      agencyId: below.agencyId,
      personId: below.personId,
      validFrom: '2020-03-01',
      validTo: '2023-03-01',
      tokenSerial: 'TK-9',
      renewalCount: 1,
      container: 'token',
    });
    expect(await find(two, below)).toMatchObject({ subjectKind: 'organisation', validTo: null });
    const row = await readEntry(office, entry?.id ?? '');
    expect(await readToken(office, row.token_id)).toMatchObject({ state: 'in_use', holder_person_id: below.personId });
  });
});

describe('a bad list', () => {
  test.each<[string, number, ExcelJS.CellValue[], RegExp]>([
    ['no name', 1, [1, '', newSerial(), null, ''], /bắt buộc/],
    ['no serial', 1, [1, 'A', '', null, ''], /bắt buộc/],
    ['a serial that is none', 1, [1, 'A', 'XYZ 12', null, ''], /không phải số hiệu/],
    ['a serial Excel rounded', 1, [1, 'A', 1.234e30, null, ''], /làm mất chữ số/],
    ['a serial that became a day', 1, [1, 'A', new Date('2021-03-01'), null, ''], /thành ngày/],
    ['a formula', 1, [1, 'A', { formula: '1+1', result: 2 }, null, ''], /công thức/],
    ['an error', 1, [1, { error: '#REF!' } as ExcelJS.CellErrorValue, newSerial(), null, ''], /#REF!/],
    ['a day that is none', 1, [1, 'A', newSerial(), '31/02/2022', ''], /ngày có thật/],
    ['no address', 1, [1, 'A', newSerial(), null, 'khoasa.sonbinh'], /thư điện tử/],
    ['a name too long', 1, [1, 'x'.repeat(201), newSerial(), null, ''], /Dài 201/],
  ])('%s', async (_, wrong, row, message) => {
    const good = newSerial();
    const shown = await preview(sheetOf([row, [2, 'Đúng', good, null, '']]));
    expect(shown).toMatchObject({ wrong, fresh: 1 });
    const [first] = shown.rows;
    expect(first).toMatchObject({ row: 3, effect: 'error' });
    expect(first?.problems[0]?.message).toMatch(message);
    expect(first?.problems[0]?.column).toMatch(/^[B-E]$/);
    await expect(confirm(shown.id)).rejects.toMatchObject({ code: 'certificates.import_errors', status: 422 });
    expect(await find(good)).toBeUndefined();
    expect(await confirm(shown.id, true)).toEqual({ fresh: 1, updated: 0, skipped: 1 });
    expect(await find(good)).toBeDefined();
  });

  test.each<[string, ExcelJS.CellValue, RegExp]>([
    ['an identity number that lost its zero', 12345678901, /số 0 ở đầu/],
    ['one that is no number', 'không có', /CCCD/],
  ])('%s', async (_, cell, message) => {
    const head = [...HEAD.slice(0, 3), 'Số CCCD'];
    const shown = await preview(sheetOf([[1, 'A', newSerial(), cell]], head));
    expect(shown.rows[0]?.problems[0]?.message).toMatch(message);
  });

  test('an identity number that is right is kept, shown masked, and finds the person', async () => {
    await office.database.pool.query(`update org_person set identity_number = '012099000777' where id = $1`, [
      specialist.personId,
    ]);
    const head = [...HEAD.slice(0, 3), 'Số CMND/CCCD'];
    const shown = await preview(sheetOf([[1, 'Tên khác', newSerial(), '012 099 000 777']], head));
    expect(shown).toMatchObject({ fresh: 1, wrong: 0 });
    expect(JSON.stringify(shown)).not.toContain('012099000777');
    expect(shown.rows[0]?.text).toContain('0120*****777');
  });

  test('free mail is told, not refused: the certificate is registered with it', async () => {
    const shown = await preview(sheetOf([[1, 'A', newSerial(), null, 'Thu.Thu+x@GMAIL.com']]));
    expect(shown).toMatchObject({ fresh: 1, wrong: 0 });
    expect(shown.rows[0]?.problems).toMatchObject([{ severity: 'warning', column: 'E' }]);
  });

  test('merged cells, a serial twice, days in the wrong order, an agency nobody knows', async () => {
    const serial = newSerial();
    const merged = sheetOf(
      [
        [1, 'A', serial],
        [2, 'B', newSerial()],
      ],
      HEAD,
      (sheet) => sheet.mergeCells('B3:B4'),
    );
    expect((await preview(merged)).rows.every(({ effect }) => effect === 'error')).toBe(true);
    const twice = await preview(
      sheetOf([
        [1, 'A', serial],
        [2, 'A', `00:${serial.toLowerCase()}`],
      ]),
    );
    expect(twice).toMatchObject({ fresh: 1, wrong: 1, rows: [{ row: 4 }, { row: 3 }] });
    const head = ['Tên chứng thư số', 'Số hiệu', 'Từ ngày', 'Đến ngày', 'Cơ quan'];
    const days = await preview(sheetOf([['A', newSerial(), '02/03/2022', '01/03/2022', '']], head));
    expect(days.rows[0]?.problems[0]?.column).toBe('D');
    const nobody = await preview(sheetOf([['A', newSerial(), '', '', 'UBND xã Không Có']], head), focal);
    expect(nobody.rows[0]?.problems[0]?.column).toBe('E');
    // The clerk answers for the own agency only.
    const reach = await preview(sheetOf([['A', newSerial(), '', '', 'UBND xã Khun Há']], head));
    expect(reach).toMatchObject({ wrong: 1, id: null });
  });

  test.each([
    ['nothing in it', () => sheetOf([], ['a', 'b'])],
    ['without the serial', () => sheetOf([[1, 'A', '']], ['STT', 'Họ và tên', 'Email'])],
    ['a column twice', () => sheetOf([['A', 'B', newSerial()]], ['Họ và tên', 'Tên chứng thư số', 'Serial'])],
    ['no spreadsheet', () => 'một dòng chữ'],
  ])('%s is refused as a whole', async (_, make) => {
    await expect(preview(make())).rejects.toMatchObject({ code: 'tables.unreadable', status: 422 });
  });

  test('10,001 rows are too many, 10,000 are not', async () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => `Người ${index},${(0x5a0000 + index).toString(16)}`);
    const csv = `Họ và tên,Serial\n${lines.join('\n')}`;
    const shown = await preview(csv);
    expect(shown).toMatchObject({ fresh: 10_000, wrong: 0 });
    expect(shown.rows).toHaveLength(500);
    await expect(preview(`${csv}\nMột người nữa,5b0000`)).rejects.toMatchObject({
      code: 'tables.too_large',
      status: 413,
    });
    expect(await confirm(shown.id)).toMatchObject({ fresh: 10_000 });
  });
});

describe('rights and states', () => {
  test('not for everybody; not of others, not twice, not after a day', async () => {
    const file = () => sheetOf([[1, 'A', newSerial()]]);
    await expect(preview(file(), leader)).rejects.toMatchObject({ status: 403 });
    const shown = await preview(file());
    await expect(confirm(shown.id, false, below)).rejects.toMatchObject({
      code: 'certificates.import_not_found',
      status: 404,
    });
    await expect(confirm(shown.id, false, leader)).rejects.toMatchObject({ status: 403 });
    const twins = await Promise.allSettled([confirm(shown.id), confirm(shown.id)]);
    expect(twins.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(confirm(shown.id)).rejects.toMatchObject({ code: 'certificates.import_confirmed', status: 409 });
    const old = await preview(file());
    office.clock.advance(25 * 60 * 60 * 1000);
    await expect(confirm(old.id)).rejects.toMatchObject({ code: 'certificates.import_not_found' });
    office.clock.set('2021-03-22T01:00:00Z');
  });

  test('a list neither revokes nor rewrites a key of this office', async () => {
    const { authority, served } = await buildAuthority(office);
    const { row } = await registerToken(office, authority, leader);
    await served.close();
    const head = ['Họ và tên', 'Serial', 'Hiệu lực đến', 'Ngày thu hồi', 'Đơn vị'];
    const stop = await preview(sheetOf([[leader.displayName, row.serial, '', '20/03/2021', '']], head));
    expect(stop).toMatchObject({ wrong: 1, id: null });
    const change = await preview(sheetOf([[leader.displayName, row.serial, '01/01/2030', '', 'Văn phòng mới']], head));
    expect(change.rows[0]).toMatchObject({ effect: 'update', problems: [{ severity: 'warning' }] });
    const before = await entryOfKey(office, row.id);
    await confirm(change.id);
    expect(await entryOfKey(office, row.id)).toMatchObject({ valid_to: before.valid_to, unit_name: 'Văn phòng mới' });
    expect((await readCertificate(office, row)).revoked_at).toBeNull();
  });

  test('revoked ones without a key are entered as that', async () => {
    const serial = newSerial();
    const head = ['Họ và tên', 'Serial', 'Ngày thu hồi', 'Lý do thu hồi'];
    const shown = await preview(sheetOf([['A', serial, '20/03/2021', 'Nghỉ hưu']], head));
    await confirm(shown.id);
    expect(await find(serial)).toMatchObject({ state: 'revoked', revokedOn: '2021-03-20', revokedReason: 'Nghỉ hưu' });
    const future = await preview(sheetOf([['A', newSerial(), '20/04/2021', 'Nghỉ hưu']], head));
    expect(future.rows[0]).toMatchObject({ effect: 'error', problems: [{ column: 'C' }] });
  });
});

describe('what it hands out', () => {
  async function open(bytes: unknown): Promise<ExcelJS.Workbook> {
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(bytes as ArrayBuffer); // a Buffer, which the library takes as well
    return workbook;
  }

  test('the template is read as empty; its columns are those of the reader', async () => {
    const workbook = await open((await downloadTemplate(office.as(clerk))).stream);
    expect(workbook.worksheets[0]?.getRow(1).values).toHaveLength(COLUMNS.length + 1);
    expect(await preview(workbook)).toMatchObject({ fresh: 0, wrong: 0, ignoredColumns: [], id: null });
    await expect(downloadTemplate(office.as(leader))).rejects.toMatchObject({ status: 403 });
  });

  test('the export can be taken in again and changes nothing; numbers of people stay here; formulas stay text', async () => {
    await issue(office, below, { subjectName: '=HYPERLINK("http://x")', identityNumber: '012099000888' });
    const file = await exportEntries(office.as(below));
    const workbook = await open(file.stream);
    const text = JSON.stringify(workbook.worksheets[0]?.getSheetValues());
    expect(text).not.toContain('012099000888');
    expect(text).toContain("'=HYPERLINK");
    const shown = await preview(workbook, below);
    expect(shown).toMatchObject({ fresh: 0, updated: 0, wrong: 0 });
    expect(shown.same).toBe((await listEntries(office.as(below), { limit: 1 })).total);
    expect(await auditOf(office, below.agencyId)).toContain('certificates.register_exported');
    await expect(exportEntries(office.as(specialist))).rejects.toMatchObject({ status: 403 });
  });
});
