import type { MailSignature } from '@congvu/contracts';
import { addUsage, noteUse } from '#modules/mail';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { addEventsOf } from '../box/change-emails.ts';
import { fixedFolder } from '../box/folders.ts';
import { noteCorrespondents } from '../delivery/correspondents.ts';
import { storeMessage } from '../delivery/store-message.ts';
import type { AttachmentState, MailFacts } from '../delivery/stored-mail.ts';
import { findThreads } from '../delivery/threads.ts';

export interface SentMail {
  agencyId: string;
  mailboxId: string;
  /** Null for a mail of a mail program: it has no row on our pages. */
  submissionId: string | null;
  sentBy: string;
  personId: string;
  fromAddress: string;
  rawSha256: string;
  size: number;
  facts: MailFacts & { date?: string | Date; signature?: MailSignature };
  receivers: readonly { address: string; name: string; kind: 'to' | 'cc' | 'bcc' }[];
  draft: { kind: string; sourceItemId: string | null };
  /** Left out when every attachment was scanned before the mail was built. */
  attachments?: readonly AttachmentState[];
}

/** The mail it answers or passes on says so. */
async function markSource(tx: Tx, mail: SentMail, now: Date): Promise<void> {
  const { kind, sourceItemId } = mail.draft;
  if (sourceItemId === null) {
    return;
  }
  const column = kind === 'forward' ? 'forwarded' : 'answered';
  const rows = await rawQuery(
    tx,
    `update mail_item set ${column} = true where agency_id = $1 and mailbox_id = $2 and id = $3 returning 1`,
    [mail.agencyId, mail.mailboxId, sourceItemId],
  );
  if (rows.length > 0) {
    const text = kind === 'forward' ? 'Chuyển tiếp thư' : 'Trả lời thư';
    await addEventsOf(tx, { ...mail, who: mail.sentBy, at: now }, [sourceItemId], { kind: column, text });
  }
}

/** The copy in "Đã gửi"; only there the hidden receivers are named. False when it was there already. */
export async function keepSentCopy(tx: Tx, context: Context, mail: SentMail): Promise<boolean> {
  const now = context.clock.now();
  const box = { agencyId: mail.agencyId, mailboxId: mail.mailboxId };
  const { date, signature, ...facts } = mail.facts;
  const message = {
    rawSha256: mail.rawSha256,
    size: mail.size,
    receivedAt: now,
    returnPath: mail.fromAddress,
    mail: { ...facts, ...(date !== undefined && { date: new Date(date) }) },
    attachments: [...(mail.attachments ?? mail.facts.attachments.map(() => ({ av: 'clean' as const })))],
    ...(signature !== undefined && { signature }),
    external: false,
  };
  const messageId = await storeMessage(tx, message);
  const folder = await fixedFolder(tx, context.clock, box, 'sent');
  const threads = await findThreads(tx, [box], message.mail);
  const bcc = mail.receivers.filter(({ kind }) => kind === 'bcc').map(({ name, address }) => ({ name, address }));
  const added = await rawQuery(
    tx,
    `insert into mail_item (agency_id, id, mailbox_id, message_id, direction, folder_id, thread_id, received_at, original_address, size,
       seen, submission_id, bcc_list)
     values ($1, $2, $3, $4, 'out', $5, $6, $7, $8, $9, true, $10, $11::jsonb) on conflict (mailbox_id, message_id, direction) do nothing returning 1`,
    [
      mail.agencyId,
      newId(now.getTime()),
      mail.mailboxId,
      messageId,
      folder,
      threads.get(mail.mailboxId) ?? newId(),
      now,
      mail.fromAddress,
      mail.size,
      mail.submissionId,
      JSON.stringify(bcc),
    ],
  );
  if (added.length === 0) {
    return false;
  }
  await addUsage(tx, mail.mailboxId, mail.size);
  await noteUse(tx, mail.mailboxId, 'sent', now);
  await noteCorrespondents(tx, [box], mail.receivers, 'sent', now);
  await markSource(tx, mail, now);
  return true;
}
