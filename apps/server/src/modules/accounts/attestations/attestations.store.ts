import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { type AttestationRow, accountTables } from '../accounts.tables.ts';
import { addDays } from '../dates.ts';
import { SCOPE, wasteSql } from '../waste.sql.ts';

/** Days the head has to answer; ours, no law says how many. */
export const ANSWER_DAYS = 15;

export interface Asked {
  agency_id: string;
  id: string;
}

/**
 * One review a quarter for every agency with accounts in use that has none yet: the rows are those without use on this day. In one
 * statement, because a province has thousands of agencies. `ids` are ready-made, one for each agency in the order given.
 */
export async function insertAttestations(
  tx: Tx,
  given: {
    agencyIds: readonly string[];
    ids: readonly string[];
    askedBy: string;
    quarter: string;
    now: Date;
    today: string;
    idleDays: number;
  },
): Promise<Asked[]> {
  const { inUse, waste } = wasteSql(6, 7);
  return rawQuery<Asked>(
    tx,
    `insert into account_attestation (agency_id, id, quarter, asked_by_agency_id, asked_at, due_on, state, account_ids)
     select chosen.agency_id, chosen.id, $3, $4, $5, $8, 'waiting', coalesce((
       select array_agg(account.id order by account.sort_name, account.id) from account
       where account.agency_id = chosen.agency_id and ${inUse} and account.state <> 'revoke_requested' and (${waste}) is not null), '{}')
     from unnest($1::uuid[], $2::uuid[]) chosen (agency_id, id)
     on conflict (agency_id, quarter) do nothing
     returning agency_id, id`,
    [
      given.agencyIds,
      given.ids,
      given.quarter,
      given.askedBy,
      given.now,
      given.today,
      given.idleDays,
      addDays(given.today, ANSWER_DAYS),
    ],
  );
}

/** Agencies of the scope with accounts in use; of the named ones when some are named. */
export async function agenciesToAsk(
  db: Db | Tx,
  asked: { agencyId: string; below: boolean; only: readonly string[] | undefined },
): Promise<string[]> {
  const { inUse } = wasteSql(0, 0);
  const rows = await rawQuery<{ id: string }>(
    db,
    `with recursive ${SCOPE} select scope.id from scope
     where ($3::uuid[] is null or scope.id = any($3::uuid[]))
       and exists (select 1 from account where account.agency_id = scope.id and ${inUse})
     order by scope.id`,
    [asked.agencyId, asked.below, asked.only ?? null],
  );
  return rows.map((row) => row.id);
}

/** The review of this quarter, or else the last one that still waits. */
export async function findCurrent(db: Db | Tx, agencyId: string, quarter: string): Promise<AttestationRow | undefined> {
  return accountTables(db)
    .selectFrom('account_attestation')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where((where) => where.or([where('quarter', '=', quarter), where('state', '<>', 'attested')]))
    .orderBy((order) => order.case().when('state', '=', 'attested').then(1).else(0).end())
    .orderBy('quarter', 'desc')
    .executeTakeFirst();
}
