import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type Context, command, type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { addHistory, insertAccount, refreshDuplicates } from '../accounts.store.ts';

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

async function enter(tx: Tx, context: Context, row: NewcomerRow): Promise<boolean> {
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

// An account the office had already listed for a person is the one he signs in with, unless another one is.
const LINK = `
  update account set user_id = u.id
  from identity_user u
  where u.person_id = account.person_id and u.agency_id = account.agency_id and u.disabled_at is null
    and account.user_id is null and account.state <> 'revoked' and ($1::uuid is null or u.person_id = $1::uuid)
    and not exists (select 1 from account other where other.user_id = u.id and other.state <> 'revoked')
  returning account.agency_id`;

/**
 * Every sign-in of this installation stands in the register, from the moment it exists. Answers how many were entered; the caller's
 * transaction leaves a leaf of its own.
 */
export async function enterUsers(tx: Tx, context: Context, only?: { personId: string }): Promise<number> {
  const personId = only?.personId ?? null;
  const linked = await rawQuery<{ agency_id: string }>(tx, LINK, [personId]);
  const newcomers = await rawQuery<NewcomerRow>(tx, NEWCOMERS, [vietnamDate(context.clock.now()), personId]);
  const touched = linked.map((row) => row.agency_id);
  for (const row of newcomers) {
    if (await enter(tx, context, row)) {
      touched.push(row.agency_id);
    }
  }
  for (const agencyId of [...new Set(touched)].sort()) {
    await record(tx, context, {
      action: 'accounts.entered',
      agencyId,
      objectKind: 'agency',
      objectId: agencyId,
      detail: { accounts: touched.filter((id) => id === agencyId).length },
    });
  }
  if (touched.length > 0) {
    await refreshDuplicates(tx, touched);
  }
  return touched.length;
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
