import type { Db, Tx } from '../../platform/db.ts';
import type { AuditTables } from './record.ts';

export interface ListedLeaf {
  at: Date;
  action: string;
  /** Lower-case hex. */
  leafHash: string;
}

/** The leaves about one object, oldest first: what happened and the hash of each, never who or from where. */
export async function listLeaves(
  db: Db | Tx,
  object: { agencyId: string; kinds: readonly string[]; id: string },
): Promise<ListedLeaf[]> {
  const rows = await db
    .withTables<AuditTables>()
    .selectFrom('audit_leaf')
    .select(['at', 'action', 'leaf_hash'])
    .where('agency_id', '=', object.agencyId)
    .where('object_kind', 'in', object.kinds)
    .where('object_id', '=', object.id)
    .orderBy('id')
    .execute();
  return rows.map(({ at, action, leaf_hash }) => ({ at, action, leafHash: leaf_hash.toString('hex') }));
}
