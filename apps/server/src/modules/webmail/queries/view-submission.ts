import type { MailDeliveryState, SubmissionView } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';
import { openBox } from '../box/open-box.ts';
import { webmailTables } from '../webmail.tables.ts';
import { deliverySummary } from './email-rows.ts';

const LABELS: Record<MailDeliveryState, string> = {
  waiting: 'Chờ gửi',
  sending: 'Đang gửi',
  delayed: 'Chậm, sẽ gửi lại',
  delivered: 'Đã chuyển',
  failed: 'Không gửi được',
  cancelled: 'Đã hủy',
};

/** Beyond so many the page shows the numbers; the list stays readable. */
const MAX_SHOWN = 1_000;

export async function presentSubmission(
  db: Db | Tx,
  agencyId: string,
  mailboxId: string,
  id: string,
): Promise<SubmissionView | undefined> {
  const tables = webmailTables(db);
  const row = await tables
    .selectFrom('mail_submission')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('mailbox_id', '=', mailboxId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) {
    return undefined;
  }
  const receivers = await tables
    .selectFrom('mail_submission_recipient')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('submission_id', '=', id)
    .orderBy('kind', 'desc')
    .orderBy('address_key')
    .limit(MAX_SHOWN)
    .execute();
  const count = (state: MailDeliveryState) => receivers.filter((receiver) => receiver.state === state).length;
  return {
    id,
    undoStatus: row.undo_status,
    sendAt: row.send_at.toISOString(),
    draftId: row.draft_id,
    subject: row.subject,
    sentBy: row.sent_by,
    recipients: receivers.map(({ name, address, kind, state, reply, at }) => ({
      name,
      address,
      kind,
      state,
      stateLabel: LABELS[state],
      reply,
      at: at?.toISOString() ?? null,
    })),
    summary: deliverySummary(receivers.length, count('delivered'), count('failed')),
    warnings: row.warnings,
  };
}

export async function viewSubmission(
  context: ActingContext,
  { mailboxId, id }: { mailboxId: string; id: string },
): Promise<SubmissionView> {
  const box = await openBox(context.db, context, mailboxId);
  const view = await presentSubmission(context.db, box.agencyId, mailboxId, id);
  if (view === undefined) {
    throw notFound('webmail.email_not_found', 'Không tìm thấy lần gửi thư này. Tải lại thư mục "Đã gửi".');
  }
  return view;
}
