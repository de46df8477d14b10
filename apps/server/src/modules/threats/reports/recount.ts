import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { Key } from '../threats.store.ts';

/** People who say something of the cluster and have not taken it back. */
export async function recountReporters(tx: Tx, key: Key): Promise<number> {
  const [row] = await rawQuery<{ reporters: number }>(
    tx,
    `update threat_cluster set reporters = (
       select count(distinct reporter_person_id)::int from threat_report
       where agency_id = $1 and cluster_id = $2 and withdrawn_at is null
     ) where agency_id = $1 and id = $2 returning reporters`,
    [key.agencyId, key.id],
  );
  return row?.reporters ?? 0;
}
