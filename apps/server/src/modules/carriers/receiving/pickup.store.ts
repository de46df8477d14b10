import type { ReceivedMessage } from '@congvu/axis';
import type { Context } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { ConnectionRow, PickupRow, PickupState } from '../carriers.tables.ts';

type Connection = Pick<ConnectionRow, 'agency_id' | 'id'>;

/** Who takes a message and dies gives it back after this long. */
const LEASE_MS = 15 * 60_000;
/** Acknowledged, and the axis lists it as new again: told once more, not for ever. */
const TOLD_AGAIN_AFTER_MS = 10 * 60_000;
const MAX_TELLINGS = 6;

/** A row for every message before a byte of it is fetched; one that came before is left alone. Answers how many are new. */
export async function insertListed(
  context: Context,
  connection: Connection,
  messages: readonly ReceivedMessage[],
): Promise<number> {
  if (messages.length === 0) {
    return 0;
  }
  const now = context.clock.now();
  const rows = await rawQuery(
    context.db,
    `insert into carriers_pickup (agency_id, connection_id, doc_id, id, kind, from_code, to_code, state, next_at,
       listed_sha256, listed_size, listed_at)
     select $1, $2, listed.*, $10 from (
       select doc_id, id, kind, from_code, to_code, 'listed', $10::timestamptz, sha256, size
       from unnest($3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[])
         as one(doc_id, id, kind, from_code, to_code, sha256, size)) as listed
     on conflict (agency_id, connection_id, doc_id) do nothing returning 1 as added`,
    [
      connection.agency_id,
      connection.id,
      messages.map(({ docId }) => docId),
      messages.map(() => newId(now.getTime())),
      messages.map(({ messageType }) => (messageType === 'edoc' ? 'document' : 'status')),
      messages.map(({ from }) => from.trim()),
      messages.map(({ to }) => to.trim()),
      messages.map(({ sha256 }) => sha256?.toLowerCase() ?? null),
      messages.map(({ size }) => size ?? null),
      now,
    ],
  );
  return rows.length;
}

/** Names of these that have a row already. */
export async function listKnown(
  context: Context,
  connection: Connection,
  docIds: readonly string[],
): Promise<Set<string>> {
  const rows = await rawQuery<{ doc_id: string }>(
    context.db,
    'select doc_id from carriers_pickup where agency_id = $1 and connection_id = $2 and doc_id = any($3::text[])',
    [connection.agency_id, connection.id, docIds],
  );
  return new Set(rows.map((row) => row.doc_id));
}

/** The acknowledgement did not reach the axis: it is said again. */
export async function tellAgain(context: Context, connection: Connection, docIds: readonly string[]): Promise<void> {
  const now = context.clock.now();
  await rawQuery(
    context.db,
    `update carriers_pickup set state = 'handed', next_at = $4
     where agency_id = $1 and connection_id = $2 and doc_id = any($3::text[]) and state = 'done' and done_at < $5 and attempts < $6`,
    [connection.agency_id, connection.id, docIds, now, new Date(now.getTime() - TOLD_AGAIN_AFTER_MS), MAX_TELLINGS],
  );
}

/** Takes what is due for this worker alone; others pass over it. */
export async function leasePickups(context: Context, connection: Connection, limit: number): Promise<PickupRow[]> {
  const now = context.clock.now();
  return rawQuery<PickupRow>(
    context.db,
    `with due as (
       select doc_id from carriers_pickup
       where agency_id = $1 and connection_id = $2 and state in ('listed', 'stored', 'handed') and next_at <= $3
         and (leased_until is null or leased_until <= $3)
       order by id limit $4 for update skip locked
     )
     update carriers_pickup pickup set leased_until = $5, attempts = attempts + 1 from due
     where pickup.agency_id = $1 and pickup.connection_id = $2 and pickup.doc_id = due.doc_id returning pickup.*`,
    [connection.agency_id, connection.id, now, limit, new Date(now.getTime() + LEASE_MS)],
  );
}

export async function hasDuePickups(context: Context, connectionIds: readonly string[]): Promise<Set<string>> {
  const rows = await rawQuery<{ connection_id: string }>(
    context.db,
    `select distinct connection_id from carriers_pickup
     where connection_id = any($1::uuid[]) and state in ('listed', 'stored', 'handed') and next_at <= $2
       and (leased_until is null or leased_until <= $2)`,
    [connectionIds, context.clock.now()],
  );
  return new Set(rows.map((row) => row.connection_id));
}

export interface FetchedBytes {
  sha256: string;
  size: number;
  /** Few bytes live in the row. */
  content: Buffer | null;
}

/** The bytes are here: a crash from now on fetches none of these again. */
export async function markStored(
  context: Context,
  connection: Connection,
  fetched: readonly (FetchedBytes & { docId: string })[],
): Promise<void> {
  if (fetched.length === 0) {
    return;
  }
  await rawQuery(
    context.db,
    `update carriers_pickup pickup set state = 'stored', sha256 = one.sha256, size = one.size, content = one.content,
       error_code = '', error_text = ''
     from unnest($3::text[], $4::text[], $5::bigint[], $6::bytea[]) as one(doc_id, sha256, size, content)
     where pickup.agency_id = $1 and pickup.connection_id = $2 and pickup.doc_id = one.doc_id and pickup.state = 'listed'`,
    [
      connection.agency_id,
      connection.id,
      fetched.map(({ docId }) => docId),
      fetched.map(({ sha256 }) => sha256),
      fetched.map(({ size }) => size),
      fetched.map(({ content }) => content),
    ],
  );
}

/** Rows of one connection move together; bytes that are in an inbox are not kept twice. */
export async function moveAll(
  context: Context,
  connection: Connection,
  docIds: readonly string[],
  state: PickupState,
): Promise<void> {
  if (docIds.length === 0) {
    return;
  }
  const isDone = state === 'done';
  await rawQuery(
    context.db,
    `update carriers_pickup set state = $4, content = null, error_code = '', error_text = '',
       done_at = case when $5 then $6 else done_at end, leased_until = case when $5 then null else leased_until end
     where agency_id = $1 and connection_id = $2 and doc_id = any($3::text[])`,
    [connection.agency_id, connection.id, docIds, state, isDone, context.clock.now()],
  );
}

export interface PickupFault {
  code: string;
  text: string;
}

/** Tried again at `at`; `spent` false: the way was down, which is no fault of this message. */
export async function postpone(
  context: Context,
  row: PickupRow,
  fault: PickupFault,
  { at, spent }: { at: Date; spent: boolean },
): Promise<void> {
  await rawQuery(
    context.db,
    `update carriers_pickup set next_at = $4, leased_until = null, error_code = $5, error_text = $6,
       attempts = greatest(attempts - $7, 0)
     where agency_id = $1 and connection_id = $2 and doc_id = $3`,
    [row.agency_id, row.connection_id, row.doc_id, at, fault.code, fault.text, spent ? 0 : 1],
  );
}

/** An administrator has to look at it. */
export async function setAside(
  context: Context,
  row: PickupRow,
  state: 'stranger' | 'failed',
  fault: PickupFault,
): Promise<void> {
  await rawQuery(
    context.db,
    `update carriers_pickup set state = $4, leased_until = null, error_code = $5, error_text = $6, done_at = $7
     where agency_id = $1 and connection_id = $2 and doc_id = $3`,
    [row.agency_id, row.connection_id, row.doc_id, state, fault.code, fault.text, context.clock.now()],
  );
}
