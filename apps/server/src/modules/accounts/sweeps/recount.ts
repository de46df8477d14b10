import type { Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { ruledDay } from '../day.ts';
import { countSql, wasteSql } from '../waste.sql.ts';

const AT_ONCE = 1_000;
/** Of two recounts at once the older one could write last. */
const ONE_AT_A_TIME = "select pg_try_advisory_xact_lock(hashtext('account_count')) as mine";

const DUE = `
  select agency_id from account_touched
  union
  select agency_id from account_count where counted_on <> $1
  limit ${AT_ONCE}`;

// What was written after this statement began stays noted, so that its agency is counted again at the next turn.
const FORGET = 'delete from account_touched where agency_id = any($1::uuid[])';

const COUNT = `
  insert into account_count (agency_id, counted_on, accounts, idle, gone, duplicate, kept)
  select due.id, $1::date, live.* from unnest($3::uuid[]) due (id) cross join lateral (${countSql('due.id', wasteSql(1, 2))}) live
  on conflict (agency_id) do update set counted_on = excluded.counted_on, accounts = excluded.accounts, idle = excluded.idle,
    gone = excluded.gone, duplicate = excluded.duplicate, kept = excluded.kept`;

async function recountSome(tx: Tx, services: Services): Promise<number> {
  const [lock] = await rawQuery<{ mine: boolean }>(tx, ONE_AT_A_TIME, []);
  if (lock?.mine !== true) {
    return 0;
  }
  // Read under the lock: whoever changes a rule holds it until the agencies are noted for a new count.
  const day = await ruledDay(tx, services);
  const due = await rawQuery<{ agency_id: string }>(tx, DUE, [day.today]);
  const ids = due.map((row) => row.agency_id);
  if (ids.length > 0) {
    await rawQuery(tx, FORGET, [ids]);
    await rawQuery(tx, COUNT, [day.today, day.idleDays, ids]);
  }
  return ids.length;
}

const WAIT_FOR_COUNT = "select pg_advisory_xact_lock(hashtext('account_count'))";
const ALL_AGAIN = 'insert into account_touched select agency_id from account_count';

/** A rule changes: no count under the old one runs meanwhile, and each agency is counted again under the new one. */
export async function recountAll(tx: Tx): Promise<void> {
  await rawQuery(tx, WAIT_FOR_COUNT, []);
  await rawQuery(tx, ALL_AGAIN, []);
}

/** Brings the sums of the board up to date; until then the board counts the agencies concerned on the spot. */
export async function recount(services: Services): Promise<void> {
  let counted = AT_ONCE;
  while (counted === AT_ONCE) {
    counted = await services.db.transaction().execute((tx) => recountSome(tx, services));
  }
}
