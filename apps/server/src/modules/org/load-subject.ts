import type { Role, Subject } from '../../platform/authorise.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';

interface SubjectRow {
  positionId: string;
  personId: string;
  agencyId: string;
  unitId: string;
  unitIds: string[];
  roles: string[];
  displayName: string;
  title: string;
}

// One statement, since every request asks it: the post in office, and the units below when the post heads something. Who only
// administers or audits has no part in the work of the unit where the desk stands: system administrators read no documents (QCVN
// 12:2026 3.7.2.9, separation of duties).
const SUBJECT = `
  select position.id as "positionId", position.person_id as "personId", position.agency_id as "agencyId",
    position.unit_id as "unitId", position.roles, person.full_name as "displayName", position.title,
    case when position.roles <> '{}' and position.roles <@ array['administrator', 'auditor'] then '{}'::uuid[]
      when position.rank = 'staff' then array[position.unit_id] else array(
      with recursive below as (
        select position.unit_id as id
        union
        select unit.id from org_unit unit join below on unit.parent_id = below.id
        where unit.agency_id = position.agency_id and unit.valid_from <= $2 and (unit.valid_to is null or unit.valid_to >= $2)
      ) select id from below
    ) end as "unitIds"
  from org_position position
  join org_person person on person.id = position.person_id
  join org_agency agency on agency.id = position.agency_id
  where position.valid_from <= $2 and (position.valid_to is null or position.valid_to >= $2)
    and (person.left_on is null or person.left_on > $2) and (agency.valid_to is null or agency.valid_to >= $2)`;

function subjectOf(row: SubjectRow, userId: string): Subject {
  return {
    userId,
    ...row,
    roles: row.roles as Role[], // checked on import and by the administrator's form
  };
}

/** Builds the acting subject from a position in office on the day; undefined when the term, the person's service or the agency is over. */
export async function loadSubject(
  db: Db | Tx,
  user: { userId: string; positionId: string },
  on: string,
): Promise<Subject | undefined> {
  const [row] = await rawQuery<SubjectRow>(db, `${SUBJECT} and position.id = $1`, [user.positionId, on]);
  return row === undefined ? undefined : subjectOf(row, user.userId);
}

/**
 * Everybody in office in the agency on the day, as the rules would see him: to say who may, not to act. Nobody is signed in, so there
 * is no user; rules look at the person and the post.
 */
export async function listSubjects(db: Db | Tx, agencyId: string, on: string): Promise<Subject[]> {
  const rows = await rawQuery<SubjectRow>(db, `${SUBJECT} and position.agency_id = $1`, [agencyId, on]);
  return rows.map((row) => subjectOf(row, ''));
}
