import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';

/**
 * The agency and every body whose work it goes on with: merged into it, split into it, dissolved in its favour, at any distance, by
 * the events in force on the day. The agency itself comes first.
 */
export async function listLineage(db: Db | Tx, agencyId: string, today: string): Promise<string[]> {
  const rows = await rawQuery<{ id: string }>(
    db,
    `with recursive lineage(id, depth) as (
       select $1::uuid, 0
       union
       select event.agency_id, lineage.depth + 1 from org_agency_event event
       join lineage on event.successor_id = lineage.id
       where event.kind in ('merge', 'split', 'dissolve') and event.effective_on <= $2 and lineage.depth < 20
     ) select id from lineage group by id order by min(depth), id`,
    [agencyId, today],
  );
  return rows.map((row) => row.id);
}
