import type { Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { type InboxRow, interchangeTables, type MessageKind } from '../interchange.tables.ts';
import { LEASE_MS } from '../outbox/outbox.store.ts';

/** Takes stored messages of one kind for this worker alone, khẩn first. */
export async function leaseInbox(services: Services, kind: MessageKind, limit: number): Promise<InboxRow[]> {
  const now = services.clock.now();
  const rows = await rawQuery<InboxRow>(
    services.db,
    `update interchange_inbox as taken set leased_until = $3, attempts = taken.attempts + 1
     from (
       select agency_id, id from interchange_inbox
       where kind = $1 and state in ('stored', 'waiting') and next_at <= $2
         and (leased_until is null or leased_until < $2)
       order by priority desc, next_at, seq limit $4 for update skip locked
     ) as due
     where taken.agency_id = due.agency_id and taken.id = due.id
     returning taken.*`,
    [kind, now, new Date(now.getTime() + LEASE_MS), limit],
  );
  // RETURNING promises no order.
  return rows.sort((left, right) => right.priority - left.priority || left.seq - right.seq);
}

export async function hasDueInbox(services: Services): Promise<boolean> {
  const [row] = await rawQuery<{ due: boolean }>(
    services.db,
    `select exists (
       select 1 from interchange_inbox
       where kind in ('document', 'status') and state in ('stored', 'waiting') and next_at <= $1
         and (leased_until is null or leased_until < $1)
     ) as due`,
    [services.clock.now()],
  );
  return row?.due === true;
}

/**
 * The row locked and still to be read, undefined when somebody else has finished it. The attempt counter tells a worker whose
 * lease ran out and was taken over from the one that holds it now.
 */
export async function lockUnread(tx: Tx, leased: InboxRow): Promise<InboxRow | undefined> {
  return interchangeTables(tx)
    .selectFrom('interchange_inbox')
    .selectAll()
    .where('agency_id', '=', leased.agency_id)
    .where('id', '=', leased.id)
    .where('state', 'in', ['stored', 'waiting'])
    .where('attempts', '=', leased.attempts)
    .forUpdate()
    .executeTakeFirst();
}

/** Of these rows those that this worker still holds, locked in the order everybody locks them; by id. */
export async function lockHeld(tx: Tx, leased: readonly InboxRow[]): Promise<Map<string, InboxRow>> {
  const rows = await rawQuery<InboxRow>(
    tx,
    `select inbox.* from interchange_inbox inbox
     join unnest($1::uuid[], $2::uuid[], $3::int[]) as held(agency_id, id, attempts)
       on inbox.agency_id = held.agency_id and inbox.id = held.id and inbox.attempts = held.attempts
     where inbox.state in ('stored', 'waiting') order by inbox.agency_id, inbox.id for update of inbox`,
    [leased.map((row) => row.agency_id), leased.map((row) => row.id), leased.map((row) => row.attempts)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export async function finishInbox(
  tx: Tx,
  row: Pick<InboxRow, 'agency_id' | 'id'>,
  set: Partial<Omit<InboxRow, 'agency_id' | 'id'>>,
): Promise<void> {
  await interchangeTables(tx)
    .updateTable('interchange_inbox')
    .set({ leased_until: null, ...set })
    .where('agency_id', '=', row.agency_id)
    .where('id', '=', row.id)
    .execute();
}

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60 * 60_000;

/** Parked: looked at again after a growing while, and at once when what it waits for comes. Only by the worker that holds it. */
export async function waitAgain(tx: Tx, row: InboxRow, awaits: string, now: Date): Promise<void> {
  const delay = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (row.attempts - 1));
  await interchangeTables(tx)
    .updateTable('interchange_inbox')
    .set({ state: 'waiting', awaits, leased_until: null, next_at: new Date(now.getTime() + delay) })
    .where('agency_id', '=', row.agency_id)
    .where('id', '=', row.id)
    .where('attempts', '=', row.attempts)
    .where('state', 'in', ['stored', 'waiting'])
    .execute();
}
