import type { Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { interchangeTables, type MessageRow, type OutboxRow } from '../interchange.tables.ts';

/** A worker that has not come back after this long is dead; its rows are taken by another. */
export const LEASE_MS = 5 * 60_000;

/** Takes what is due, khẩn first, for this worker alone; an expired lease is as good as none. */
export async function leaseOutbox(services: Services, limit: number): Promise<OutboxRow[]> {
  const now = services.clock.now();
  const rows = await rawQuery<OutboxRow>(
    services.db,
    `update interchange_outbox as taken set leased_until = $2, attempts = taken.attempts + 1
     from (
       select agency_id, id from interchange_outbox
       where state = 'queued' and next_at <= $1 and (leased_until is null or leased_until < $1)
       order by priority desc, next_at, seq limit $3 for update skip locked
     ) as due
     where taken.agency_id = due.agency_id and taken.id = due.id
     returning taken.*`,
    [now, new Date(now.getTime() + LEASE_MS), limit],
  );
  // RETURNING promises no order.
  return rows.sort((left, right) => left.seq - right.seq);
}

export async function hasDueOutbox(services: Services): Promise<boolean> {
  const [row] = await rawQuery<{ due: boolean }>(
    services.db,
    `select exists (
       select 1 from interchange_outbox
       where state = 'queued' and next_at <= $1 and (leased_until is null or leased_until < $1)
     ) as due`,
    [services.clock.now()],
  );
  return row?.due === true;
}

export async function listMessages(services: Services, rows: readonly OutboxRow[]): Promise<MessageRow[]> {
  return rawQuery<MessageRow>(
    services.db,
    `select message.* from interchange_message message
     join (select distinct * from unnest($1::uuid[], $2::uuid[]) as wanted(agency_id, id)) wanted
       on message.agency_id = wanted.agency_id and message.id = wanted.id`,
    [rows.map((row) => row.agency_id), rows.map((row) => row.message_id)],
  );
}

/** The first builder decides the bytes; whoever comes second finds them there. */
export async function fixBytes(
  services: Services,
  message: Pick<MessageRow, 'agency_id' | 'id'>,
  stored: { sha256: string; size: number },
): Promise<{ sha256: string; size: number }> {
  const [row] = await rawQuery<{ sha256: string; size: number }>(
    services.db,
    `update interchange_message set sha256 = coalesce(sha256, $3), size = coalesce(size, $4)
     where agency_id = $1 and id = $2 returning sha256, size`,
    [message.agency_id, message.id, stored.sha256, stored.size],
  );
  return row ?? stored;
}

export async function markOutboxSent(tx: Tx, rows: readonly OutboxRow[], at: Date): Promise<void> {
  await rawQuery(
    tx,
    `update interchange_outbox as row set state = 'sent', sent_at = $3, leased_until = null, last_error = ''
     from unnest($1::uuid[], $2::uuid[]) as done(agency_id, id)
     where row.agency_id = done.agency_id and row.id = done.id and row.state <> 'sent'`,
    [rows.map((row) => row.agency_id), rows.map((row) => row.id), at],
  );
}

export async function postponeOutbox(tx: Tx, row: OutboxRow, reason: string, nextAt: Date): Promise<void> {
  await interchangeTables(tx)
    .updateTable('interchange_outbox')
    .set({ leased_until: null, next_at: nextAt, last_error: reason })
    .where('agency_id', '=', row.agency_id)
    .where('id', '=', row.id)
    .where('state', '=', 'queued')
    .execute();
}

export async function failOutbox(tx: Tx, row: OutboxRow, reason: string): Promise<void> {
  await interchangeTables(tx)
    .updateTable('interchange_outbox')
    .set({ state: 'failed', leased_until: null, last_error: reason })
    .where('agency_id', '=', row.agency_id)
    .where('id', '=', row.id)
    .where('state', '=', 'queued')
    .execute();
}

/** By hand: the same parcel once more, from the first attempt on. */
export async function requeueOutbox(tx: Tx, agencyId: string, keys: readonly RequeueKey[], at: Date): Promise<number> {
  const rows = await rawQuery(
    tx,
    `update interchange_outbox as row set state = 'queued', attempts = 0, next_at = $4, leased_until = null, last_error = ''
     from unnest($2::uuid[], $3::text[]) as wanted(message_id, receiver_code)
     where row.agency_id = $1 and row.message_id = wanted.message_id and row.receiver_code = wanted.receiver_code
     returning row.id`,
    [agencyId, keys.map((key) => key.messageId), keys.map((key) => key.receiverCode), at],
  );
  return rows.length;
}

export interface RequeueKey {
  messageId: string;
  receiverCode: string;
}
