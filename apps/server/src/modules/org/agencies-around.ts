import type { RecipientGroup } from '@congvu/contracts';
import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import { groupOf, RECIPIENT_GROUP_NAMES, RECIPIENT_GROUP_ORDER } from './recipient-groups.ts';

/** An agency from which another may ask for lists, with the names of the day. */
export interface AgencyAround {
  agencyId: string;
  name: string;
  shortName: string;
  /** Folded names and codes. */
  searchName: string;
  groupKey: RecipientGroup['key'];
  groupName: string;
  /** Place of the group among the groups. */
  groupOrder: number;
  sortOrder: number;
  /** Lies below the asking agency in the tree. */
  below: boolean;
}

interface AroundRow extends Omit<AgencyAround, 'groupKey' | 'groupName' | 'groupOrder'> {
  group: string | null;
  tier: string;
}

// The asking agency, everything below it and everything below its own parent: a department of the committee collects from the others.
const AROUND = `
  with recursive me as (select id, coalesce(parent_id, id) as root from org_agency where id = $1),
  around as (
    select root as id, false as below from me
    union all
    select child.id, parent.below or parent.id = me.id
    from org_agency child join around parent on child.parent_id = parent.id cross join me
  )
  select agency.id as "agencyId", agency.name, agency.short_name as "shortName", agency.search_name as "searchName",
    agency.recipient_group as "group", agency.tier, agency.sort_order as "sortOrder", around.below
  from around join org_agency agency on agency.id = around.id cross join me
  where (agency.id <> me.root or agency.id = me.id) and agency.hosted and agency.valid_from <= $2 and (agency.valid_to is null or agency.valid_to >= $2)
  order by agency.sort_order, agency.name`;

/** Agencies with an office in this installation around the asking one, itself among them, in the order of the directory. */
export async function listAgenciesAround(db: Db | Tx, agencyId: string, on: string): Promise<AgencyAround[]> {
  const rows = await rawQuery<AroundRow>(db, AROUND, [agencyId, on]);
  return rows.map(({ group, tier, ...row }) => {
    const groupKey = groupOf({ group, tier });
    return {
      ...row,
      groupKey,
      groupName: RECIPIENT_GROUP_NAMES[groupKey],
      groupOrder: RECIPIENT_GROUP_ORDER.indexOf(groupKey),
    };
  });
}

export interface Officer {
  agencyId: string;
  personId: string;
  fullName: string;
  title: string;
  /** `head`: who answers for the agency; of several the highest in rank comes first. */
  office: 'head' | 'clerk';
}

const OFFICERS = `
  select position.agency_id as "agencyId", position.person_id as "personId", person.full_name as "fullName", position.title,
    case when 'leader' = any(position.roles) then 'head' else 'clerk' end as office
  from org_position position join org_person person on person.id = position.person_id
  where position.agency_id = any($1::uuid[]) and position.roles && array['leader', 'clerk']
    and position.valid_from <= $2 and (position.valid_to is null or position.valid_to >= $2)
    and (person.left_on is null or person.left_on > $2)
  order by position.agency_id, case position.rank when 'agency_head' then 0 else 1 end, position.sort_order, position.id`;

/** Heads and clerks in office on the day, of many agencies at once. */
export async function listOfficers(db: Db | Tx, agencyIds: readonly string[], on: string): Promise<Officer[]> {
  return agencyIds.length === 0 ? [] : rawQuery<Officer>(db, OFFICERS, [[...agencyIds], on]);
}
