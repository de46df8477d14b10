import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { readTable } from '../../../platform/tables/read-table.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { suggestRows } from '../queries/suggest-rows.ts';
import { buildRequestsOffice, expectCode, type RequestsOffice, readAll, upload } from '../requests.testing.ts';
import { downloadTemplate, previewRows } from './import-rows.ts';

let office: TestOffice;
let world: RequestsOffice;

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRequestsOffice(office);
});
afterAll(() => office.close());

const HEADING = 'STT,Họ và tên,Chức vụ,Đơn vị công tác,Số Điện thoại liên hệ,Ghi chú';
const csv = (...lines: string[]) => upload('danh-sach.csv', Buffer.from(`\uFEFF${[HEADING, ...lines].join('\n')}`));
const preview = (files: ReturnType<typeof upload>, who = world.commune.clerk) =>
  previewRows(office.as(who), 'account.new', files);

describe('a list from a spreadsheet', () => {
  test('good rows are counted apart from those with errors; nothing is stored', async () => {
    const read = await preview(
      csv(
        '1,Lò Văn An,Chuyên viên,Văn phòng,0912 345 678,',
        '2,,Chuyên viên,Văn phòng,0912345679,',
        '3,Sùng A Dế,Kế toán,Văn phòng,không có,',
        '4,Giàng Thị Mỷ,Kế toán,Văn phòng,0912345670,mới tuyển',
      ),
    );
    expect(read.rows).toHaveLength(4);
    expect(read.rows[0]).toMatchObject({ fullName: 'Lò Văn An', phone: '0912345678' });
    expect(read.sheetRows).toEqual([2, 3, 4, 5]);
    expect(read.good).toBe(2);
    const places = [...read.findings.map(({ row }) => row), ...read.rules.map(({ row }) => (row ?? 0) + 1)];
    expect(places).toContain(3);
    expect(places).toContain(4);
    const [count] = await rawQuery<{ n: number }>(office.db, 'select count(*)::int as n from request', []);
    expect(count?.n).toBe(0);
  });

  test('one row too many is told and not read', async () => {
    const lines = Array.from(
      { length: 10_001 },
      (_, index) => `${index + 1},Lò Văn ${index},Chuyên viên,Tổ,0912345678,`,
    );
    const read = await preview(csv(...lines));
    expect(read.findings.map(({ code }) => code)).toContain('requests.table_too_long');
    expect(read).toMatchObject({ rows: [], good: 0 });
  });

  test('what is no table, no list, and nobody’s work', async () => {
    await expectCode(preview(upload('a.xlsx', Buffer.from('no zip'))), 'tables.unreadable');
    await expectCode(previewRows(office.as(world.commune.clerk), 'cert.revoke', csv()), 'requests.import_errors');
    await expectCode(preview(csv(), world.commune.auditor), 'requests.create.forbidden');
    await expectCode(preview((async function* () {})()), 'tables.unreadable');
  });

  test('the empty list comes back as it went out', async () => {
    const bytes = await readAll(await downloadTemplate(office.as(world.commune.clerk), 'account.new'));
    const { tables } = await readTable({ name: 'mau.xlsx', bytes });
    const texts = tables.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells.map((cell) => cell.slice(1))));
    expect(texts).toEqual(expect.arrayContaining(['STT', 'Họ và tên', 'Đơn vị công tác']));
    const read = await preview(upload('mau.xlsx', bytes));
    expect(read.rows).toEqual([]);
  });
});

test('suggestions: people of the own agency, without accents, only what the form asks', async () => {
  const wanted = { kind: 'account.new', q: 'my sung' } as const;
  const { items } = await suggestRows(office.as(world.commune.clerk), wanted);
  expect(items.map(({ label }) => label)).toEqual(['Sùng Thị Mỷ']);
  expect(Object.keys(items[0]?.values ?? {}).sort()).toEqual(['fullName', 'position', 'unit']);
  expect((await suggestRows(office.as(world.other.clerk), { kind: 'account.new', q: 'Ngoan' })).items).toHaveLength(1);
  await expectCode(suggestRows(office.as(world.commune.auditor), wanted), 'requests.suggest.forbidden');
});
