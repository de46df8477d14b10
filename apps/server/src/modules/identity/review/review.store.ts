import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { type IdentityTables, identityTables } from '../identity.tables.ts';

export type Review = IdentityTables['identity_review'];

const SHOWN = 12;

/** Newest first. */
export async function listReviews(db: Db | Tx, agencyId: string): Promise<Review[]> {
  return identityTables(db)
    .selectFrom('identity_review')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .orderBy('seen_until', 'desc')
    .limit(SHOWN)
    .execute();
}

export async function insertReview(tx: Tx, review: Review): Promise<void> {
  await identityTables(tx).insertInto('identity_review').values(review).execute();
}

export interface AccountLine {
  userId: string;
  fullName: string;
  userName: string;
  leftOn: string | null;
  title: string | null;
  unitName: string | null;
  roles: string[];
  state: 'invited' | 'active' | 'locked' | 'disabled';
  secondFactor: boolean;
  createdAt: Date;
  lastUsedAt: Date | null;
  disabledAt: Date | null;
  disabledReason: string | null;
}

// $1 agency, $2 now, $3 today. Those never used, then those used longest ago; shut ones last.
const ACCOUNTS = `
  select account.id as "userId", person.full_name as "fullName", account.user_name as "userName", person.left_on as "leftOn",
    post.title, post.unit_name as "unitName", coalesce(post.roles, '{}') as roles,
    (case when account.disabled_at is not null then 'disabled'
      when account.password_hash is null then 'invited'
      when account.locked_until > $2 then 'locked' else 'active' end) as state,
    (account.totp_enabled_at is not null or account.passkey_count > 0 or account.certificate_since is not null) as "secondFactor",
    account.created_at as "createdAt", used.at as "lastUsedAt", account.disabled_at as "disabledAt",
    account.disabled_reason as "disabledReason"
  from identity_user account
  join org_person person on person.id = account.person_id
  cross join lateral (select greatest(account.last_sign_in_at, (select max(session.last_seen_at) from identity_session session
    where session.agency_id = account.agency_id and session.user_id = account.id)) as at) used
  left join lateral (
    select (array_agg(position.title order by position.sort_order, position.id))[1] as title,
      (array_agg(unit.name order by position.sort_order, position.id))[1] as unit_name,
      (select array_agg(distinct role order by role) from org_position held cross join unnest(held.roles) role
       where held.person_id = person.id and held.valid_from <= $3 and (held.valid_to is null or held.valid_to >= $3)) as roles
    from org_position position
    join org_unit unit on unit.agency_id = position.agency_id and unit.id = position.unit_id
    where position.person_id = person.id and position.valid_from <= $3 and (position.valid_to is null or position.valid_to >= $3)
  ) post on true
  where account.agency_id = $1
  order by account.disabled_at is not null, used.at nulls first, person.sort_name, account.id`;

export async function listAccountLines(
  db: Db | Tx,
  agencyId: string,
  day: { now: Date; today: string },
): Promise<AccountLine[]> {
  return rawQuery<AccountLine>(db, ACCOUNTS, [agencyId, day.now, day.today]);
}

/** The agency and those above it: whoever administers one of them may have changed a right here. */
export async function listAgenciesAbove(db: Db | Tx, agencyId: string): Promise<string[]> {
  const rows = await rawQuery<{ id: string }>(
    db,
    `with recursive up as (
       select id, parent_id from org_agency where id = $1
       union
       select above.id, above.parent_id from org_agency above join up on above.id = up.parent_id
     ) select id from up`,
    [agencyId],
  );
  return rows.map((row) => row.id);
}

interface Touched {
  kind: string;
  id: string;
  agencyId: string;
  name: string;
}

/** Whose right it was: the person behind a post, an account, a delegation. */
export async function findTouched(
  db: Db | Tx,
  objects: readonly { objectKind: string; objectId: string }[],
): Promise<Touched[]> {
  const idsOf = (kind: string) =>
    objects.filter((object) => object.objectKind === kind).map(({ objectId }) => objectId);
  return rawQuery<Touched>(
    db,
    `select 'position' as kind, position.id, position.agency_id as "agencyId", person.full_name as name
       from org_position position join org_person person on person.id = position.person_id where position.id = any($1::uuid[])
     union all
     select 'person', id, agency_id, full_name from org_person where id = any($2::uuid[])
     union all
     select 'user', account.id, account.agency_id, person.full_name
       from identity_user account join org_person person on person.id = account.person_id where account.id = any($3::uuid[])
     union all
     select 'delegation', delegation.id, delegation.agency_id, person.full_name
       from org_delegation delegation
       join org_position position on position.id = delegation.to_position_id
       join org_person person on person.id = position.person_id where delegation.id = any($4::uuid[])`,
    [idsOf('position'), idsOf('person'), idsOf('user'), idsOf('delegation')],
  );
}
