import type { AccountPage, AccountQuery, AccountView } from '@congvu/contracts';
import { foldAccents } from '@congvu/vntext';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { identityPolicies } from '../identity.policy.ts';
import { type AccountRow, presentAccount } from '../identity.presenter.ts';
import { DEFAULT_SETTINGS } from '../identity.store.ts';
import { REACH } from '../people.ts';

// $1 agency of the administrator, $2 now, $3 today.
const ACCOUNTS = `
  with recursive ${REACH}
  select account.id as "userId", account.user_name as "userName", person.id as "personId", person.full_name as "fullName",
    person.sort_name as "sortName", post.title, post.unit_name as "unitName", account.agency_id as "agencyId",
    agency.name as "agencyName", account_state.state, 
    (account.totp_enabled_at is not null or account.passkey_count > 0 or account.certificate_since is not null) as "secondFactor",
    exists (select 1 from identity_sso_subject linked
      where linked.agency_id = account.agency_id and linked.user_id = account.id) as "ssoLinked",
    account.must_change_password as "mustChangePassword", sessions.open as "openSessions",
    account.last_sign_in_at as "lastSignInAt", account.created_at as "createdAt"
  from identity_user account
  join reach on reach.id = account.agency_id
  join org_agency agency on agency.id = account.agency_id
  join org_person person on person.id = account.person_id
  cross join lateral (select case
    when account.disabled_at is not null then 'disabled'
    when account.password_hash is null then 'invited'
    when account.locked_until > $2 then 'locked'
    else 'active' end as state) account_state
  left join lateral (
    select position.title, unit.name as unit_name
    from org_position position
    join org_unit unit on unit.agency_id = position.agency_id and unit.id = position.unit_id
    where position.person_id = person.id and position.valid_from <= $3 and (position.valid_to is null or position.valid_to >= $3)
    order by position.sort_order, position.id limit 1
  ) post on true
  cross join lateral (
    select count(*)::int as open from identity_session session
    where session.agency_id = account.agency_id and session.user_id = account.id and session.ended_at is null
      and session.absolute_until > $2 and session.last_seen_at > $2::timestamptz - interval '${DEFAULT_SETTINGS.idleMinutes} minutes'
  ) sessions`;

type Conditions = { where: string[]; parameters: unknown[] };

function add(conditions: Conditions, parameter: unknown, text: (place: string) => string): void {
  conditions.parameters.push(parameter);
  conditions.where.push(text(`$${conditions.parameters.length}`));
}

interface Cursor {
  sortName: string;
  id: string;
}

function writeCursor(row: AccountRow): string {
  return Buffer.from(JSON.stringify([row.sortName, row.userId])).toString('base64url');
}

/** A made-up cursor begins at the first page. */
function readCursor(cursor: string): Cursor | undefined {
  try {
    const [sortName, id]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return typeof sortName === 'string' && typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id)
      ? { sortName, id }
      : undefined;
  } catch {
    return undefined;
  }
}

function conditionsOf(context: ActingContext, query: AccountQuery): Conditions {
  const now = context.clock.now();
  const conditions: Conditions = { where: [], parameters: [context.subject.agencyId, now, vietnamDate(now)] };
  if (query.agencyId !== undefined) {
    add(conditions, query.agencyId, (place) => `account.agency_id = ${place}`);
  }
  if (query.personId !== undefined) {
    add(conditions, query.personId, (place) => `account.person_id = ${place}`);
  }
  if (query.state !== undefined) {
    add(conditions, query.state, (place) => `account_state.state = ${place}`);
  }
  const words = foldAccents(query.q ?? '').trim();
  if (words !== '') {
    const pattern = `%${words.replace(/[%_\\]/g, '\\$&')}%`;
    add(conditions, pattern, (place) => `(person.search_name like ${place} or account.user_name like ${place})`);
  }
  const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor);
  if (cursor !== undefined) {
    conditions.parameters.push(cursor.sortName, cursor.id);
    const last = conditions.parameters.length;
    conditions.where.push(`(person.sort_name, account.id) > ($${last - 1}, $${last}::uuid)`);
  }
  return conditions;
}

/** Accounts of the administrator's agency and those below, by given name. */
export async function listAccounts(context: ActingContext, query: AccountQuery): Promise<AccountPage> {
  identityPolicies.authorize('identity.administer', context.subject, null);
  const { where, parameters } = conditionsOf(context, query);
  const filter = where.length === 0 ? '' : `where ${where.join(' and ')}`;
  const rows = await rawQuery<AccountRow>(
    context.db,
    `${ACCOUNTS} ${filter} order by person.sort_name, account.id limit ${query.limit + 1}`,
    parameters,
  );
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map(presentAccount),
    nextCursor: rows.length > page.length && last !== undefined ? writeCursor(last) : null,
  };
}

/** One account as the list shows it; accounts out of reach do not exist. */
export async function viewAccount(db: Db | Tx, context: ActingContext, userId: string): Promise<AccountView> {
  const now = context.clock.now();
  const [row] = await rawQuery<AccountRow>(db, `${ACCOUNTS} where account.id = $4`, [
    context.subject.agencyId,
    now,
    vietnamDate(now),
    userId,
  ]);
  if (row === undefined) {
    throw accountNotFound();
  }
  return presentAccount(row);
}

export function accountNotFound(): Error {
  return notFound('identity.account_not_found', 'Không tìm thấy tài khoản này. Tải lại danh sách tài khoản.');
}
