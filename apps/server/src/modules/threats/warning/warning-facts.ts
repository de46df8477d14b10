import { getAgency } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { findRetraction } from '../threats.store.ts';
import type { ClusterRow } from '../threats.tables.ts';
import type { WarningFacts } from './words.ts';

export async function warningFacts(db: Db | Tx, context: ActingContext, row: ClusterRow): Promise<WarningFacts> {
  const key = { agencyId: row.agency_id, id: row.id };
  const [entered] = await rawQuery<{ n: number }>(
    db,
    'select count(*)::int as n from threat_incident where agency_id = $1 and cluster_id = $2',
    [key.agencyId, key.id],
  );
  const retraction = await findRetraction(db, key);
  return {
    cluster: row,
    boxes: row.boxes,
    entered: entered?.n ?? 0,
    retracted: retraction !== undefined && retraction.state === 'done',
    officeName: (await getAgency(db, row.agency_id)).name,
    today: vietnamDate(context.clock.now()),
  };
}

const PEOPLE = `
  select distinct on (position.person_id) position.person_id as id, position.agency_id as "agencyId"
  from org_position position join org_person person on person.id = position.person_id
  where position.agency_id = any($1::uuid[]) and position.valid_from <= $2
    and (position.valid_to is null or position.valid_to >= $2) and (person.left_on is null or person.left_on > $2)
  order by position.person_id, person.agency_id = position.agency_id desc, position.id`;

/** Everybody in office in these agencies, each once, with the agency whose own he is. */
export async function peopleOf(
  db: Db | Tx,
  agencyIds: readonly string[],
  today: string,
): Promise<{ id: string; agencyId: string }[]> {
  return rawQuery(db, PEOPLE, [agencyIds, today]);
}
