import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { tellBoxes } from '../delivery/tell.ts';

interface Bounced {
  /** Message-ID of the mail, without angle brackets. */
  messageId: string;
  /** Where the notice came to: only the mailbox that sent learns of its mail. */
  mailboxIds: readonly string[];
  address: string;
  reply: string;
}

const FAIL = `
  update mail_submission_recipient receiver set state = 'failed', reply = $4, at = $5
  from mail_message message
  join mail_item item on item.message_id = message.id and item.direction = 'out' and item.mailbox_id = any ($2::uuid[])
  join mail_submission sent on sent.agency_id = item.agency_id and sent.id = item.submission_id and sent.raw_sha256 = message.raw_sha256
  where message.message_id_header = $1 and receiver.agency_id = sent.agency_id and receiver.submission_id = sent.id
    and receiver.address_key = $3 and receiver.state in ('sending', 'delayed', 'delivered')
  returning receiver.agency_id, receiver.submission_id, sent.mailbox_id`;

/**
 * A server that had taken the mail said afterwards that the receiver was not reached (RFC 3464): also what counted as delivered has
 * failed then. False when no such mail of these mailboxes went to this address.
 */
export async function recordBounce(tx: Tx, context: Context, bounced: Bounced): Promise<boolean> {
  const now = context.clock.now();
  const reply = `Không đến được, nơi nhận báo ngày ${printDay(vietnamDate(now))}: ${bounced.reply}`.slice(0, 500);
  const [row] = await rawQuery<{ agency_id: string; submission_id: string; mailbox_id: string }>(tx, FAIL, [
    bounced.messageId,
    bounced.mailboxIds,
    bounced.address.toLowerCase(),
    reply,
    now,
  ]);
  if (row === undefined) {
    return false;
  }
  await record(tx, context, {
    action: 'webmail.bounced',
    agencyId: row.agency_id,
    objectKind: 'mail_submission',
    objectId: row.submission_id,
    detail: { recipient: bounced.address, reply: bounced.reply },
  });
  await tellBoxes(tx, [{ agencyId: row.agency_id, mailboxId: row.mailbox_id }]);
  return true;
}
