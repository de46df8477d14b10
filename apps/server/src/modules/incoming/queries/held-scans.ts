import type { Db, Tx } from '../../../platform/db.ts';
import { beyondOwnAgency } from '../../../platform/reach.ts';
import { incomingTables } from '../incoming.tables.ts';

/** Of these hashes, those that were put up by hand and belong to no document yet. */
export async function listHeldScans(db: Db | Tx, hashes: readonly string[]): Promise<Set<string>> {
  const rows =
    hashes.length === 0
      ? []
      : await beyondOwnAgency('bytes', () =>
          incomingTables(db).selectFrom('incoming_upload').select('sha256').where('sha256', 'in', hashes).execute(),
        );
  return new Set(rows.map((row) => row.sha256));
}
