import { printDate } from '@congvu/forms';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { csvAnswer, writeCsv } from '../../../platform/tables/write-csv.ts';
import { viewReview } from './view-review.ts';

const HEADINGS = [
  'Phần',
  'Họ và tên',
  'Tên đăng nhập',
  'Loại tài khoản',
  'Chức vụ',
  'Đơn vị',
  'Vai',
  'Trạng thái',
  'Xác thực hai lớp',
  'Ngày cấp',
  'Dùng gần nhất',
  'Ngày ngừng',
  'Lý do, nội dung',
  'Cần xem',
  'Người thực hiện',
];

function dayOf(at: string | null): string {
  return at === null ? '' : printDate(vietnamDate(new Date(at)));
}

/** Accounts, then changes of rights, in one table: what goes into the file of the review. */
export async function exportReview(context: ActingContext, wanted: string | undefined): Promise<FileAnswer> {
  const review = await viewReview(context, wanted);
  const accounts = review.accounts.map((account) => [
    'Tài khoản',
    account.fullName,
    account.userName,
    account.kindLabel,
    account.title,
    account.unitName,
    account.roles.join(', '),
    account.stateLabel,
    account.secondFactor ? 'Có' : 'Chưa',
    dayOf(account.createdAt),
    dayOf(account.lastUsedAt),
    dayOf(account.disabledAt),
    account.disabledReason ?? '',
    account.warning ?? '',
    '',
  ]);
  const changes = review.changes.map((change) => [
    'Thay đổi quyền',
    change.person,
    ...['', '', '', '', ''],
    change.label,
    ...['', ''],
    dayOf(change.at),
    '',
    change.detail,
    '',
    change.by,
  ]);
  await command(context, (tx) =>
    record(tx, context, {
      action: 'identity.review_exported',
      agencyId: review.agencyId,
      objectKind: 'agency',
      objectId: review.agencyId,
      detail: { accounts: accounts.length, changes: changes.length },
    }),
  );
  return csvAnswer('ra-soat-tai-khoan.csv', writeCsv(HEADINGS, [...accounts, ...changes]));
}
