import type { MailboxQuery } from '@congvu/contracts';
import { printDate } from '@congvu/forms';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { EXAMPLE_MARK } from '../../../platform/tables/register-sheet.ts';
import { type WrittenCell, writeSheet, writeTemplate, xlsxAnswer } from '../../../platform/tables/write-sheet.ts';
import { mailPolicies } from '../mail.policy.ts';
import { KIND_LABELS } from '../mail.states.ts';
import { allMailboxes } from '../queries/list-mailboxes.ts';
import { MAILBOX_COLUMNS } from './mailbox-columns.ts';

const COLUMNS = [
  ['Cơ quan', 34],
  ['Tài khoản thư điện tử', 34],
  ['Loại hộp thư', 14],
  ['Họ và tên', 28],
  ['Đơn vị công tác', 28],
  ['Tình trạng', 22],
  ['Ngày cấp', 14],
  ['Ngày thu hồi', 14],
  ['Đăng nhập cuối', 16],
  ['Bí danh', 28],
  ['Chuyển tiếp đến', 28],
  ['Chờ làm trên hệ thống thư', 50],
] as const;

export async function mailboxTemplate(context: ActingContext): Promise<FileAnswer> {
  mailPolicies.authorize('mail.import', context.subject, null);
  return xlsxAnswer('mau-so-thu.xlsx', await writeTemplate('Sổ thư công vụ', MAILBOX_COLUMNS, EXAMPLE_MARK));
}

/** The register as the person sees it. */
export async function exportMailboxes(
  context: ActingContext,
  query: Omit<MailboxQuery, 'cursor' | 'limit'>,
): Promise<FileAnswer> {
  const { subject } = context;
  mailPolicies.authorize('mail.export', subject, null);
  const mailboxes = await allMailboxes(context, query);
  const rows = mailboxes.map((mailbox): WrittenCell[] => [
    mailbox.agencyName,
    mailbox.address,
    KIND_LABELS[mailbox.kind],
    mailbox.holderName,
    mailbox.unitName,
    mailbox.stateLabel,
    printDate(mailbox.openedOn ?? ''),
    printDate(mailbox.closedOn ?? ''),
    mailbox.lastSignInAt === null ? '' : printDate(vietnamDate(new Date(mailbox.lastSignInAt))),
    mailbox.aliases.join('; '),
    mailbox.forwardingTo ?? '',
    mailbox.pendingStep?.text ?? '',
  ]);
  await command({ ...context, idempotency: undefined }, async (tx) => {
    await record(tx, context, {
      action: 'mail.exported',
      agencyId: subject.agencyId,
      objectKind: 'agency',
      objectId: subject.agencyId,
      detail: { rows: rows.length },
    });
    return null;
  });
  const columns = COLUMNS.map(([heading, width]) => ({ heading, width }));
  return xlsxAnswer('so-thu-cong-vu.xlsx', await writeSheet({ name: 'Sổ thư công vụ', columns, rows }));
}
