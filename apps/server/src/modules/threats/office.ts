import type { Subject } from '../../platform/authorise.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { invalid } from '../../platform/errors.ts';
import { rawQuery } from '../../platform/sql.ts';

/*
 * The guiding office of an agency: the nearest committee of a district or province with an office here, itself or above; else
 * whatever stands highest here. A district of another name is another office and sees nothing of this one.
 */
const OFFICE = `
  with recursive above as (
    select id, parent_id, hosted, kind, tier, 0 as depth from org_agency where id = $1
    union all
    select agency.id, agency.parent_id, agency.hosted, agency.kind, agency.tier, above.depth + 1
    from org_agency agency join above on agency.id = above.parent_id
    where above.depth < 20
  )
  select id from above where hosted
  order by (kind = 'peoples_committee' and tier in ('district', 'province')) desc,
    case when kind = 'peoples_committee' and tier in ('district', 'province') then depth else -depth end
  limit 1`;

export async function findOfficeOf(db: Db | Tx, agencyId: string): Promise<string | undefined> {
  const [row] = await rawQuery<{ id: string }>(db, OFFICE, [agencyId]);
  return row?.id;
}

/** @throws AppError 422 `threats.no_office` */
export async function officeOf(db: Db | Tx, agencyId: string): Promise<string> {
  const id = await findOfficeOf(db, agencyId);
  if (id === undefined) {
    throw invalid(
      'threats.no_office',
      'Chưa xác định được cơ quan hướng dẫn phụ trách an toàn thư. Đề nghị quản trị kiểm tra cây cơ quan.',
    );
  }
  return id;
}

export interface MemberAgency {
  id: string;
  name: string;
  shortName: string;
}

// Below another guiding office everything is that one's.
const MEMBERS = `
  with recursive members as (
    select id from org_agency where id = $1
    union
    select child.id from org_agency child join members on child.parent_id = members.id
    where not (child.hosted and child.kind = 'peoples_committee' and child.tier in ('district', 'province'))
  )
  select agency.id, agency.name, agency.short_name as "shortName"
  from org_agency agency join members on members.id = agency.id
  where agency.hosted
  order by agency.sort_order, agency.name`;

/** The agencies the office looks after, itself among them, in the order of the directory. */
export async function membersOfOffice(db: Db | Tx, officeId: string): Promise<MemberAgency[]> {
  return rawQuery<MemberAgency>(db, MEMBERS, [officeId]);
}

const OFFICERS = `
  select distinct position.person_id as id
  from org_position position join org_person person on person.id = position.person_id
  where position.agency_id = $1 and position.roles && $2::text[]
    and position.valid_from <= $3 and (position.valid_to is null or position.valid_to >= $3)
    and (person.left_on is null or person.left_on > $3)`;

/** The security officers of the office today. */
export async function officersOf(db: Db | Tx, officeId: string, today: string): Promise<string[]> {
  const focal = await rawQuery<{ id: string }>(db, OFFICERS, [officeId, ['focal'], today]);
  const rows =
    focal.length > 0 ? focal : await rawQuery<{ id: string }>(db, OFFICERS, [officeId, ['administrator'], today]);
  return rows.map((row) => row.id);
}

const HEADS = `
  select distinct position.person_id as id
  from org_position position join org_person person on person.id = position.person_id
  where position.agency_id = $1 and position.valid_from <= $3 and (position.valid_to is null or position.valid_to >= $3)
    and (person.left_on is null or person.left_on > $3)
    and ('leader' = any(position.roles) and position.rank = 'agency_head'
      or 'unit_head' = any(position.roles) and position.unit_id = $2)`;

/** Who answers for a person: the head of the unit and of the agency. */
export async function headsOf(db: Db | Tx, subject: Subject, today: string): Promise<string[]> {
  const rows = await rawQuery<{ id: string }>(db, HEADS, [subject.agencyId, subject.unitId, today]);
  return rows.map((row) => row.id);
}
