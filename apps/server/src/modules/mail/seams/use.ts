import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

/** A sign-in is noted once in so many minutes: enough to tell idle mailboxes, and no write a click. */
const SIGN_IN_EVERY_MS = 300_000;

/** Last use, which the list of idle mailboxes reads. `at` is the clock of the office. */
export async function noteUse(
  tx: Db | Tx,
  mailboxId: string,
  kind: 'sign_in' | 'sent' | 'received',
  at: Date,
): Promise<void> {
  if (kind === 'sign_in') {
    await rawQuery(
      tx,
      'update mailbox set last_sign_in_at = $2 where id = $1 and (last_sign_in_at is null or last_sign_in_at < $3)',
      [mailboxId, at, new Date(at.getTime() - SIGN_IN_EVERY_MS)],
    );
    return;
  }
  const column = kind === 'sent' ? 'sent_at' : 'received_at';
  await rawQuery(
    tx,
    `insert into mail_use (agency_id, mailbox_id, ${column}) select agency_id, id, $2 from mailbox where id = $1
     on conflict (mailbox_id) do update set ${column} = greatest(mail_use.${column}, excluded.${column})`,
    [mailboxId, at],
  );
}

/** Bytes that came (or, negative, went): what a quota is compared with. Counted in the transaction that stores the message. */
export async function addUsage(tx: Tx, mailboxId: string, bytes: number): Promise<void> {
  await addUsages(tx, [{ mailboxId, bytes }]);
}

/** The same for many, in the order of their ids, so that two deliveries to the same people never wait for each other in a ring. */
export async function addUsages(tx: Tx, given: readonly { mailboxId: string; bytes: number }[]): Promise<void> {
  const sum = new Map<string, number>();
  for (const { mailboxId, bytes } of given) {
    sum.set(mailboxId, (sum.get(mailboxId) ?? 0) + bytes);
  }
  const ids = [...sum.keys()];
  await rawQuery(
    tx,
    `insert into mail_use (agency_id, mailbox_id) select agency_id, id from mailbox where id = any ($1::uuid[]) order by id
     on conflict (mailbox_id) do nothing`,
    [ids],
  );
  await rawQuery(
    tx,
    `with held as (select mailbox_id from mail_use where mailbox_id = any ($1::uuid[]) order by mailbox_id for no key update)
     update mail_use set used_bytes = greatest(used_bytes + given.bytes, 0)
     from held join unnest($1::uuid[], $2::bigint[]) as given (id, bytes) on given.id = held.mailbox_id
     where mail_use.mailbox_id = held.mailbox_id`,
    [ids, [...sum.values()]],
  );
}
