import { record } from '#modules/audit';
import { identitiesOf, membersOf } from '#modules/mail';
import { vietnamDate } from '../../../platform/clock.ts';
import { command, type Services, systemContext } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { textToHtml } from '../compose/clean-html.ts';
import type { WebmailPorts } from '../ports.ts';
import { buildMime } from '../sending/build-mime.ts';
import { insertReceivers } from '../sending/submission.store.ts';
import { webmailTables } from '../webmail.tables.ts';
import { delegateOf, vacationOf } from './set-vacation.ts';

interface Order {
  agencyId: string;
  itemId: string;
  to: string;
}

interface Answered {
  mailbox_id: string;
  subject: string;
  message_id_header: string;
}

/** Line ends of a stranger's subject never reach ours. */
function answerSubject(subject: string): string {
  return `Trả lời tự động: ${subject.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, 400)}`;
}

async function find(services: Services, { agencyId, itemId }: Order): Promise<Answered | undefined> {
  const [row] = await rawQuery<Answered>(
    services.db,
    `select item.mailbox_id, message.subject, message.message_id_header from mail_item item
     join mail_message message on message.id = item.message_id
     where item.agency_id = $1 and item.id = $2 and item.retracted_at is null`,
    [agencyId, itemId],
  );
  return row;
}

interface Answer {
  mailboxId: string;
  from: string;
  subject: string;
  raw: { sha256: string; size: number };
  now: Date;
}

/** One answer a mail: its submission bears the id of the mail it answers, so that a job that runs twice sends once. */
async function queueAnswer(
  services: Services,
  ports: Pick<WebmailPorts, 'queueOut'>,
  { agencyId, itemId, to }: Order,
  { mailboxId, from, subject, raw, now }: Answer,
): Promise<void> {
  const context = systemContext(services);
  await command(context, async (tx) => {
    const made = await webmailTables(tx)
      .insertInto('mail_submission')
      .values({
        agency_id: agencyId,
        id: itemId,
        mailbox_id: mailboxId,
        draft_id: null,
        person_id: null,
        unit_id: null,
        sent_by: 'Trả lời vắng mặt',
        from_address: from,
        subject,
        raw_sha256: raw.sha256,
        size: raw.size,
        facts: '{}',
        undo_status: 'final',
        send_at: now,
        warnings: '[]',
        created_at: now,
      })
      .onConflict((clash) => clash.columns(['agency_id', 'id']).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (made !== undefined) {
      await insertReceivers(tx, agencyId, itemId, [{ key: to.toLowerCase(), address: to, name: '', kind: 'to' }]);
      const bytes = { rawSha256: raw.sha256, size: raw.size };
      await ports.queueOut(tx, context, {
        submissionId: itemId,
        agencyId,
        mailboxId,
        from: '',
        recipients: [to],
        ...bytes,
        at: now,
      });
    }
    await record(tx, context, {
      action: 'webmail.absence_answered',
      agencyId,
      objectKind: 'mailbox',
      objectId: mailboxId,
      detail: { itemId, again: made === undefined },
    });
  });
}

/**
 * Writes the answer of somebody who is away: from an empty envelope, marked as automatic, referring to the mail it answers (RFC 3834
 * sections 3 and 5). It stands in no folder; what was written to whom is in the submissions.
 */
export async function sendAnswer(
  services: Services,
  ports: Pick<WebmailPorts, 'queueOut'>,
  order: Order,
): Promise<void> {
  const { agencyId, itemId, to } = order;
  const answered = await find(services, order);
  const mailboxId = answered?.mailbox_id ?? '';
  const [holder] = answered === undefined ? [] : await membersOf(services.db, mailboxId, 'passing');
  const [identity] = holder === undefined ? [] : await identitiesOf(services.db, mailboxId, holder, 'passing');
  const vacation = await vacationOf(services.db, agencyId, mailboxId || itemId);
  if (answered === undefined || identity === undefined || !vacation.enabled) {
    return;
  }
  const now = services.clock.now();
  const delegate = await delegateOf(services.db, agencyId, vacation.delegatePersonId, vietnamDate(now));
  const instead =
    delegate === undefined ? '' : `\n\nTrong thời gian này, đề nghị liên hệ ${delegate.fullName}, ${delegate.title}.`;
  const subject = answerSubject(answered.subject);
  const bytes = await buildMime({
    from: { name: identity.displayName, address: identity.address },
    to: [{ name: '', address: to }],
    cc: [],
    subject,
    html: textToHtml(`${vacation.text}${instead}`),
    date: now,
    messageId: `${newId()}@${identity.address.slice(identity.address.lastIndexOf('@') + 1)}`,
    inReplyTo: answered.message_id_header,
    references: [answered.message_id_header],
    headers: { 'Auto-Submitted': 'auto-replied' },
    files: [],
  });
  const raw = await services.blobs.put(bytes);
  await queueAnswer(services, ports, order, { mailboxId, from: identity.address, subject, raw, now });
}
