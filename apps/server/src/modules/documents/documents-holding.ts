import type { Db, Tx } from '../../platform/db.ts';
import { type DocumentTables, documentTables } from './documents.tables.ts';

/** Documents of the agency that hold one of these files, by file. */
export async function documentsHolding(
  db: Db | Tx,
  agencyId: string,
  fileIds: readonly string[],
): Promise<Map<string, Pick<DocumentTables['document'], 'id' | 'direction' | 'number_symbol'>>> {
  const rows = await documentTables(db)
    .selectFrom('document_file')
    .innerJoin('document', (join) =>
      join
        .onRef('document.agency_id', '=', 'document_file.agency_id')
        .onRef('document.id', '=', 'document_file.document_id'),
    )
    .select(['document_file.file_id', 'document.id', 'document.direction', 'document.number_symbol'])
    .where('document_file.agency_id', '=', agencyId)
    .where('document_file.file_id', 'in', [...fileIds])
    .orderBy('document.id')
    .execute();
  return new Map(rows.map(({ file_id, ...document }) => [file_id, document]));
}
