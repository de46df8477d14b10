import { Readable } from 'node:stream';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { buildPerson } from '../../org/org.testing.ts';
import { type AccountsRig, buildUser, createAccountsRig } from '../accounts.testing.ts';
import { listAccounts } from '../queries/list-accounts.ts';
import { syncUsers } from '../sweeps/sync-users.ts';
import { confirmAccounts } from './confirm-accounts.ts';
import { accountTemplate, exportAccounts, exportWaste } from './export-accounts.ts';
import { previewAccounts } from './import-accounts.ts';

let rig: AccountsRig;
beforeAll(async () => {
  rig = await createAccountsRig();
});
afterAll(() => rig.office.close());

type Cells = (string | Date | number | { formula: string; result: string })[];

async function upload(rows: readonly Cells[], arrange?: (sheet: ExcelJS.Worksheet) => void) {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('Danh sách');
  for (const row of rows) {
    sheet.addRow(row);
  }
  arrange?.(sheet);
  return file('tai-khoan.xlsx', Buffer.from(await workbook.xlsx.writeBuffer()));
}

async function* file(name: string, bytes: Buffer): AsyncIterable<UploadedFile> {
  yield { name, declaredType: '', stream: Readable.from([bytes]) };
}

const HEAD = [
  'STT',
  'CƠ QUAN',
  'Họ và tên',
  'Chuc vu',
  'Đơn vị công tác',
  'Tên tài khoản',
  'Đăng nhập lần cuối',
  'Lý do không còn dùng',
  'Ghi chú riêng',
];
const row = (
  no: number,
  name: string,
  account: string,
  rest: Partial<Record<'agency' | 'used' | 'left', string>> = {},
): Cells => [
  no,
  rest.agency ?? 'Xã Nà Một',
  name,
  'Công chức',
  'UBND xã Nà Một',
  account,
  rest.used ?? '',
  rest.left ?? '',
  'bỏ qua',
];

async function preview(rows: readonly Cells[], arrange?: (sheet: ExcelJS.Worksheet) => void) {
  return previewAccounts(rig.office.as(rig.focal), await upload(rows, arrange));
}

async function confirm(id: string | null, skipErrors = false) {
  return confirmAccounts(rig.office.as(rig.focal), id ?? '', { skipErrors });
}

async function readBack(stream: NodeJS.ReadableStream | Buffer): Promise<string[][]> {
  const workbook = new ExcelJS.Workbook();
  if (!Buffer.isBuffer(stream)) {
    throw new Error('a sheet is bytes');
  }
  await workbook.xlsx.load(new Uint8Array(stream).buffer as ArrayBuffer); // made of the bytes alone
  const rows: string[][] = [];
  workbook.worksheets[0]?.eachRow((cells) => {
    const line: string[] = [];
    cells.eachCell({ includeEmpty: true }, (cell) => line.push(cell.text));
    rows.push(line);
  });
  return rows;
}

describe('importing what an office has today', () => {
  test('columns by heading without accents, rows linked to people; nothing is written before the confirmation', async () => {
    const person = await buildPerson(rig.office.db, rig.communeId, 'Lý A Tủa');
    const seen = await preview([
      ['DANH SÁCH TÀI KHOẢN'],
      HEAD,
      row(1, 'Lý A Tủa'.normalize('NFD'), 'tuala.namot', { used: '19/01/2021' }),
      row(2, 'Sùng A Dế', 'desa.namot', { used: '14/11/2020 08:15', left: 'Đã chuyển công tác' }),
    ]);
    expect(seen).toMatchObject({ fresh: 2, updated: 0, same: 0, wrong: 0, ignoredColumns: ['Ghi chú riêng'] });
    expect((await listAccounts(rig.office.as(rig.focal), { limit: 50 })).total).toBe(0);
    expect(await confirm(seen.id)).toEqual({ fresh: 2, updated: 0, skipped: 0 });
    const { items } = await listAccounts(rig.office.as(rig.clerk), { limit: 50 });
    expect(items).toMatchObject([
      { name: 'desa.namot', waste: 'left', wasteLabel: 'Chuyển công tác', personId: null },
      { name: 'tuala.namot', holderName: 'Lý A Tủa', personId: person.id, idleDays: 62, waste: 'idle' },
    ]);
    expect(await rig.listActions(seen.id ?? '')).toEqual(['accounts.import_previewed', 'accounts.imported']);
    await expect(confirm(seen.id)).rejects.toMatchObject({ code: 'accounts.import_confirmed' });
  });

  test('the same file again changes nothing; a changed row is an update', async () => {
    const again = await preview([HEAD, row(1, 'Lý A Tủa', 'TUALA.namot', { used: '19/01/2021' })]);
    expect(again).toMatchObject({ fresh: 0, updated: 1 });
    const same = await preview([HEAD, row(1, 'Lý A Tủa', 'tuala.namot', { used: '19/01/2021' })]);
    expect(same).toMatchObject({ id: null, same: 1 });
    const changed = await preview([HEAD, row(1, 'Lý A Tủa', 'tuala.namot', { used: '20/03/2021' })]);
    expect(changed).toMatchObject({ updated: 1 });
    await confirm(changed.id);
    const { items } = await listAccounts(rig.office.as(rig.clerk), { limit: 50, q: 'tuala' });
    expect(items[0]).toMatchObject({ idleDays: 2, waste: null });
  });

  test('each wrong cell has its row, column and words; good rows can be kept', async () => {
    const seen = await preview(
      [
        HEAD,
        row(1, 'Tốt Một', 'tot1.namot'),
        row(2, '', 'thieu.ten'),
        row(3, 'Có Khoảng Trắng', 'a b'),
        row(4, 'Trùng Trong Tệp', 'tot1.namot'),
        row(5, 'Người Khác', 'desa.namot'),
        row(6, 'Sai Cơ Quan', 'sai.namot', { agency: 'UBND huyện Khác' }),
        row(7, 'Sai Ngày', 'ngay.namot', { used: '31/02/2021' }),
        row(8, 'Ngày Mai', 'mai.namot', { used: '23/03/2021' }),
        [9, 'Xã Nà Một', { formula: '1+1', result: '2' }, '', '', 'cong.thuc', '', '', ''],
        row(10, 'Ô Gộp', 'gop.namot'),
        row(11, 'Ô Gộp Hai', 'gop2.namot'),
        row(12, 'Tốt Hai', 'tot2.namot'),
      ],
      (sheet) => sheet.mergeCells('D11:D12'),
    );
    expect(seen).toMatchObject({ fresh: 2, wrong: 10 });
    const problems = seen.rows
      .filter(({ effect }) => effect === 'error')
      .map((one) => [one.row, one.problems[0]?.column]);
    expect(problems).toEqual([
      [3, 'C'],
      [4, 'F'],
      [5, 'F'],
      [6, 'F'],
      [7, 'B'],
      [8, 'G'],
      [9, 'G'],
      [10, 'C'],
      [11, 'D'],
      [12, 'D'],
    ]);
    await expect(confirm(seen.id)).rejects.toMatchObject({ code: 'accounts.import_errors' });
    expect(await confirm(seen.id, true)).toEqual({ fresh: 2, updated: 0, skipped: 10 });
    const { items } = await listAccounts(rig.office.as(rig.clerk), { limit: 50, q: 'tot' });
    expect(items.map(({ name }) => name).sort()).toEqual(['tot1.namot', 'tot2.namot']);
  });

  test('a sign-in of this installation gets the name of the list, and keeps being the sign-in; names of others are refused', async () => {
    const person = await buildPerson(rig.office.db, rig.communeId, 'Vàng Thị Mỷ');
    const userId = await buildUser(rig.office, { agencyId: rig.communeId, personId: person.id }, { userName: 'myvt' });
    const other = await buildPerson(rig.office.db, rig.communeId, 'Người Nữa');
    await buildUser(rig.office, { agencyId: rig.communeId, personId: other.id }, { userName: 'nua' });
    await syncUsers(rig.office);
    const seen = await preview([HEAD, row(1, 'Vàng Thị Mỷ', 'myvt.namot'), row(2, 'Ai Đó', 'nua')]);
    expect(seen).toMatchObject({ updated: 1, wrong: 1, fresh: 0 });
    await confirm(seen.id, true);
    const rows = await rawQuery(rig.office.db, 'select name, source, user_id from account where person_id = $1', [
      person.id,
    ]);
    expect(rows).toEqual([{ name: 'myvt.namot', source: 'import', user_id: userId }]);
    await syncUsers(rig.office);
    expect(await rawQuery(rig.office.db, 'select 1 from account where person_id = $1', [person.id])).toHaveLength(1);
  });

  test('without the columns or rows, too long, or by somebody else: refused with the reason', async () => {
    await expect(
      preview([
        ['Họ và tên', 'Chức vụ'],
        ['A', 'B'],
      ]),
    ).rejects.toMatchObject({ code: 'tables.unreadable' });
    await expect(preview([HEAD])).rejects.toMatchObject({ code: 'tables.unreadable' });
    const many = Array.from({ length: 10_001 }, (_, index) => row(index + 1, 'Nhiều Người', `nhieu${index}`));
    await expect(preview([HEAD, ...many])).rejects.toMatchObject({ code: 'tables.too_large' });
    await expect(
      previewAccounts(rig.office.as(rig.clerk), await upload([HEAD, row(1, 'A B', 'ab')])),
    ).rejects.toMatchObject({ code: 'accounts.import.forbidden' });
    const seen = await preview([HEAD, row(1, 'Của Huyện', 'cua.huyen')]);
    await expect(
      confirmAccounts(rig.office.as(rig.stranger), seen.id ?? '', { skipErrors: true }),
    ).rejects.toMatchObject({ code: 'accounts.import_not_found' });
    rig.office.clock.advance(25 * 3600 * 1000);
    await expect(confirm(seen.id)).rejects.toMatchObject({ code: 'accounts.import_not_found' });
    rig.office.clock.set('2021-03-22T01:00:00Z');
  });

  test('two confirmations at once write the rows once', async () => {
    const seen = await preview([HEAD, row(1, 'Cùng Lúc', 'cung.luc')]);
    const both = await Promise.allSettled([confirm(seen.id), confirm(seen.id)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('ten thousand rows are judged and written', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => row(index + 1, `Người ${index}`, `muoi.nghin.${index}`));
    const seen = await preview([HEAD, ...many]);
    expect(seen).toMatchObject({ fresh: 10_000, wrong: 0 });
    expect(seen.rows).toHaveLength(500);
    expect(await confirm(seen.id)).toMatchObject({ fresh: 10_000 });
  });
});

describe('sheets that go out', () => {
  test('the template is read back as empty but for its example, which is left out', async () => {
    const { stream } = await accountTemplate(rig.office.as(rig.focal));
    const rows = await readBack(stream);
    expect(rows[0]).toContain('Tên tài khoản *');
    const answer = previewAccounts(rig.office.as(rig.focal), file('mau.xlsx', stream as Buffer)); // readBack saw that it is one
    await expect(answer).rejects.toMatchObject({ code: 'tables.unreadable' });
    await expect(accountTemplate(rig.office.as(rig.specialist))).rejects.toMatchObject({ status: 403 });
  });

  test('the register without telephone numbers and formulas; the board with its sum; both leave a trace', async () => {
    await rig.account({
      name: 'cong.thuc.xau',
      holder_name: '=HYPERLINK("http://x")',
      phone: '0912345678',
      agency_id: rig.districtId,
      used_on: '2020-01-01',
    });
    const register = await readBack(
      (await exportAccounts(rig.office.as(rig.focal), { agencyId: rig.districtId })).stream,
    );
    expect(register).toHaveLength(2);
    expect(register[1]).toContain('\'=HYPERLINK("http://x")');
    expect(register.flat()).not.toContain('0912345678');
    const board = await readBack((await exportWaste(rig.office.as(rig.focal))).stream);
    expect(board.at(-1)?.[1]).toBe('Tổng cộng');
    expect(await rig.listActions(rig.districtId)).toEqual(expect.arrayContaining(['accounts.exported']));
    await expect(exportAccounts(rig.office.as(rig.specialist), {})).rejects.toMatchObject({ status: 403 });
  });
});
