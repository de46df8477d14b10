import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { tellBoxes } from '../delivery/tell.ts';

export interface DeliveryNews {
  submissionId: string;
  recipient: string;
  state: 'sending' | 'delayed' | 'delivered' | 'failed';
  /** Last answer of the other side. */
  reply?: string;
}

/** What became of one receiver of a mail that was sent; what was delivered or has failed stays so. */
export async function recordDelivery(tx: Tx, context: Context, news: DeliveryNews): Promise<void> {
  const [row] = await rawQuery<{ agency_id: string; mailbox_id: string }>(
    tx,
    `update mail_submission_recipient recipient set state = $3, reply = $4, at = $5
     from mail_submission submission
     where submission.agency_id = recipient.agency_id and submission.id = recipient.submission_id
       and recipient.submission_id = $1 and recipient.address_key = $2 and recipient.state not in ('delivered', 'failed')
     returning recipient.agency_id, submission.mailbox_id`,
    [
      news.submissionId,
      news.recipient.toLowerCase(),
      news.state,
      news.reply?.slice(0, 500) ?? null,
      context.clock.now(),
    ],
  );
  if (row === undefined) {
    return;
  }
  await record(tx, context, {
    action: 'webmail.delivery_changed',
    agencyId: row.agency_id,
    objectKind: 'mail_submission',
    objectId: news.submissionId,
    detail: { recipient: news.recipient, state: news.state },
  });
  await tellBoxes(tx, [{ agencyId: row.agency_id, mailboxId: row.mailbox_id }]);
}
