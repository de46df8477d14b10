import { agenciesByName, peopleByName } from '#modules/org';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { RegisterSheet } from '../../../platform/tables/register-sheet.ts';
import { IN_USE } from '../accounts.states.ts';
import { accountNameKey } from '../accounts.store.ts';
import { accountTables } from '../accounts.tables.ts';
import type { AccountField } from './account-columns.ts';
import type { Known } from './judge-rows.ts';

/** Everything the rows of one file are compared with, in five statements. */
export async function loadKnown(
  db: Db | Tx,
  asked: { agencyId: string; today: string; sheet: Pick<RegisterSheet<AccountField>, 'rows' | 'letters'> },
): Promise<Known> {
  const keys = [...new Set(asked.sheet.rows.map((row) => accountNameKey(row.values.name)))];
  const [agencies, people, accounts, signIns, users] = await Promise.all([
    agenciesByName(db, asked.agencyId),
    peopleByName(db, asked.agencyId, asked.today),
    accountTables(db)
      .selectFrom('account')
      .selectAll()
      .where((where) => where('name_key', '=', where.fn.any(where.val(keys))))
      .execute(),
    accountTables(db)
      .selectFrom('account')
      .selectAll()
      .where('source', '=', 'sign_in')
      .where('state', 'in', IN_USE)
      .execute(),
    rawQuery<{ user_name: string; person_id: string }>(
      db,
      'select user_name, person_id from identity_user where user_name = any($1::text[])',
      [keys],
    ),
  ]);
  return {
    today: asked.today,
    ownAgencyId: asked.agencyId,
    agencies,
    people,
    accounts: new Map(accounts.map((row) => [row.name_key, row])),
    signIns: new Map(signIns.flatMap((row) => (row.person_id === null ? [] : [[row.person_id, row] as const]))),
    userNames: new Map(users.map((row) => [row.user_name, row.person_id])),
    letters: asked.sheet.letters,
  };
}
