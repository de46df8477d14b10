import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { AccountRow } from './accounts.tables.ts';
import { idleRuleOn } from './rules.ts';
import { wasteSql } from './waste.sql.ts';

/** Accounts of the agency that nobody has used for longer than the rule of the day allows; kept ones are left out. */
export async function idleAccounts(db: Db | Tx, asked: { agencyId: string; today: string }): Promise<AccountRow[]> {
  const { inUse, waste } = wasteSql(2, 3);
  const rule = await idleRuleOn(db, asked.today);
  return rawQuery<AccountRow>(
    db,
    `select account.* from account
     where account.agency_id = $1 and ${inUse} and account.state <> 'revoke_requested' and (${waste}) = 'idle'
     order by account.sort_name, account.id`,
    [asked.agencyId, asked.today, rule.days],
  );
}
