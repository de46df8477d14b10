import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

export interface Head {
  agencyId: string;
  personId: string;
  fullName: string;
  title: string;
}

/** Who answers for the agency on the day: its head, else whoever stands in for the head. */
export async function headsOf(db: Db | Tx, agencyIds: readonly string[], on: string): Promise<Map<string, Head>> {
  const rows = await rawQuery<Head>(
    db,
    `select distinct on (position.agency_id) position.agency_id as "agencyId", person.id as "personId",
       person.full_name as "fullName", position.title
     from org_position position join org_person person on person.id = position.person_id
     where position.agency_id = any($1::uuid[]) and position.valid_from <= $2 and (position.valid_to is null or position.valid_to >= $2)
       and (position.rank in ('agency_head', 'agency_deputy') or 'leader' = any(position.roles))
     order by position.agency_id,
       case position.rank when 'agency_head' then 0 when 'agency_deputy' then 1 else 2 end, position.sort_order, person.sort_name`,
    [agencyIds, on],
  );
  return new Map(rows.map((row) => [row.agencyId, row]));
}
