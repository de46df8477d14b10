/* Waste in SQL: parameters `$today` and `$days` are put in by `wasteSql`; the row is `account`. The same rule as `wasteOf`. */

const IN_USE = `account.type = 'business' and account.state in ('active', 'suspended', 'revoke_requested')`;

export interface WasteSql {
  /** What the board counts; exactly the condition of the index `account_board`. */
  inUse: string;
  kept: string;
  /** 'left', 'duplicate', 'idle' or null; only for rows in use. */
  waste: string;
}

/** @param today number of the parameter of the day @param days number of the parameter of the limit */
export function wasteSql(today: number, days: number): WasteSql {
  const kept = `coalesce(account.kept_until >= $${today}::date, false)`;
  return {
    inUse: IN_USE,
    kept,
    waste: `case
      when ${kept} then null
      when account.left_on <= $${today}::date then 'left'
      when account.duplicate then 'duplicate'
      when account.used_on < $${today}::date - $${days}::int then 'idle'
    end`,
  };
}

/** The agency $1 and, when $2, all below it. */
export const SCOPE = `
  scope as (
    select id from org_agency where id = $1
    union
    select below.id from org_agency below join scope on below.parent_id = scope.id where $2::boolean
  )`;

/** Sums of one agency, `$id` being an expression for its id: a row of `account_count` counted anew. */
export function countSql(id: string, sql: WasteSql): string {
  return `select count(*)::int as accounts,
      count(*) filter (where (${sql.waste}) = 'idle')::int as idle,
      count(*) filter (where (${sql.waste}) = 'left')::int as gone,
      count(*) filter (where (${sql.waste}) = 'duplicate')::int as duplicate,
      count(*) filter (where ${sql.kept})::int as kept
    from account where account.agency_id = ${id} and ${sql.inUse}`;
}
