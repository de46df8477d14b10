import { nameKey } from '@congvu/forms';
import { givenNameSortKey } from '@congvu/vntext';
import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { notFound } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { type AccountRow, type AccountState, accountTables } from './accounts.tables.ts';

/** Names of accounts mean the same without case and blanks; full-width letters of input methods do not count either. */
export function accountNameKey(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
}

export function accountNotFound() {
  return notFound('accounts.not_found', 'Không tìm thấy tài khoản này trong sổ. Tải lại sổ tài khoản.');
}

/** A name is one account in the whole installation. */
export async function findByName(db: Db | Tx, name: string): Promise<AccountRow | undefined> {
  return accountTables(db)
    .selectFrom('account')
    .selectAll()
    .where('name_key', '=', accountNameKey(name))
    .executeTakeFirst();
}

export async function lockById(tx: Tx, id: string): Promise<AccountRow | undefined> {
  return accountTables(tx).selectFrom('account').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
}

/** @throws AppError 404 `accounts.not_found`, also for an account of another agency */
export async function lockByName(tx: Tx, agencyId: string, name: string): Promise<AccountRow> {
  const row = await accountTables(tx)
    .selectFrom('account')
    .selectAll()
    .where('name_key', '=', accountNameKey(name))
    .where('agency_id', '=', agencyId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined) {
    throw accountNotFound();
  }
  return row;
}

/** The account of a person here: the one in use before one that was taken away. */
export async function accountOfPerson(
  db: Db | Tx,
  person: { agencyId: string; personId: string },
): Promise<AccountRow | undefined> {
  return accountTables(db)
    .selectFrom('account')
    .selectAll()
    .where('agency_id', '=', person.agencyId)
    .where('person_id', '=', person.personId)
    .orderBy((order) => order.case().when('state', '=', 'revoked').then(1).else(0).end())
    .orderBy('duplicate')
    .orderBy('used_on', 'desc')
    .orderBy('id')
    .executeTakeFirst();
}

type Columns = Pick<AccountRow, 'agency_id' | 'name' | 'holder_name' | 'state' | 'source' | 'used_on'> &
  Partial<AccountRow>;

/** Those whose name is taken are missing in the answer. */
export async function insertAccounts(tx: Tx, context: Context, given: readonly Columns[]): Promise<AccountRow[]> {
  if (given.length === 0) {
    return [];
  }
  const now = context.clock.now();
  const rows = given.map((columns) => ({
    id: newId(now.getTime()),
    type: 'business' as const,
    person_id: null,
    user_id: null,
    position_title: '',
    unit_name: '',
    phone: '',
    left_on: null,
    left_reason: null,
    duplicate: false,
    kept_reason: null,
    kept_until: null,
    activated_on: null,
    disabled_on: null,
    last_sign_in_at: null,
    last_action_at: null,
    mobile_editing_from: null,
    mobile_editing_to: null,
    shut_waits_since: null,
    shut_reason: null,
    source_request_id: null,
    ...columns,
    ...nameColumns(columns.holder_name),
    name_key: accountNameKey(columns.name),
    updated_at: now,
  }));
  return accountTables(tx)
    .insertInto('account')
    .values(rows)
    .onConflict((on) => on.column('name_key').doNothing())
    .returningAll()
    .execute();
}

/** Undefined when the name is taken. */
export async function insertAccount(tx: Tx, context: Context, given: Columns): Promise<AccountRow | undefined> {
  const [row] = await insertAccounts(tx, context, [given]);
  return row;
}

export function nameColumns(holderName: string): Pick<AccountRow, 'holder_name' | 'search_name' | 'sort_name'> {
  return {
    holder_name: holderName,
    search_name: nameKey(holderName),
    sort_name: givenNameSortKey(holderName),
  };
}

/** Conditional on the states it may come from: false when somebody else was faster. */
export async function updateAccount(
  tx: Tx,
  context: Context,
  account: Pick<AccountRow, 'agency_id' | 'id'>,
  change: { from?: readonly AccountState[]; set: Partial<AccountRow> },
): Promise<boolean> {
  let query = accountTables(tx)
    .updateTable('account')
    .set({ ...change.set, updated_at: context.clock.now() })
    .where('agency_id', '=', account.agency_id)
    .where('id', '=', account.id);
  query = change.from === undefined ? query : query.where('state', 'in', change.from);
  return (await query.executeTakeFirst()).numUpdatedRows === 1n;
}

type HistoryOf = Pick<AccountRow, 'agency_id' | 'id'>;

/** One line each. A statement takes 65,535 parameters. */
export async function addHistories(
  tx: Tx,
  context: Context,
  lines: readonly { account: HistoryOf; text: string; link?: string | null }[],
): Promise<void> {
  const now = context.clock.now();
  for (let from = 0; from < lines.length; from += 1_000) {
    const rows = lines.slice(from, from + 1_000).map(({ account, text, link }) => ({
      agency_id: account.agency_id,
      id: newId(now.getTime()),
      account_id: account.id,
      at: now,
      who: context.subject?.displayName ?? 'Hệ thống',
      text,
      link: link ?? null,
    }));
    await accountTables(tx).insertInto('account_history').values(rows).execute();
  }
}

export async function addHistory(
  tx: Tx,
  context: Context,
  account: HistoryOf,
  line: { text: string; link?: string | null },
): Promise<void> {
  await addHistories(tx, context, [{ account, ...line }]);
}

export async function listHistory(db: Db | Tx, account: Pick<AccountRow, 'agency_id' | 'id'>) {
  return accountTables(db)
    .selectFrom('account_history')
    .selectAll()
    .where('agency_id', '=', account.agency_id)
    .where('account_id', '=', account.id)
    .orderBy('id', 'desc')
    .limit(500)
    .execute();
}

/**
 * Who holds two accounts has one too many: the one used less. People are told apart by their record; without one by name, unit and
 * post together, which two of the same office hardly share.
 */
export async function refreshDuplicates(tx: Tx, agencyIds: readonly string[]): Promise<void> {
  await rawQuery(
    tx,
    `with ranked as (
       select agency_id, id, row_number() over (
         partition by agency_id, case
           when person_id is not null then person_id::text
           when unit_name <> '' and position_title <> '' then search_name || '|' || lower(unit_name) || '|' || lower(position_title)
           else id::text end
         order by (last_sign_in_at is null and last_action_at is null), used_on desc, id) > 1 as second
       from account
       where agency_id = any($1::uuid[]) and type = 'business' and state in ('active', 'suspended', 'revoke_requested')
     )
     update account set duplicate = ranked.second from ranked
     where account.agency_id = ranked.agency_id and account.id = ranked.id and account.duplicate <> ranked.second`,
    [agencyIds],
  );
}
