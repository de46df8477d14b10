import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

/** Parts of work still in this person's hands, in the home agency and wherever else a post was held. */
export async function countOpenParts(db: Db | Tx, person: { agencyId: string; personId: string }): Promise<number> {
  const [row] = await rawQuery<{ open: number }>(
    db,
    `select count(*) as open from task_assignment
     where person_id = $2 and box = 'open' and agency_id in (
       select $1::uuid union select agency_id from org_position where person_id = $2)`,
    [person.agencyId, person.personId],
  );
  return row?.open ?? 0;
}
