import type { Db, Tx } from '../../platform/db.ts';

export type EvidenceTables = {
  evidence_timestamp: {
    agency_id: string;
    document_id: string;
    manifest_sha256: string;
    token: Buffer;
    stamped_at: Date;
  };
};

export function evidenceTables(db: Db | Tx) {
  return db.withTables<EvidenceTables>();
}
