import { listPositionsOfPerson } from '#modules/org';
import { vietnamDate } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import { hasSecondFactor, type User } from './identity.tables.ts';
import type { PasswordOwner } from './passwords/password-rule.ts';

export interface AccountPerson {
  id: string;
  agencyId: string;
  agencyName: string;
  fullName: string;
  leftOn: string | null;
}

/** The agency of the administrator and all below it (parameter $1): how far his rights reach. */
export const REACH = `
  reach as (
    select id from org_agency where id = $1
    union
    select below.id from org_agency below join reach on below.parent_id = reach.id
  )`;

export async function findPerson(db: Db | Tx, personId: string): Promise<AccountPerson | undefined> {
  const [row] = await rawQuery<AccountPerson>(
    db,
    `select person.id, person.agency_id as "agencyId", agency.name as "agencyName", person.full_name as "fullName",
       person.left_on as "leftOn"
     from org_person person join org_agency agency on agency.id = person.agency_id where person.id = $1`,
    [personId],
  );
  return row;
}

/** True when the agency is the administrator's own or stands below it. */
export async function isWithinReach(db: Db | Tx, ownAgencyId: string, agencyId: string): Promise<boolean> {
  const [row] = await rawQuery<{ within: boolean }>(
    db,
    `with recursive ${REACH} select exists (select 1 from reach where id = $2) as within`,
    [ownAgencyId, agencyId],
  );
  return row?.within === true;
}

/** What the password rule looks at: an administrator in any post counts as one in all of them. */
export async function passwordOwnerOf(db: Db | Tx, user: User, now: Date): Promise<PasswordOwner> {
  const [person, positions] = await Promise.all([
    findPerson(db, user.person_id),
    listPositionsOfPerson(db, user.person_id, vietnamDate(now)),
  ]);
  return {
    userName: user.user_name,
    fullName: person?.fullName ?? '',
    agencyName: person?.agencyName ?? '',
    hasSecondFactor: hasSecondFactor(user),
    isAdministrator: positions.some((position) => position.roles.includes('administrator')),
  };
}
