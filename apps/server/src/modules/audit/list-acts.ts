import type { Db, Tx } from '../../platform/db.ts';
import type { AuditTables } from './record.ts';

export interface Act {
  agencyId: string;
  at: Date;
  action: string;
  objectKind: string;
  objectId: string;
  by: string;
  detail: Record<string, unknown>;
}

/** What happened in these agencies by name of the act, after one moment and up to another, oldest first; at most so many. */
export async function listActs(
  db: Db | Tx,
  given: { agencyIds: readonly string[]; actions: readonly string[]; after: Date; until: Date; limit: number },
): Promise<Act[]> {
  const rows = await db
    .withTables<AuditTables>()
    .selectFrom('audit_leaf')
    .select(['agency_id', 'at', 'action', 'object_kind', 'object_id', 'actor_name', 'detail'])
    .where('agency_id', 'in', given.agencyIds)
    .where('action', 'in', given.actions)
    .where('at', '>', given.after)
    .where('at', '<=', given.until)
    .orderBy('at')
    .orderBy('id')
    .limit(given.limit)
    .execute();
  return rows.map((row) => ({
    agencyId: row.agency_id,
    at: row.at,
    action: row.action,
    objectKind: row.object_kind,
    objectId: row.object_id,
    by: row.actor_name,
    // The column is JSON text for writers and an object for readers.
    detail: row.detail as unknown as Record<string, unknown>,
  }));
}
