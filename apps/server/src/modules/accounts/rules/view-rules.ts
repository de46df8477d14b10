import type { AccountRules } from '@congvu/contracts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { accountTables } from '../accounts.tables.ts';
import { type RulesOffice, rulePolicies } from './rules.policy.ts';

const HIGHEST = `
  with recursive above as (
    select parent_id, false as hosted, 0 as depth from org_agency where id = $1
    union all
    select agency.parent_id, agency.hosted, above.depth + 1
    from org_agency agency join above on agency.id = above.parent_id where above.depth < 20
  )
  select not exists (select 1 from above where hosted) as highest`;

/** The standing of the agency whose administrator asks. */
export async function rulesOfficeOf(db: Db | Tx, agencyId: string): Promise<RulesOffice> {
  const [row] = await rawQuery<RulesOffice>(db, HIGHEST, [agencyId]);
  return { highest: row?.highest === true };
}

/** Rows come newest first: the first that has begun holds, those before it are history. */
function withState<T extends { valid_from: string }>(rows: readonly T[], today: string) {
  const current = rows.find((row) => row.valid_from <= today);
  return rows.map((row) => {
    const begun = row === current ? ('current' as const) : ('past' as const);
    return { row, state: row.valid_from > today ? ('coming' as const) : begun };
  });
}

export async function readRules(db: Db | Tx, context: ActingContext): Promise<AccountRules> {
  const today = vietnamDate(context.clock.now());
  const tables = accountTables(db);
  const tariffs = await tables.selectFrom('account_tariff').selectAll().orderBy('valid_from', 'desc').execute();
  const idleRules = await tables.selectFrom('account_idle_rule').selectAll().orderBy('valid_from', 'desc').execute();
  return {
    today,
    tariffs: withState(tariffs, today).map(({ row, state }) => ({
      validFrom: row.valid_from,
      amountVnd: row.amount_vnd,
      payer: row.payer,
      basis: row.basis,
      state,
    })),
    idleRules: withState(idleRules, today).map(({ row, state }) => ({
      validFrom: row.valid_from,
      days: row.days,
      basis: row.basis,
      state,
    })),
    abilities: rulePolicies.abilities(context.subject, await rulesOfficeOf(db, context.subject.agencyId)),
  };
}

export async function viewAccountRules(context: ActingContext): Promise<AccountRules> {
  const office = await rulesOfficeOf(context.db, context.subject.agencyId);
  rulePolicies.authorize('accounts.see_rules', context.subject, office);
  return readRules(context.db, context);
}
