import { record } from '#modules/audit';
import { listHeldBytes } from '#modules/files';
import { addUsages } from '#modules/mail';
import { wallTime } from '../../../platform/clock.ts';
import { type Context, command, type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { beyondOwnAgency } from '../../../platform/reach.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { tellBoxes } from './tell.ts';

/** A queue may still be sending the bytes of a younger mail on (five days, spec mail.md §3.1). */
const QUEUE_DAYS = 7;
const DAY_MS = 86_400_000;

interface Bytes {
  id: string;
  sha256: string;
}

const UNHELD = `
  delete from mail_message message where message.id = any ($1::uuid[])
    and not exists (select 1 from mail_item item where item.message_id = message.id)
  returning message.id, message.raw_sha256 as sha256`;

async function heldByMail(tx: Tx, hashes: readonly string[]): Promise<Set<string>> {
  const rows = await rawQuery<Pick<Bytes, 'sha256'>>(
    tx,
    'select raw_sha256 as sha256 from mail_message where raw_sha256 = any ($1::text[])',
    [hashes],
  );
  return new Set(rows.map(({ sha256 }) => sha256));
}

async function heldBySending(tx: Tx, hashes: readonly string[]): Promise<Set<string>> {
  const rows = await rawQuery<{ sha256: string }>(
    tx,
    `select distinct raw_sha256 as sha256 from mail_submission sent where raw_sha256 = any ($1::text[])
       and (undo_status = 'pending' or exists (select 1 from mail_submission_recipient one
         where one.agency_id = sent.agency_id and one.submission_id = sent.id and one.state in ('waiting', 'sending', 'delayed')))`,
    [hashes],
  );
  return new Set(rows.map(({ sha256 }) => sha256));
}

/** Bytes that are a file of somebody, or a mail on its way, stay. */
export async function eraseBytes(tx: Tx, { blobs }: Context, hashes: readonly string[]): Promise<void> {
  const [files, mails, sending] = [
    await listHeldBytes(tx, hashes),
    await heldByMail(tx, hashes),
    await beyondOwnAgency('bytes', () => heldBySending(tx, hashes)),
  ];
  for (const sha256 of hashes) {
    if (!(files.has(sha256) || mails.has(sha256) || sending.has(sha256))) {
      // Before the commit: who brings the very bytes again waits for the row and finds them missing (`deliver`), so none is lost.
      await blobs.delete(sha256);
    }
  }
}

export const PURGE_JOB = 'webmail.purge_later';

/** The agency is that of a copy that went; the trace stands there. */
export type PurgeOrder = { agencyId: string; messageIds: readonly string[] };

/** Younger ones wait for the queue. */
async function purgeLater(tx: Tx, { clock }: Context, order: PurgeOrder): Promise<void> {
  if (order.messageIds.length > 0) {
    const runAt = wallTime(clock, new Date(clock.now().getTime() + QUEUE_DAYS * DAY_MS));
    await enqueue(tx, PURGE_JOB, { ...order }, { runAt });
  }
}

/** Messages that lie in no box any more: what was read of them and their bytes are erased. Answers how many. */
export async function purgeMessages(tx: Tx, context: Context, { agencyId, messageIds }: PurgeOrder): Promise<number> {
  const before = new Date(context.clock.now().getTime() - QUEUE_DAYS * DAY_MS);
  const rows = await rawQuery<{ id: string; due: boolean }>(
    tx,
    `select id, received_at < $2 as due from mail_message where id = any ($1::uuid[])
       and not exists (select 1 from mail_item item where item.message_id = mail_message.id)
     order by id for update`,
    [[...new Set(messageIds)], before],
  );
  const ids = rows.filter(({ due }) => due).map(({ id }) => id);
  const young = rows.filter(({ due }) => !due).map(({ id }) => id);
  await purgeLater(tx, context, { agencyId, messageIds: young });
  await rawQuery(tx, 'delete from mail_attachment where message_id = any ($1::uuid[])', [ids]);
  const gone = await rawQuery<Bytes>(tx, UNHELD, [ids]);
  await eraseBytes(
    tx,
    context,
    gone.map(({ sha256 }) => sha256),
  );
  return gone.length;
}

interface PurgedItem {
  agency_id: string;
  mailbox_id: string;
  message_id: string;
  size: number;
  deleted_at: Date | null;
}

/** Copies go for good, with what people did with them; a message nobody has any more goes with them. The caller leaves the trace. */
export async function purgeItems(
  tx: Tx,
  context: Context,
  itemIds: readonly string[],
): Promise<{ items: number; messages: number }> {
  await rawQuery(tx, 'delete from mail_item_event where item_id = any ($1::uuid[])', [itemIds]);
  const gone = await rawQuery<PurgedItem>(
    tx,
    `delete from mail_item where (agency_id, id) in (
       select agency_id, id from mail_item where id = any ($1::uuid[]) order by agency_id, id for update)
     returning agency_id, mailbox_id, message_id, size, deleted_at`,
    [itemIds],
  );
  // What was deleted by hand is off the quota already.
  const counted = gone.filter((row) => row.deleted_at === null);
  await addUsages(
    tx,
    counted.map((row) => ({ mailboxId: row.mailbox_id, bytes: -row.size })),
  );
  await tellBoxes(
    tx,
    gone.map((row) => ({ agencyId: row.agency_id, mailboxId: row.mailbox_id })),
  );
  const order = { agencyId: gone[0]?.agency_id ?? '', messageIds: gone.map((row) => row.message_id) };
  // A message stays as long as somebody of any agency has it.
  const messages = await beyondOwnAgency('bytes', () => purgeMessages(tx, context, order));
  return { items: gone.length, messages };
}

/** Those that were too young when their last copy went; whoever has one again meanwhile keeps it. */
export async function purgeWaiting(services: Services, order: PurgeOrder): Promise<void> {
  const [first] = order.messageIds;
  if (first === undefined) {
    return;
  }
  const context = systemContext(services);
  await command(context, async (tx) => {
    const messages = await purgeMessages(tx, context, order);
    await record(tx, context, {
      action: 'webmail.messages_erased',
      agencyId: order.agencyId,
      objectKind: 'mail_message',
      objectId: first,
      detail: { messages },
    });
    return null;
  });
}
