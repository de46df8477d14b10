import { Readable } from 'node:stream';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency, buildPerson, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { listMailboxes } from '../queries/list-mailboxes.ts';
import { confirmMailboxes } from './confirm-mailboxes.ts';
import { exportMailboxes, mailboxTemplate } from './export-mailboxes.ts';
import { previewMailboxes } from './import-mailboxes.ts';

let office: TestOffice;
let agencyId: string;
let focal: Subject;
let clerk: Subject;

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db, { name: 'UBND xã Sơn Bình', short_name: 'Xã Sơn Bình' });
  const unit = await buildUnit(office.db, agency.id);
  agencyId = agency.id;
  focal = await buildSubject(office.db, { agencyId, unitId: unit.id, fullName: 'Hoàng Văn Mối', roles: ['focal'] });
  clerk = await buildSubject(office.db, { agencyId, unitId: unit.id, fullName: 'Lò Thị Thư', roles: ['clerk'] });
});
afterAll(() => office.close());

const HEAD = [
  'STT',
  'Họ và tên',
  'Đơn vị công tác',
  'Tài khoản thư điện tử',
  'Loại',
  'Bí danh',
  'Chuyển tiếp',
  'Dung lượng',
  'Trạng thái',
  'Ghi chú',
];
const row = (
  name: string,
  address: string,
  rest: Partial<Record<'kind' | 'alias' | 'forward' | 'quota' | 'state', string>> = {},
) => [
  '1',
  name,
  'UBND xã Sơn Bình',
  address,
  rest.kind ?? '',
  rest.alias ?? '',
  rest.forward ?? '',
  rest.quota ?? '',
  rest.state ?? '',
  '',
];

async function* upload(rows: readonly string[][]): AsyncIterable<UploadedFile> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('Thư');
  for (const cells of rows) {
    sheet.addRow(cells);
  }
  yield { name: 'thu.xlsx', declaredType: '', stream: Readable.from([Buffer.from(await workbook.xlsx.writeBuffer())]) };
}

const preview = (rows: readonly string[][]) => previewMailboxes(office.as(focal), upload([HEAD, ...rows]));
const confirm = (id: string | null, skipErrors = false) => confirmMailboxes(office.as(focal), id ?? '', { skipErrors });

test('what an office has today: linked to people, written when confirmed, the same again is nothing', async () => {
  const person = await buildPerson(office.db, agencyId, 'Sùng A Khoa');
  const rows = [
    row('Sùng A Khoa', 'khoasa.sonbinh', { alias: 'khoa@cu.laichau.gov.vn', quota: '2048' }),
    row('UBND xã Sơn Bình', 'sonbinh@tamduong.laichau.gov.vn', { kind: 'Cơ quan' }),
  ];
  const seen = await preview(rows);
  expect(seen).toMatchObject({ fresh: 2, wrong: 0, ignoredColumns: ['Ghi chú'] });
  expect(await confirm(seen.id)).toEqual({ fresh: 2, updated: 0, skipped: 0 });
  const { items } = await listMailboxes(office.as(clerk), { limit: 10 });
  expect(items).toMatchObject([
    { kind: 'unit', personId: null },
    {
      address: 'khoasa.sonbinh',
      kind: 'person',
      personId: person.id,
      quotaMb: 2048,
      aliases: ['khoa@cu.laichau.gov.vn'],
      pendingStep: null,
    },
  ]);
  expect(await preview(rows)).toMatchObject({ id: null, same: 2 });
  await expect(confirm(seen.id)).rejects.toMatchObject({ code: 'mail.import_confirmed' });
  const changed = await preview([row('Sùng A Khoa', 'khoasa.sonbinh', { state: 'Khóa' })]);
  expect(await confirm(changed.id)).toMatchObject({ updated: 1 });
});

test('free mail in any column, addresses of others, doubles and wrong numbers are named; good rows can be kept', async () => {
  const seen = await preview([
    row('Tốt', 'tot.sonbinh'),
    row('Thư Riêng', 'rieng@gmail.com'),
    row('Chuyển Ra Ngoài', 'ngoai.sonbinh', { forward: 'toi@yahoo.com' }),
    row('Bí Danh', 'bidanh.sonbinh', { alias: 'x@hotmail.com' }),
    row('Người Khác', 'khoasa.sonbinh@laichau.gov.vn'),
    row('Trùng', 'TOT.sonbinh'),
    row('Sai Số', 'saiso.sonbinh', { quota: '2 GB' }),
    row('', 'khongten.sonbinh'),
  ]);
  expect(seen).toMatchObject({ fresh: 1, wrong: 7 });
  expect(seen.rows.filter(({ effect }) => effect === 'error').map((one) => [one.row, one.problems[0]?.column])).toEqual(
    [
      [3, 'D'],
      [4, 'G'],
      [5, 'F'],
      [6, 'D'],
      [7, 'D'],
      [8, 'H'],
      [9, 'B'],
    ],
  );
  await expect(confirm(seen.id)).rejects.toMatchObject({ code: 'mail.import_errors' });
  const both = await Promise.allSettled([confirm(seen.id, true), confirm(seen.id, true)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((await listMailboxes(office.as(clerk), { limit: 10, q: 'tot' })).total).toBe(1);
});

test('one alias for two is refused as a whole; a file changes no mailbox of a connected mail system', async () => {
  const twins = await preview([
    row('Sùng A Một', 'mot.sonbinh', { alias: 'chung@cu.laichau.gov.vn' }),
    row('Sùng A Hai', 'hai.sonbinh', { alias: 'chung@cu.laichau.gov.vn' }),
  ]);
  await expect(confirm(twins.id)).rejects.toMatchObject({ code: 'mail.address_taken' });
  await rawQuery(office.db, "update mailbox set backend = 'embedded' where address_key = 'tot.sonbinh'", []);
  expect(await preview([row('Tốt', 'tot.sonbinh')])).toMatchObject({ same: 1, wrong: 0 });
  expect(await preview([row('Tốt', 'tot.sonbinh', { state: 'Khóa' })])).toMatchObject({ same: 0, wrong: 1 });
});

test('by the guiding office alone; the sheets that go out', async () => {
  await expect(previewMailboxes(office.as(clerk), upload([HEAD, row('A B', 'ab')]))).rejects.toMatchObject({
    code: 'mail.import.forbidden',
  });
  const { stream } = await mailboxTemplate(office.as(focal));
  expect(Buffer.isBuffer(stream)).toBe(true);
  await expect(mailboxTemplate(office.as(clerk))).rejects.toMatchObject({ status: 403 });
  expect(Buffer.isBuffer((await exportMailboxes(office.as(clerk), {})).stream)).toBe(true);
});
