import type { AccountEntryPage, AccountEntryQuery, AccountEntryView } from '@congvu/contracts';
import { foldAccents } from '@congvu/vntext';
import type { ActingContext } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { registerPolicies, seesAgency, seesBelow } from '../accounts.policy.ts';
import { type ListedAccount, presentAccount } from '../accounts.presenter.ts';
import { accountNotFound } from '../accounts.store.ts';
import { ruledDay } from '../day.ts';
import { SCOPE, wasteSql } from '../waste.sql.ts';

const SHOWN = `
  select account.*, agency.name as agency_name,
    u.id is not null and u.password_hash is null and u.disabled_at is null as invited
  from account
  join org_agency agency on agency.id = account.agency_id
  left join identity_user u on u.id = account.user_id`;

const FILTER = `
  account.agency_id in (select id from scope)
  and ($3::uuid is null or account.person_id = $3::uuid)
  and ($4::uuid is null or account.agency_id = $4::uuid)
  and ($5::text is null or account.state = $5::text)
  and ($6::text is null or case when $6::text = 'any' then WASTE is not null else WASTE = $6::text end)
  and ($7::boolean is null or (account.mobile_editing_from is not null and account.mobile_editing_to is null) = $7::boolean)
  and (cardinality($8::text[]) = 0 or not exists (select 1 from unnest($8::text[]) word
    where strpos(account.search_name || ' ' || account.name_key, word) = 0))`;

function sql(): { filter: string } {
  const { inUse, waste } = wasteSql(9, 10);
  return { filter: FILTER.replaceAll('WASTE', `(case when ${inUse} then ${waste} end)`) };
}

/** Parameters 1 to 10 of every list: whose rows, which of them. */
function parametersOf(
  context: ActingContext,
  query: Omit<AccountEntryQuery, 'cursor' | 'limit'>,
  day: { today: string; idleDays: number },
): unknown[] {
  const { subject } = context;
  const words = foldAccents(query.q ?? '')
    .split(/\s+/)
    .filter((word) => word !== '');
  return [
    subject.agencyId,
    seesBelow(subject),
    seesAgency(subject) ? null : subject.personId,
    query.agencyId ?? null,
    query.state ?? null,
    query.waste ?? null,
    query.mobileEditing ?? null,
    words,
    day.today,
    day.idleDays,
  ];
}

/** The register a page at a time, by given name: of the agency and those below for the guiding office, else one's own account. */
export async function listAccounts(context: ActingContext, query: AccountEntryQuery): Promise<AccountEntryPage> {
  const { db, subject } = context;
  const day = await ruledDay(db, context);
  const parameters = parametersOf(context, query, day);
  const { filter } = sql();
  const after = readCursor(query.cursor, ['text', 'uuid']);
  const [rows, [counted]] = await Promise.all([
    rawQuery<ListedAccount>(
      db,
      `with recursive ${SCOPE} ${SHOWN} where ${filter}
         and ($11::text is null or (account.sort_name, account.id) > ($11::text, $12::uuid))
       order by account.sort_name, account.id limit $13`,
      [...parameters, after?.[0] ?? null, after?.[1] ?? null, query.limit + 1],
    ),
    rawQuery<{ total: number }>(
      db,
      `with recursive ${SCOPE} select count(*) as total from account where ${filter}`,
      parameters,
    ),
  ]);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => presentAccount(subject, row, day)),
    nextCursor: rows.length > query.limit && last !== undefined ? writeCursor([last.sort_name, last.id]) : null,
    total: counted?.total ?? 0,
    abilities: registerPolicies.abilities(subject, null),
  };
}

/** All rows the person may see, for the export. */
export async function allAccounts(
  context: ActingContext,
  query: Omit<AccountEntryQuery, 'cursor' | 'limit'>,
): Promise<AccountEntryView[]> {
  const day = await ruledDay(context.db, context);
  const rows = await rawQuery<ListedAccount>(
    context.db,
    `with recursive ${SCOPE} ${SHOWN} where ${sql().filter}
     order by agency.sort_order, agency.name, account.sort_name, account.id`,
    parametersOf(context, query, day),
  );
  return rows.map((row) => presentAccount(context.subject, row, day));
}

/** @throws AppError 404 `accounts.not_found` for accounts out of sight */
export async function getVisibleAccount(db: Db | Tx, context: ActingContext, id: string): Promise<ListedAccount> {
  const { subject } = context;
  const [row] = await rawQuery<ListedAccount>(
    db,
    `with recursive ${SCOPE} ${SHOWN}
     where account.id = $3::uuid and account.agency_id in (select id from scope)
       and ($4::uuid is null or account.person_id = $4::uuid)`,
    [subject.agencyId, seesBelow(subject), id, seesAgency(subject) ? null : subject.personId],
  );
  if (row === undefined) {
    throw accountNotFound();
  }
  return row;
}

/** Named accounts as a list shows them, for the waste board and the attestation. */
export async function accountsById(db: Db | Tx, agencyId: string, ids: readonly string[]): Promise<ListedAccount[]> {
  return rawQuery<ListedAccount>(
    db,
    `${SHOWN} where account.agency_id = $1 and account.id = any($2::uuid[]) order by account.sort_name, account.id`,
    [agencyId, ids],
  );
}

/** One page of the accounts of an agency that cost without use, and of those kept, as the board shows them. */
export async function pageOfWaste(
  db: Db | Tx,
  asked: { agencyId: string; today: string; idleDays: number; after: string[] | undefined; limit: number },
): Promise<ListedAccount[]> {
  const { inUse, waste, kept } = wasteSql(2, 3);
  return rawQuery<ListedAccount>(
    db,
    `${SHOWN} where account.agency_id = $1 and ${inUse} and (${kept} or (${waste}) is not null)
       and ($4::date is null or (account.used_on, account.id) > ($4::date, $5::uuid))
     order by account.used_on, account.id limit $6`,
    [asked.agencyId, asked.today, asked.idleDays, asked.after?.[0] ?? null, asked.after?.[1] ?? null, asked.limit],
  );
}
