import type { Services } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { beyondOwnAgency } from '../../platform/reach.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { FileTables } from './files.store.ts';

/** Takes the rows away, and the words of their pages when nobody else holds the same bytes; the bytes are the caller's to erase. */
export async function removeFiles(tx: Tx, agencyId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) {
    return;
  }
  const gone = await tx
    .withTables<FileTables>()
    .deleteFrom('file')
    .where('agency_id', '=', agencyId)
    .where('id', 'in', ids)
    .returning('sha256')
    .execute();
  const hashes = gone.map((row) => row.sha256);
  const used = await listHeldBytes(tx, hashes);
  await rawQuery(tx, 'delete from file_text where sha256 = any($1::text[])', [
    hashes.filter((sha256) => !used.has(sha256)),
  ]);
}

/** Of these hashes, those that are a file of somebody. */
export async function listHeldBytes(db: Db | Tx, hashes: readonly string[]): Promise<Set<string>> {
  const rows = await beyondOwnAgency('bytes', () =>
    rawQuery<{ sha256: string }>(db, 'select distinct sha256 from file where sha256 = any($1::text[])', [hashes]),
  );
  return new Set(rows.map((row) => row.sha256));
}

/** Takes back bytes that were refused after they were stored; those that belong to a file of anybody stay. */
export async function discardBlob(services: Services, sha256: string): Promise<void> {
  if (!(await listHeldBytes(services.db, [sha256])).has(sha256)) {
    await services.blobs.delete(sha256);
  }
}
