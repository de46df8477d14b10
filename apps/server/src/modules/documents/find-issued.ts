import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';

export interface FoundDocument {
  numberSymbol: string;
  /** What gave it away: the bytes of one of its files, or its number and symbol. */
  by: 'file' | 'symbol';
}

/** Documents of the agency with a number and symbol that hold one of these bytes, or are called so. */
export async function findNumbered(
  db: Db | Tx,
  agencyId: string,
  wanted: { sha256s: readonly string[]; numberSymbols: readonly string[] },
): Promise<FoundDocument[]> {
  return rawQuery<FoundDocument>(
    db,
    `select document.number_symbol as "numberSymbol", 'file' as by from file
     join document_file link on link.agency_id = file.agency_id and link.file_id = file.id
     join document on document.agency_id = link.agency_id and document.id = link.document_id and document.number_symbol <> ''
     where file.agency_id = $1 and file.sha256 = any ($2::text[])
     union
     select number_symbol, 'symbol' from document where agency_id = $1 and number_symbol = any ($3::text[]) and number_symbol <> ''
     limit 20`,
    [agencyId, wanted.sha256s, wanted.numberSymbols],
  );
}
