import type { Db, Tx } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';
import { type CertificateEntryRow, entryTables } from './entries.tables.ts';

export function entryNotFound(): Error {
  return notFound(
    'certificates.entry_not_found',
    'Không tìm thấy chứng thư số này trong sổ. Tải lại sổ chứng thư số rồi tìm theo số hiệu.',
  );
}

/** @throws AppError 404 `certificates.entry_not_found` */
export async function getEntry(db: Db | Tx, agencyId: string, id: string): Promise<CertificateEntryRow> {
  const row = await entryTables(db)
    .selectFrom('certificate_entry')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) {
    throw entryNotFound();
  }
  return row;
}
