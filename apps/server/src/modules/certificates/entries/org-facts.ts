import type { Subject } from '../../../platform/authorise.ts';
import { hasRole } from '../../../platform/authorise.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

/** The agency of parameter $1 and all below it. */
const REACH = `
  reach as (
    select id from org_agency where id = $1
    union
    select below.id from org_agency below join reach on below.parent_id = reach.id
  )`;

/**
 * Whose things a reader of the register sees: the guiding office and the administrator everything at and below their agency (they
 * answer for the certificates of the whole tree, letter §2), the others their own agency.
 */
export function scopeSql(subject: Subject): string {
  return hasRole(subject, 'focal', 'administrator')
    ? `recursive ${REACH}, scope as (select id from reach)`
    : 'scope as (select id from org_agency where id = $1)';
}

export async function isInScope(db: Db | Tx, subject: Subject, agencyId: string): Promise<boolean> {
  if (agencyId === subject.agencyId) {
    return true;
  }
  const [row] = await rawQuery<{ seen: boolean }>(
    db,
    `with ${scopeSql(subject)} select exists (select 1 from scope where id = $2) as seen`,
    [subject.agencyId, agencyId],
  );
  return row?.seen === true;
}

export interface ScopeAgency {
  id: string;
  name: string;
  shortName: string;
}

export async function listScope(db: Db | Tx, subject: Subject): Promise<ScopeAgency[]> {
  return rawQuery<ScopeAgency>(
    db,
    `with ${scopeSql(subject)} select agency.id, agency.name, agency.short_name as "shortName"
     from org_agency agency join scope on scope.id = agency.id order by agency.sort_order, agency.name`,
    [subject.agencyId],
  );
}

export interface PersonFacts {
  id: string;
  agencyId: string;
  fullName: string;
  email: string;
  phone: string;
  identityNumber: string;
  unitName: string;
  inOffice: boolean;
}

const PEOPLE = `
  select person.id, person.agency_id as "agencyId", person.full_name as "fullName", person.email, person.phone,
    person.identity_number as "identityNumber", coalesce(post.unit_name, '') as "unitName",
    post.unit_name is not null and (person.left_on is null or person.left_on > $2) as "inOffice"
  from org_person person
  left join lateral (
    select unit.name as unit_name from org_position position
    join org_unit unit on unit.agency_id = position.agency_id and unit.id = position.unit_id
    where position.person_id = person.id and position.valid_from <= $2 and (position.valid_to is null or position.valid_to >= $2)
    order by position.agency_id <> person.agency_id, position.sort_order, position.id limit 1
  ) post on true`;

/** By id, as they are known on the day. */
export async function loadPeople(
  db: Db | Tx,
  ids: readonly string[],
  today: string,
): Promise<Map<string, PersonFacts>> {
  const rows =
    ids.length === 0
      ? []
      : await rawQuery<PersonFacts>(db, `${PEOPLE} where person.id = any($1::uuid[])`, [ids, today]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Everybody of these agencies, for matching names. */
export async function listPeopleOf(db: Db | Tx, agencyIds: readonly string[], today: string): Promise<PersonFacts[]> {
  return agencyIds.length === 0
    ? []
    : rawQuery<PersonFacts>(db, `${PEOPLE} where person.agency_id = any($1::uuid[])`, [agencyIds, today]);
}

export interface Keeper {
  agencyId: string;
  agencyEmail: string;
  personId: string | null;
  fullName: string;
}

/** The clerk of each agency: who keeps the organisation's device and seal (Decree 30/2020 Art. 32). */
export async function loadKeepers(
  db: Db | Tx,
  agencyIds: readonly string[],
  today: string,
): Promise<Map<string, Keeper>> {
  const rows =
    agencyIds.length === 0
      ? []
      : await rawQuery<Keeper>(
          db,
          `select agency.id as "agencyId", agency.email as "agencyEmail", clerk.id as "personId",
             coalesce(clerk.full_name, '') as "fullName"
           from org_agency agency
           left join lateral (
             select person.id, person.full_name from org_position position join org_person person on person.id = position.person_id
             where position.agency_id = agency.id and 'clerk' = any(position.roles)
               and position.valid_from <= $2 and (position.valid_to is null or position.valid_to >= $2)
             order by position.sort_order, position.id limit 1
           ) clerk on true
           where agency.id = any($1::uuid[])`,
          [agencyIds, today],
        );
  return new Map(rows.map((row) => [row.agencyId, row]));
}
