import type { CarrierName } from '#modules/carriers';
import type { Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { interchangeTables, type MessageRow, type OutboxRow } from '../interchange.tables.ts';

/** A worker that has not come back after this long is dead; its rows are taken by another. */
export const LEASE_MS = 5 * 60_000;

/** Everything that goes over one connection: a slow one keeps back nobody else. */
export interface Lane {
  carrier: CarrierName;
  connectionId: string | null;
}

/**
 * Not before what it must not overtake; a parcel that was given up keeps nobody back. Each is looked up by its key: asked for as one of
 * those that are queued, a burst would be gone through once for each of them while the statistics still say that hardly any is.
 */
const MAY_GO = `(row.waits_for = '{}' or not exists (
    select 1 from unnest(row.waits_for) as before(id)
    where (select earlier.state from interchange_outbox earlier
      where earlier.agency_id = row.agency_id and earlier.id = before.id) = 'queued'))`;
const HAS_TIME = `row.state = 'queued' and row.next_at <= $1 and (row.leased_until is null or row.leased_until < $1)`;
const IS_DUE = `${HAS_TIME} and ${MAY_GO}`;

/** Also those where everything waits for something earlier: whoever takes from them finds nothing. */
export async function listDueLanes(services: Services): Promise<Lane[]> {
  return rawQuery<Lane>(
    services.db,
    `select distinct row.carrier, row.connection_id as "connectionId" from interchange_outbox row where ${HAS_TIME}`,
    [services.clock.now()],
  );
}

/**
 * Takes what is due on a lane, khẩn first, for this worker alone; an expired lease is as good as none, but whoever held it may have
 * handed the parcel over.
 */
export async function leaseOutbox(services: Services, lane: Lane, limit: number): Promise<OutboxRow[]> {
  const now = services.clock.now();
  const rows = await rawQuery<OutboxRow>(
    services.db,
    `update interchange_outbox as taken set leased_until = $2, attempts = taken.attempts + 1,
       in_doubt = taken.in_doubt or taken.leased_until is not null
     from (
       select row.agency_id, row.id from interchange_outbox row
       where row.carrier = $4 and row.connection_id is not distinct from $5 and ${IS_DUE}
       order by row.priority desc, row.next_at, row.seq limit $3 for update skip locked
     ) as due
     where taken.agency_id = due.agency_id and taken.id = due.id
     returning taken.*`,
    [now, new Date(now.getTime() + LEASE_MS), limit, lane.carrier, lane.connectionId],
  );
  // RETURNING promises no order.
  return rows.sort((left, right) => left.seq - right.seq);
}

/** The carrier is still at work with them. */
export async function keepLease(services: Services, rows: readonly OutboxRow[]): Promise<void> {
  await rawQuery(
    services.db,
    `update interchange_outbox as row set leased_until = $4
     from unnest($1::uuid[], $2::uuid[], $3::int[]) as held(agency_id, id, attempts)
     where row.agency_id = held.agency_id and row.id = held.id and row.attempts = held.attempts and row.state = 'queued'`,
    [
      rows.map((row) => row.agency_id),
      rows.map((row) => row.id),
      rows.map((row) => row.attempts),
      new Date(services.clock.now().getTime() + LEASE_MS),
    ],
  );
}

export async function hasDueOutbox(services: Services): Promise<boolean> {
  const [row] = await rawQuery<{ due: boolean }>(
    services.db,
    `select exists (select 1 from interchange_outbox row where ${IS_DUE}) as due`,
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

export interface FixedBytes {
  agencyId: string;
  id: string;
  sha256: string;
  size: number;
}

/**
 * The first builder decides the bytes of a message, before anybody gets them. Answers those that somebody else has decided since, as
 * they stand.
 */
export async function fixBytes(services: Services, built: readonly FixedBytes[]): Promise<FixedBytes[]> {
  if (built.length === 0) {
    return [];
  }
  const keys = [built.map(({ agencyId }) => agencyId), built.map(({ id }) => id)];
  const fixed = await rawQuery<{ id: string }>(
    services.db,
    `update interchange_message as message set sha256 = built.sha256, size = built.size
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[]) as built(agency_id, id, sha256, size)
     where message.agency_id = built.agency_id and message.id = built.id and message.sha256 is null returning message.id`,
    [...keys, built.map(({ sha256 }) => sha256), built.map(({ size }) => size)],
  );
  if (fixed.length === built.length) {
    return [];
  }
  const own = new Set(fixed.map(({ id }) => id));
  const rows = await rawQuery<FixedBytes>(
    services.db,
    `select message.agency_id as "agencyId", message.id, message.sha256, message.size from interchange_message message
     join unnest($1::uuid[], $2::uuid[]) as built(agency_id, id) on message.agency_id = built.agency_id and message.id = built.id`,
    keys,
  );
  return rows.filter(({ id }) => !own.has(id));
}

/** With the name the carrier gave each, where it gave one. */
export async function markOutboxSent(
  tx: Tx,
  sent: readonly { row: OutboxRow; transportId: string }[],
  at: Date,
): Promise<void> {
  await rawQuery(
    tx,
    `update interchange_outbox as row set state = 'sent', sent_at = $4, leased_until = null, error_code = '', last_error = '',
       in_doubt = false, transport_id = done.transport_id
     from unnest($1::uuid[], $2::uuid[], $3::text[]) as done(agency_id, id, transport_id)
     where row.agency_id = done.agency_id and row.id = done.id and row.state <> 'sent'`,
    [
      sent.map(({ row }) => row.agency_id),
      sent.map(({ row }) => row.id),
      sent.map(({ transportId }) => transportId),
      at,
    ],
  );
}

export interface OutboxError {
  code: string;
  reason: string;
  inDoubt: boolean;
  untried?: boolean;
}

/** Only while this worker holds it: whoever took it over since decides alone. */
function heldBy(tx: Tx, row: OutboxRow) {
  return interchangeTables(tx)
    .updateTable('interchange_outbox')
    .where('agency_id', '=', row.agency_id)
    .where('id', '=', row.id)
    .where('state', '=', 'queued')
    .where('attempts', '=', row.attempts);
}

export async function postponeOutbox(tx: Tx, row: OutboxRow, error: OutboxError, nextAt: Date): Promise<void> {
  await heldBy(tx, row)
    .set({
      leased_until: null,
      next_at: nextAt,
      error_code: error.code,
      last_error: error.reason,
      in_doubt: row.in_doubt || error.inDoubt,
      attempts: error.untried === true ? row.attempts - 1 : row.attempts,
    })
    .execute();
}

/** Answers whether it was this worker's to give up. */
export async function failOutbox(tx: Tx, row: OutboxRow, error: OutboxError, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await heldBy(tx, row)
    .set({
      state: 'failed',
      leased_until: null,
      error_code: error.code,
      last_error: error.reason,
      in_doubt: row.in_doubt || error.inDoubt,
      failed_at: at,
    })
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export interface ParcelKey {
  messageId: string;
  receiverCode: string;
}

/** By hand: the same parcel once more, from the first attempt on; what was in doubt stays so until the carrier has been asked. */
export async function requeueOutbox(
  tx: Tx,
  agencyId: string,
  keys: readonly ParcelKey[],
  at: Date,
  from: readonly OutboxRow['state'][] = ['queued', 'sent', 'failed'],
): Promise<number> {
  const rows = await rawQuery(
    tx,
    `update interchange_outbox as row set state = 'queued', attempts = 0, next_at = $4, leased_until = null, error_code = '',
       last_error = '', failed_at = null
     from unnest($2::uuid[], $3::text[]) as wanted(message_id, receiver_code)
     where row.agency_id = $1 and row.message_id = wanted.message_id and row.receiver_code = wanted.receiver_code
       and row.state = any($5::text[])
     returning row.id`,
    [agencyId, keys.map((key) => key.messageId), keys.map((key) => key.receiverCode), at, from],
  );
  return rows.length;
}
