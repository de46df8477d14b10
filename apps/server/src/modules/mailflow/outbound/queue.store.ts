import type { Services } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { OutboundRow } from '../mailflow.tables.ts';

/** Whoever takes rows and dies gives them back after this long; longer than a server may take to answer. */
const LEASE_MS = 20 * 60_000;
const LEASED_AT_ONCE = 200;

const KEYS = 'row.agency_id = key.agency_id and row.id = key.id';

/** Rows that are due, for this process alone. */
export async function leaseDue({ db, clock }: Services): Promise<OutboundRow[]> {
  const now = clock.now();
  return rawQuery<OutboundRow>(
    db,
    `with due as (
       select agency_id, id from mailflow_outbound
       where state = 'queued' and next_at <= $1 and (leased_until is null or leased_until <= $1)
       order by next_at, id limit $3 for update skip locked)
     update mailflow_outbound row set leased_until = $2, attempts = attempts + 1 from due
     where row.agency_id = due.agency_id and row.id = due.id returning row.*`,
    [now, new Date(now.getTime() + LEASE_MS), LEASED_AT_ONCE],
  );
}

/** Just before they are sent: those of the rows that nobody else has taken in the meantime. */
export async function keepLease({ db, clock }: Services, rows: readonly OutboundRow[]): Promise<OutboundRow[]> {
  const kept = await rawQuery<{ id: string }>(
    db,
    `update mailflow_outbound row set leased_until = $4
     from unnest($1::uuid[], $2::uuid[], $3::int[]) as key (agency_id, id, attempts)
     where ${KEYS} and row.state = 'queued' and row.attempts = key.attempts returning row.id`,
    [
      rows.map((row) => row.agency_id),
      rows.map((row) => row.id),
      rows.map((row) => row.attempts),
      new Date(clock.now().getTime() + LEASE_MS),
    ],
  );
  const ids = new Set(kept.map(({ id }) => id));
  return rows.filter(({ id }) => ids.has(id));
}

export interface RowChange {
  row: OutboundRow;
  state: 'queued' | 'sent' | 'failed';
  nextAt: Date;
  reply: string;
  told: boolean;
}

/** False for a row that somebody else has settled in the meantime. */
export async function settle(tx: Tx, at: Date, { row, state, nextAt, reply, told }: RowChange): Promise<boolean> {
  const changed = await rawQuery(
    tx,
    `update mailflow_outbound row set state = $3, next_at = $4, last_reply = $5, leased_until = null,
       delay_told_at = case when $6 then $7 else delay_told_at end, done_at = case when $3 = 'queued' then null else $7::timestamptz end
     from (select $1::uuid as agency_id, $2::uuid as id) key
     where ${KEYS} and row.state = 'queued' returning row.id`,
    [row.agency_id, row.id, state, nextAt, reply.slice(0, 500), told, at],
  );
  return changed.length === 1;
}

/** How much waits and since when, for the page. */
export async function waitingOut(db: Db): Promise<{ waiting: number; oldest_at: Date | null }> {
  const [row] = await rawQuery<{ waiting: number; oldest_at: Date | null }>(
    db,
    "select count(*)::int as waiting, min(queued_at) as oldest_at from mailflow_outbound where state = 'queued'",
    [],
  );
  return row ?? { waiting: 0, oldest_at: null };
}

const KEEP = '400 days';

/** Logs of mail are kept longer than the twelve months of QCVN 12:2026/BCA 3.9.2. */
export async function forgetOld({ db, clock }: Services): Promise<void> {
  const now = clock.now();
  await rawQuery(db, `delete from mailflow_intake where received_at < $1::timestamptz - interval '${KEEP}'`, [now]);
  await rawQuery(db, `delete from mailflow_report where ends < $1::timestamptz - interval '${KEEP}'`, [now]);
  await rawQuery(db, `delete from mailflow_passage where at < $1::timestamptz - interval '${KEEP}'`, [now]);
  await rawQuery(db, `delete from mailflow_outbound where done_at < $1::timestamptz - interval '${KEEP}'`, [now]);
}
