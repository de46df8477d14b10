import type { WasteBoard, WasteQuery, WasteUnit } from '@congvu/contracts';
import type { z } from 'zod';
import type { ActingContext } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import type { Db } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { registerPolicies, seesBelow } from '../accounts.policy.ts';
import { ATTESTATION_LABELS } from '../accounts.states.ts';
import { quarterOf } from '../dates.ts';
import { type RuledDay, ruledDay } from '../day.ts';
import { countSql, SCOPE, wasteSql } from '../waste.sql.ts';
import { headsOf } from './heads.ts';

export interface UnitRow {
  agency_id: string;
  name: string;
  short_name: string;
  sort_key: string;
  accounts: number;
  idle: number;
  left: number;
  duplicate: number;
  kept: number;
  wasted: number;
  state: 'waiting' | 'attested' | 'escalated' | null;
  attested_at: Date | null;
}

/*
 * One row an agency that has accounts in use. Parameters: 1 agency, 2 whether it looks below, 3 today, 4 limit of idle days,
 * 5 quarter. Taken from `account_count` where that is of today and untouched since, counted on the spot elsewhere.
 */
function unitsSql(): string {
  return `with recursive ${SCOPE}, counted as (
    select count.agency_id, count.accounts, count.idle, count.gone, count.duplicate, count.kept
    from account_count count join scope on scope.id = count.agency_id
    where count.counted_on = $3 and count.accounts > 0
      and not exists (select 1 from account_touched touched where touched.agency_id = count.agency_id)
    union all
    select scope.id, live.* from scope
    left join account_count count on count.agency_id = scope.id and count.counted_on = $3
    cross join lateral (${countSql('scope.id', wasteSql(3, 4))}) live
    where live.accounts > 0 and (count.agency_id is null
      or exists (select 1 from account_touched touched where touched.agency_id = scope.id))
  ), unit as (
    select counted.agency_id, counted.accounts, counted.idle, counted.gone as "left", counted.duplicate, counted.kept,
      counted.idle + counted.gone + counted.duplicate as wasted, agency.name, agency.short_name,
      lpad(agency.sort_order::text, 10, '0') || agency.name as sort_key, attestation.state, attestation.attested_at
    from counted
    join org_agency agency on agency.id = counted.agency_id
    left join account_attestation attestation on attestation.agency_id = counted.agency_id and attestation.quarter = $5
  )`;
}

interface Totals {
  all_accounts: number;
  all_idle: number;
  all_left: number;
  all_duplicate: number;
  units: number;
  attested: number;
  waiting: number;
}

const TOTALS = `select coalesce(sum(accounts), 0)::bigint as all_accounts, coalesce(sum(idle), 0)::bigint as all_idle,
  coalesce(sum("left"), 0)::bigint as all_left, coalesce(sum(duplicate), 0)::bigint as all_duplicate, count(*) as units,
  count(*) filter (where state = 'attested') as attested,
  count(*) filter (where state in ('waiting', 'escalated')) as waiting from unit`;

function parametersOf(context: ActingContext, day: RuledDay): unknown[] {
  const { subject } = context;
  return [subject.agencyId, seesBelow(subject), day.today, day.idleDays, quarterOf(day.today).key];
}

export function presentUnit(
  row: UnitRow,
  tariff: number,
  head: { fullName: string; title: string } | undefined,
): WasteUnit {
  return {
    agencyId: row.agency_id,
    agencyName: row.name,
    shortName: row.short_name,
    accounts: row.accounts,
    idle: row.idle,
    left: row.left,
    duplicate: row.duplicate,
    kept: row.kept,
    cost: row.wasted * tariff,
    headName: head?.fullName ?? null,
    headTitle: head?.title ?? null,
    attestation: row.state ?? 'none',
    attestationLabel: row.state === null ? 'Chưa đề nghị xác nhận' : ATTESTATION_LABELS[row.state],
    attestedAt: row.attested_at?.toISOString() ?? null,
  };
}

async function presentUnits(db: Db, rows: readonly UnitRow[], day: RuledDay): Promise<WasteUnit[]> {
  const heads = await headsOf(
    db,
    rows.map((row) => row.agency_id),
    day.today,
  );
  return rows.map((row) => presentUnit(row, day.tariff, heads.get(row.agency_id)));
}

const NOTHING: Totals = {
  all_accounts: 0,
  all_idle: 0,
  all_left: 0,
  all_duplicate: 0,
  units: 0,
  attested: 0,
  waiting: 0,
};

/** Agencies by what they cost without use, the dearest first; the heads are those in office today. */
export async function viewWaste(context: ActingContext, query: z.output<typeof WasteQuery>): Promise<WasteBoard> {
  const { db, subject } = context;
  registerPolicies.authorize('accounts.waste', subject, null);
  const day = await ruledDay(db, context);
  const parameters = parametersOf(context, day);
  const after = readCursor(query.cursor, ['integer', 'text']);
  const found = await rawQuery<Totals & (UnitRow | { agency_id: null })>(
    db,
    `${unitsSql()} select sums.*, page.* from (${TOTALS}) sums left join lateral (
       select * from unit
       where ($6::boolean or wasted > 0) and ($7::int is null or (-wasted, sort_key) > (-$7::int, $8::text))
       order by -wasted, sort_key limit $9
     ) page on true`,
    [...parameters, query.all, after?.[0] ?? null, after?.[1] ?? null, query.limit + 1],
  );
  const [sums = NOTHING] = found;
  const rows = found.flatMap((row) => (row.agency_id === null ? [] : [row]));
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const wasted = sums.all_idle + sums.all_left + sums.all_duplicate;
  return {
    quarter: quarterOf(day.today).label,
    countedOn: day.today,
    idleLimitDays: day.idleDays,
    idleBasis: day.idleBasis,
    tariff: day.tariff,
    tariffBasis: day.tariffBasis,
    wasted,
    cost: wasted * day.tariff,
    idle: sums.all_idle,
    left: sums.all_left,
    duplicate: sums.all_duplicate,
    accounts: sums.all_accounts,
    units: await presentUnits(db, page, day),
    nextCursor:
      rows.length > query.limit && last !== undefined ? writeCursor([String(last.wasted), last.sort_key]) : null,
    unitTotal: sums.units,
    attested: sums.attested,
    waiting: sums.waiting,
    abilities: registerPolicies.abilities(subject, null),
  };
}

/** Every agency of the board, for the export and for asking them all. */
export async function allUnits(context: ActingContext): Promise<{ units: WasteUnit[]; day: RuledDay }> {
  const day = await ruledDay(context.db, context);
  const rows = await rawQuery<UnitRow>(
    context.db,
    `${unitsSql()} select * from unit order by -wasted, sort_key`,
    parametersOf(context, day),
  );
  return { units: await presentUnits(context.db, rows, day), day };
}

/** One agency of the board; undefined when it is out of sight. One without accounts stands there with zeros. */
export async function findUnit(
  context: ActingContext,
  agencyId: string,
  day: RuledDay,
): Promise<WasteUnit | undefined> {
  const [row] = await rawQuery<UnitRow>(
    context.db,
    `${unitsSql()} select agency.id as agency_id, agency.name, agency.short_name, '' as sort_key, coalesce(unit.accounts, 0) as accounts,
       coalesce(unit.idle, 0) as idle, coalesce(unit.left, 0) as left, coalesce(unit.duplicate, 0) as duplicate,
       coalesce(unit.kept, 0) as kept, coalesce(unit.wasted, 0) as wasted, unit.state, unit.attested_at
     from org_agency agency left join unit on unit.agency_id = agency.id
     where agency.id = $6::uuid and agency.id in (select id from scope)`,
    [...parametersOf(context, day), agencyId],
  );
  return row === undefined ? undefined : (await presentUnits(context.db, [row], day))[0];
}
