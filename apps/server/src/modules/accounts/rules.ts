import type { Db, Tx } from '../../platform/db.ts';
import { accountTables } from './accounts.tables.ts';

export interface Tariff {
  amountVnd: number;
  basis: string;
}

export interface IdleRule {
  days: number;
  basis: string;
}

/** What an account costs a year on the day; nothing before the first tariff. */
export async function tariffOn(db: Db | Tx, day: string): Promise<Tariff> {
  const row = await accountTables(db)
    .selectFrom('account_tariff')
    .selectAll()
    .where('valid_from', '<=', day)
    .orderBy('valid_from', 'desc')
    .executeTakeFirst();
  return row === undefined
    ? { amountVnd: 0, basis: 'Chưa có mức phí tài khoản cho thời điểm này' }
    : { amountVnd: row.amount_vnd, basis: row.basis };
}

/** 45 days is the limit of QCVN 12:2026/BCA 3.7.2.7.6; before its first row nothing counts as idle. */
export async function idleRuleOn(db: Db | Tx, day: string): Promise<IdleRule> {
  const row = await accountTables(db)
    .selectFrom('account_idle_rule')
    .selectAll()
    .where('valid_from', '<=', day)
    .orderBy('valid_from', 'desc')
    .executeTakeFirst();
  return row === undefined
    ? { days: 100_000, basis: 'Chưa có quy định rà soát tài khoản cho thời điểm này' }
    : { days: row.days, basis: row.basis };
}
