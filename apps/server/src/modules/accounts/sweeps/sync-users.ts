import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type Context, command, type Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { addHistory, insertAccount, refreshDuplicates, updateAccount } from '../accounts.store.ts';
import { accountTables } from '../accounts.tables.ts';
import { systemContext } from '../system-context.ts';

interface NewcomerRow {
  agency_id: string;
  user_id: string;
  person_id: string;
  user_name: string;
  created_at: Date;
  full_name: string;
  phone: string;
  title: string | null;
  unit_name: string | null;
}

// Sign-ins that no account of the register stands for; who left or was shut needs none.
const NEWCOMERS = `
  select u.agency_id, u.id as user_id, u.person_id, u.user_name, u.created_at, person.full_name, person.phone,
    post.title, post.unit_name
  from identity_user u
  join org_person person on person.id = u.person_id
  left join lateral (
    select position.title, unit.name as unit_name from org_position position
    join org_unit unit on unit.agency_id = position.agency_id and unit.id = position.unit_id
    where position.person_id = u.person_id and position.valid_from <= $1 and (position.valid_to is null or position.valid_to >= $1)
    order by (position.agency_id = u.agency_id) desc, position.sort_order, position.id limit 1
  ) post on true
  where u.disabled_at is null and ($2::uuid is null or u.person_id = $2::uuid)
    and not exists (select 1 from account where account.user_id = u.id)
  order by u.id limit 2000`;

/** An account the office had already listed for this person is the one he signs in with. */
async function linkPresent(tx: Tx, context: Context, row: NewcomerRow): Promise<boolean> {
  const present = await accountTables(tx)
    .selectFrom('account')
    .select(['agency_id', 'id'])
    .where('agency_id', '=', row.agency_id)
    .where('person_id', '=', row.person_id)
    .where('user_id', 'is', null)
    .where('state', '<>', 'revoked')
    .orderBy('used_on', 'desc')
    .executeTakeFirst();
  return present !== undefined && (await updateAccount(tx, context, present, { set: { user_id: row.user_id } }));
}

async function enter(tx: Tx, context: Context, row: NewcomerRow): Promise<boolean> {
  if (await linkPresent(tx, context, row)) {
    return true;
  }
  const since = vietnamDate(row.created_at);
  const account = await insertAccount(tx, context, {
    agency_id: row.agency_id,
    name: row.user_name,
    holder_name: row.full_name,
    person_id: row.person_id,
    user_id: row.user_id,
    position_title: row.title ?? '',
    unit_name: row.unit_name ?? '',
    phone: row.phone,
    state: 'active',
    source: 'sign_in',
    activated_on: since,
    used_on: since,
  });
  if (account === undefined) {
    return false;
  }
  await addHistory(tx, context, account, { text: `Vào sổ theo tài khoản đăng nhập ${row.user_name} của hệ thống này` });
  return true;
}

/**
 * Every sign-in of this installation stands in the register, from the moment it exists. Answers how many were entered; the caller's
 * transaction leaves a leaf of its own.
 */
export async function enterUsers(tx: Tx, context: Context, only?: { personId: string }): Promise<number> {
  const today = vietnamDate(context.clock.now());
  const rows = await rawQuery<NewcomerRow>(tx, NEWCOMERS, [today, only?.personId ?? null]);
  const agencies = new Set<string>();
  let entered = 0;
  for (const row of rows) {
    if (await enter(tx, context, row)) {
      entered += 1;
      agencies.add(row.agency_id);
    }
  }
  for (const agencyId of [...agencies].sort()) {
    await record(tx, context, {
      action: 'accounts.entered',
      agencyId,
      objectKind: 'agency',
      objectId: agencyId,
      detail: { accounts: rows.filter((row) => row.agency_id === agencyId).length },
    });
  }
  if (agencies.size > 0) {
    await refreshDuplicates(tx, [...agencies]);
  }
  return entered;
}

// The later of what was known and what identity says: an import may know of a use elsewhere.
const ACTIVITY = `
  update account set last_sign_in_at = greatest(account.last_sign_in_at, seen.signed_in),
    last_action_at = greatest(account.last_action_at, seen.acted),
    used_on = greatest(account.used_on, (greatest(seen.signed_in, seen.acted) at time zone 'Asia/Ho_Chi_Minh')::date)
  from (
    select u.id, u.last_sign_in_at as signed_in, max(session.last_seen_at) as acted
    from identity_user u
    left join identity_session session on session.agency_id = u.agency_id and session.user_id = u.id
    where u.last_sign_in_at is not null
    group by u.id, u.last_sign_in_at
  ) seen
  where account.user_id = seen.id and account.state <> 'revoked'
    and (seen.signed_in > coalesce(account.last_sign_in_at, '-infinity') or seen.acted > coalesce(account.last_action_at, '-infinity'))
  returning account.agency_id`;

/** Last sign-in and last act, copied from identity: what the register shows, and what idle days are counted from. */
export async function copyActivity(services: Services): Promise<void> {
  await services.db.transaction().execute(async (tx) => {
    const rows = await rawQuery<{ agency_id: string }>(tx, ACTIVITY, []);
    const agencies = [...new Set(rows.map((row) => row.agency_id))];
    if (agencies.length > 0) {
      await refreshDuplicates(tx, agencies);
    }
  });
}

export async function syncUsers(services: Services): Promise<void> {
  const context = systemContext(services);
  await command(context, (tx) => enterUsers(tx, context));
  await copyActivity(services);
}
