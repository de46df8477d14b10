import type { Db, Tx } from '../../../platform/db.ts';
import { entryTables } from './entries.tables.ts';

/** The official mailboxes the register knows for a certificate, by the certificate itself; a certificate need not name one. */
export async function mailOfCertificate(db: Db | Tx, sha256: string): Promise<string[]> {
  const rows = await entryTables(db)
    .selectFrom('certificate_entry')
    .select('email')
    .distinct()
    .where('leaf_sha256', '=', sha256)
    .where('email', '<>', '')
    .execute();
  return rows.map(({ email }) => email);
}
