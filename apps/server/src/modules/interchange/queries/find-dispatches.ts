import type { EdxmlDocumentRef } from '@congvu/edxml';
import type { Db, Tx } from '../../../platform/db.ts';
import { listReportable } from '../dispatch.store.ts';
import type { DispatchRow } from '../interchange.tables.ts';

/** The dispatches of a letter of ours as a status names it: by DocumentId, or by number, symbol and date where that is missing. */
export async function findDispatches(db: Db | Tx, agencyId: string, named: EdxmlDocumentRef): Promise<DispatchRow[]> {
  const documentId = named.documentId?.trim() ?? '';
  const numberSymbol = named.numberSymbol?.trim() ?? '';
  const rows = await listReportable(db, agencyId, {
    documentIds: documentId === '' ? [] : [documentId],
    numberSymbols: documentId !== '' || numberSymbol === '' ? [] : [numberSymbol],
  });
  return rows.filter(
    (row) =>
      documentId !== '' || named.issuedOn === undefined || named.issuedOn === '' || row.issued_on === named.issuedOn,
  );
}
