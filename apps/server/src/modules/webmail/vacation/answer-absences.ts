import { identitiesOf, membersOf } from '#modules/mail';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { StoredMail } from '../delivery/stored-mail.ts';
import { mayAnswer } from './may-answer.ts';

export const ABSENCE_JOB = 'webmail.answer_absence';
/** RFC 3834 section 2: not more than once to the same person in several days. */
const AGAIN_AFTER_DAYS = 7;
const DAY_MS = 86_400_000;

interface Away {
  agency_id: string;
  mailbox_id: string;
}

/** Who is away today of the boxes a mail came to. */
async function awayOf(tx: Tx, mailboxIds: readonly string[], today: string): Promise<Away[]> {
  return rawQuery<Away>(
    tx,
    `select agency_id, mailbox_id from mail_box_setting
     where mailbox_id = any ($1::uuid[]) and (vacation ->> 'enabled')::bool
       and coalesce(vacation ->> 'from', '0001-01-01') <= $2 and coalesce(vacation ->> 'until', '9999-12-31') >= $2`,
    [mailboxIds, today],
  );
}

/** Takes the turn of this sender; false while the last answer is younger than seven days. */
async function takeTurn(tx: Tx, away: Away, addressKey: string, now: Date): Promise<boolean> {
  const rows = await rawQuery(
    tx,
    `insert into mail_vacation_sent (agency_id, mailbox_id, address_key, at) values ($1, $2, $3, $4)
     on conflict (agency_id, mailbox_id, address_key) do update set at = excluded.at where mail_vacation_sent.at <= $5 returning 1`,
    [away.agency_id, away.mailbox_id, addressKey, now, new Date(now.getTime() - AGAIN_AFTER_DAYS * DAY_MS)],
  );
  return rows.length === 1;
}

async function addressesOf(tx: Tx, mailboxId: string): Promise<string[]> {
  const [holder] = await membersOf(tx, mailboxId, 'passing');
  const identities = holder === undefined ? [] : await identitiesOf(tx, mailboxId, holder, 'passing');
  return identities.map(({ address }) => address);
}

/** Orders an answer for each box whose holder is away; the answer itself is written by the job. */
export async function answerAbsences(
  tx: Tx,
  context: Context,
  message: StoredMail,
  items: readonly { mailboxId: string; itemId: string; originalAddress: string }[],
): Promise<void> {
  const now = context.clock.now();
  const away = await awayOf(
    tx,
    items.map(({ mailboxId }) => mailboxId),
    vietnamDate(now),
  );
  for (const box of away) {
    const item = items.find(({ mailboxId }) => mailboxId === box.mailbox_id);
    if (item !== undefined && mayAnswer(message, [item.originalAddress, ...(await addressesOf(tx, box.mailbox_id))])) {
      if (await takeTurn(tx, box, message.returnPath.toLowerCase(), now)) {
        await enqueue(tx, ABSENCE_JOB, { agencyId: box.agency_id, itemId: item.itemId, to: message.returnPath });
      }
    }
  }
}
