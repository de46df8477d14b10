import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';

/** One human being, also when two agencies keep an entry each: by the entry, or by the identity number where both have it. */
export async function areSamePerson(db: Db | Tx, one: string, other: string): Promise<boolean> {
  if (one === other) {
    return true;
  }
  const [row] = await rawQuery<{ same: boolean }>(
    db,
    `select exists (select 1 from org_person a join org_person b on a.identity_number = b.identity_number
       where a.id = $1 and b.id = $2 and a.identity_number <> '') as same`,
    [one, other],
  );
  return row?.same === true;
}

/** Whether one of the two acts for the other on the day by a delegation, in whichever direction. */
export async function isDelegatedBetween(db: Db | Tx, one: string, other: string, on: string): Promise<boolean> {
  const [row] = await rawQuery<{ found: boolean }>(
    db,
    `select exists (select 1 from org_delegation delegation
       join org_position giver on giver.id = delegation.from_position_id
       join org_position taker on taker.id = delegation.to_position_id
       where delegation.revoked_at is null and delegation.valid_from <= $3
         and (delegation.valid_to is null or delegation.valid_to >= $3)
         and ((giver.person_id = $1 and taker.person_id = $2) or (giver.person_id = $2 and taker.person_id = $1))) as found`,
    [one, other, on],
  );
  return row?.found === true;
}

export interface PossibleSecond {
  personId: string;
  agencyId: string;
}

/**
 * Who may be the second person of a change, nearest first: administrators and heads in the agencies named, else administrators of the
 * agencies above them, so that an office with one administrator is not locked.
 */
export async function listPossibleSeconds(
  db: Db | Tx,
  agencyIds: readonly string[],
  on: string,
): Promise<{ near: PossibleSecond[]; above: PossibleSecond[] }> {
  const rows = await rawQuery<PossibleSecond & { step: number }>(
    db,
    `with recursive above as (
       select id, parent_id, 0 as step from org_agency where id = any ($1::uuid[])
       union
       select agency.id, agency.parent_id, step + 1 from org_agency agency join above on agency.id = above.parent_id
       where step < 20
     ), nearest as (select id, min(step) as step from above group by id)
     select distinct position.person_id as "personId", position.agency_id as "agencyId", nearest.step
     from org_position position join nearest on nearest.id = position.agency_id
     join org_person person on person.id = position.person_id
     where position.valid_from <= $2 and (position.valid_to is null or position.valid_to >= $2)
       and (person.left_on is null or person.left_on > $2)
       and ('administrator' = any (position.roles) or (nearest.step = 0 and 'leader' = any (position.roles)))
     order by nearest.step, position.agency_id, position.person_id`,
    [agencyIds, on],
  );
  const plain = ({ personId, agencyId }: PossibleSecond): PossibleSecond => ({ personId, agencyId });
  return {
    near: rows.filter(({ step }) => step === 0).map(plain),
    above: rows.filter(({ step }) => step > 0).map(plain),
  };
}
