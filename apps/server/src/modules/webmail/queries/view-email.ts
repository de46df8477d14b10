import type { EmailEvent, EmailView, MailAddress } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { type FullEmailRow, loadEmail } from '../box/load-email.ts';
import type { OpenBox } from '../box/open-box.ts';
import type { ReadingPorts } from '../ports.ts';
import { registerFactsOf } from '../registering/mail-to-register.ts';
import { boxPolicies, emailPolicies, registerPolicies } from '../webmail.policy.ts';
import { attachmentsOf, mayHaveRaw, presentAttachment } from './attachments.ts';
import { currentSignature } from './current-signature.ts';
import { presentLine } from './email-rows.ts';
import { sayAuth } from './say-auth.ts';
import { presentSubmission } from './view-submission.ts';

const MAX_THREAD = 200;

async function historyOf(context: ActingContext, agencyId: string, itemId: string): Promise<EmailEvent[]> {
  const rows = await rawQuery<{ at: Date; who: string; kind: string; text: string }>(
    context.db,
    'select at, who, kind, text from mail_item_event where agency_id = $1 and item_id = $2 order by id limit 500',
    [agencyId, itemId],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

async function threadOf(context: ActingContext, box: OpenBox, row: FullEmailRow): Promise<EmailView['thread']> {
  if (row.thread_count < 2) {
    return [];
  }
  const rows = await rawQuery<{ id: string; from_list: MailAddress[]; received_at: Date; preview: string }>(
    context.db,
    `select item.id, message.from_list, item.received_at, message.preview from mail_item item
     join mail_message message on message.id = item.message_id
     where item.mailbox_id = $1 and item.thread_id = $2 and item.id <> $3 and item.deleted_at is null and item.retracted_at is null
     order by item.received_at, item.id limit ${MAX_THREAD}`,
    [box.mailboxId, row.thread_id, row.id],
  );
  return rows.map((near) => ({
    id: near.id,
    from: near.from_list,
    receivedAt: near.received_at.toISOString(),
    preview: near.preview,
  }));
}

function guardOf({ guard, verdict, score }: FullEmailRow): EmailView['guard'] {
  return guard === null ? null : { verdict, score, ...guard };
}

export async function viewEmail(
  context: ActingContext,
  wanted: { mailboxId: string; id: string },
  ports?: ReadingPorts,
): Promise<EmailView> {
  const loaded = await loadEmail(context.db, context, wanted);
  const { box, row, facts } = loaded;
  const [signature, attachments, history, thread] = await Promise.all([
    currentSignature(context, ports, loaded),
    attachmentsOf(context.db, row.message_id),
    historyOf(context, box.agencyId, row.id),
    threadOf(context, box, row),
  ]);
  const submission =
    row.submission_id === null
      ? undefined
      : await presentSubmission(context.db, box.agencyId, box.mailboxId, row.submission_id);
  return {
    ...presentLine(row),
    cc: row.cc_list,
    bcc: row.bcc_list,
    replyTo: row.reply_to,
    sender: row.sender,
    sentAt: row.sent_at?.toISOString() ?? null,
    messageIdHeader: row.message_id_header,
    originalAddress: row.original_address,
    auth: sayAuth(row.auth),
    guard: guardOf(row),
    signature,
    attachments: attachments.map((file) => presentAttachment(file, { ...wanted, quarantined: facts.quarantined })),
    history,
    submission: submission ?? null,
    thread,
    rawLink: mayHaveRaw(facts, attachments) ? `/api/mail/${wanted.mailboxId}/emails/${wanted.id}/raw` : null,
    abilities: {
      ...boxPolicies.abilities(context.subject, box),
      ...emailPolicies.abilities(context.subject, facts),
      ...registerPolicies.abilities(context.subject, registerFactsOf(facts, row, attachments)),
    },
  };
}
