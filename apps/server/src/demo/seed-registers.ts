import type { AccountEntryPage, RegisterImport } from '@congvu/contracts';
import { printDate } from '@congvu/forms';
import ExcelJS from 'exceljs';
import type { Actor, Driver } from './demo-driver.ts';
import { type DemoHolder, demoHolders, demoUnitMailboxes, KEPT, personalAddress } from './demo-registers.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const ACCOUNT_HEADINGS = [
  'Cơ quan',
  'Họ và tên',
  'Chức vụ',
  'Đơn vị công tác',
  'Tên tài khoản',
  'Số điện thoại liên hệ',
  'Ngày cấp',
  'Đăng nhập cuối',
  'Lý do không còn dùng',
];
const MAILBOX_HEADINGS = [
  'Cơ quan',
  'Tài khoản thư điện tử',
  'Loại hộp thư',
  'Họ và tên',
  'Ngày cấp',
  'Đăng nhập cuối',
];

async function sheet(name: string, rows: readonly (readonly string[])[]): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  book.addWorksheet(name).addRows(rows.map((row) => [...row]));
  return Buffer.from(await book.xlsx.writeBuffer());
}

function shown(day: string): string {
  return printDate(day);
}

function accountRow(line: DemoHolder): string[] {
  const { unit, fullName, position, name, phone, since, lastUse, leftReason } = line;
  return [unit, fullName, position, unit, name, phone, shown(since), shown(lastUse), leftReason];
}

function mailboxRow(line: DemoHolder): string[] {
  return [line.unit, personalAddress(line), 'Cá nhân', line.fullName, shown(line.since), shown(line.lastUse)];
}

/** As an office brings what it has: the sheet is read, judged and confirmed; a wrong line stops the demo. */
async function bring(focal: Actor, path: string, fileName: string, rows: string[][]): Promise<void> {
  const preview = await focal.call<RegisterImport>('POST', `${path}/import`, {
    files: [{ name: fileName, type: XLSX, bytes: await sheet('Danh sách', rows) }],
  });
  if (preview.wrong > 0 || preview.id === null) {
    const wrong = preview.rows.filter(({ effect }) => effect === 'error');
    throw new Error(`demo list ${fileName} refused: ${JSON.stringify(wrong.slice(0, 3))}`);
  }
  await focal.call('POST', `${path}/import/:id/confirm`, { params: { id: preview.id }, body: {} });
}

async function keepOne(focal: Actor): Promise<void> {
  const page = await focal.call<AccountEntryPage>('GET', '/api/accounts-register', { query: { q: KEPT.fullName } });
  const account = page.items.find((item) => item.agencyName.endsWith('Khun Há'));
  await focal.call('POST', '/api/accounts-register/:id/keep', {
    params: { id: account?.id ?? '' },
    body: { reason: KEPT.reason, until: KEPT.until },
  });
}

/** What the guiding office knew of accounts and mailboxes before the letter, brought in by the sheets it had. */
export async function seedRegisters(act: Driver): Promise<void> {
  const focal = await act('2021-03-19T11:20', {
    agency: 'ubnd',
    unit: 'pvhtt',
    title: 'Chuyên viên',
    name: 'Hoàng Minh Tuấn',
  });
  const holders = demoHolders();
  await bring(focal, '/api/accounts-register', 'Danh sách tài khoản tháng 3-2021.xlsx', [
    ACCOUNT_HEADINGS,
    ...holders.map(accountRow),
  ]);
  await bring(focal, '/api/mailboxes', 'Danh sách hộp thư tháng 3-2021.xlsx', [
    MAILBOX_HEADINGS,
    ...demoUnitMailboxes().map(({ agency, address }) => [agency, address, 'Cơ quan', agency, '17/06/2019', '']),
    ...holders.filter(({ hasMailbox }) => hasMailbox).map(mailboxRow),
  ]);
  await keepOne(focal);
}
