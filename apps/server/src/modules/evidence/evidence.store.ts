import type { Db, Tx } from '../../platform/db.ts';
import { evidenceTables } from './evidence.tables.ts';

export interface TimestampKey {
  agencyId: string;
  documentId: string;
  manifestSha256: string;
}

export async function findTimestamp(db: Db | Tx, key: TimestampKey): Promise<Buffer | undefined> {
  const row = await evidenceTables(db)
    .selectFrom('evidence_timestamp')
    .select('token')
    .where('agency_id', '=', key.agencyId)
    .where('document_id', '=', key.documentId)
    .where('manifest_sha256', '=', key.manifestSha256)
    .executeTakeFirst();
  return row?.token;
}

/** The newest state of the record has the token; of two downloads at once the first one's stays. */
export async function keepTimestamp(tx: Tx, key: TimestampKey, stamp: { token: Uint8Array; at: Date }): Promise<void> {
  const kept = { manifest_sha256: key.manifestSha256, token: Buffer.from(stamp.token), stamped_at: stamp.at };
  await evidenceTables(tx)
    .insertInto('evidence_timestamp')
    .values({ agency_id: key.agencyId, document_id: key.documentId, ...kept })
    .onConflict((clash) =>
      clash
        .columns(['agency_id', 'document_id'])
        .doUpdateSet(kept)
        .where('evidence_timestamp.manifest_sha256', '!=', key.manifestSha256),
    )
    .execute();
}
