import type { AccountEntryQuery } from '@congvu/contracts';
import { printDate } from '@congvu/forms';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { EXAMPLE_MARK } from '../../../platform/tables/register-sheet.ts';
import { type WrittenCell, writeSheet, writeTemplate, xlsxAnswer } from '../../../platform/tables/write-sheet.ts';
import { registerPolicies } from '../accounts.policy.ts';
import { allAccounts } from '../queries/list-accounts.ts';
import { allUnits } from '../queries/waste-board.ts';
import { ACCOUNT_COLUMNS, TYPE_LABELS } from './account-columns.ts';

async function trace(context: ActingContext, what: string, rows: number): Promise<void> {
  const { subject } = context;
  await command({ ...context, idempotency: undefined }, async (tx) => {
    await record(tx, context, {
      action: 'accounts.exported',
      agencyId: subject.agencyId,
      objectKind: 'agency',
      objectId: subject.agencyId,
      detail: { what, rows },
    });
    return null;
  });
}

function day(value: string | null): string {
  return value === null ? '' : printDate(value.slice(0, 10));
}

const TYPES = new Map<string, string>(Object.entries(TYPE_LABELS).map(([label, value]) => [value, label]));

export async function accountTemplate(context: ActingContext): Promise<FileAnswer> {
  registerPolicies.authorize('accounts.import', context.subject, null);
  return xlsxAnswer('mau-so-tai-khoan.xlsx', await writeTemplate('Sổ tài khoản', ACCOUNT_COLUMNS, EXAMPLE_MARK));
}

const REGISTER = [
  ['Cơ quan', 34],
  ['Họ và tên', 28],
  ['Chức vụ', 26],
  ['Đơn vị công tác', 28],
  ['Tên tài khoản', 22],
  ['Loại tài khoản', 16],
  ['Tình trạng', 24],
  ['Ngày cấp', 14],
  ['Đăng nhập cuối', 16],
  ['Thao tác cuối', 16],
  ['Được sửa trên thiết bị di động từ', 20],
  ['Cần xem', 28],
  ['Phí một năm (đồng)', 16],
] as const;

/** The register as the person sees it; without telephone numbers. */
export async function exportAccounts(
  context: ActingContext,
  query: Omit<AccountEntryQuery, 'cursor' | 'limit'>,
): Promise<FileAnswer> {
  registerPolicies.authorize('accounts.export', context.subject, null);
  const accounts = await allAccounts(context, query);
  const rows = accounts.map((account): WrittenCell[] => [
    account.agencyName,
    account.holderName,
    account.positionTitle,
    account.unitName,
    account.name,
    TYPES.get(account.type) ?? '',
    account.stateLabel,
    day(account.activatedOn),
    day(account.lastSignInAt),
    day(account.lastActionAt),
    day(account.mobileEditingSince),
    account.wasteLabel,
    account.yearlyFee,
  ]);
  await trace(context, 'register', rows.length);
  const columns = REGISTER.map(([heading, width]) => ({ heading, width }));
  return xlsxAnswer('so-tai-khoan.xlsx', await writeSheet({ name: 'Sổ tài khoản', columns, rows }));
}

const BOARD = [
  ['STT', 6],
  ['Đơn vị', 38],
  ['Tài khoản', 12],
  ['Không dùng quá hạn', 14],
  ['Đã chuyển, đã nghỉ', 14],
  ['Trùng tài khoản', 12],
  ['Được giữ', 10],
  ['Đồng một năm', 16],
  ['Thủ trưởng', 28],
  ['Chức vụ', 24],
  ['Xác nhận', 22],
] as const;

/** The waste board with everybody on it, and the sum at the end. */
export async function exportWaste(context: ActingContext): Promise<FileAnswer> {
  registerPolicies.authorize('accounts.waste', context.subject, null);
  const { units, day: ruled } = await allUnits(context);
  const rows = units.map((unit, index): WrittenCell[] => [
    index + 1,
    unit.agencyName,
    unit.accounts,
    unit.idle,
    unit.left,
    unit.duplicate,
    unit.kept,
    unit.cost,
    unit.headName ?? '',
    unit.headTitle ?? '',
    unit.attestationLabel,
  ]);
  const sum = (pick: (unit: (typeof units)[number]) => number): number =>
    units.reduce((total, unit) => total + pick(unit), 0);
  rows.push([
    '',
    'Tổng cộng',
    sum((unit) => unit.accounts),
    sum((unit) => unit.idle),
    sum((unit) => unit.left),
    sum((unit) => unit.duplicate),
    sum((unit) => unit.kept),
    sum((unit) => unit.cost),
    '',
    '',
    '',
  ]);
  await trace(context, 'waste', units.length);
  const columns = BOARD.map(([heading, width]) => ({ heading, width }));
  const title = `Rà soát tài khoản tính đến ngày ${printDate(ruled.today)}; không dùng quá ${ruled.idleDays} ngày; ${ruled.tariff.toLocaleString('vi-VN')} đồng một tài khoản một năm`;
  return xlsxAnswer('ra-soat-tai-khoan.xlsx', await writeSheet({ name: 'Rà soát tài khoản', title, columns, rows }));
}
