import type { Db, Tx } from '../../../platform/db.ts';
import { sameCode } from '../envelope/read-facts.ts';
import { interchangeTables, type OriginRow } from '../interchange.tables.ts';

/** Where an incoming document came from; undefined when it came by hand. */
export async function findOrigin(db: Db | Tx, agencyId: string, documentId: string): Promise<OriginRow | undefined> {
  return interchangeTables(db)
    .selectFrom('interchange_origin')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('document_id', '=', documentId)
    .executeTakeFirst();
}

/** How a message names an earlier letter of its sender. */
export interface EarlierLetter {
  agencyId: string;
  senderAgencyId?: string | null;
  senderCode: string;
  documentId?: string | undefined;
  numberSymbol?: string | undefined;
  issuedOn?: string | undefined;
}

function isOfSender(origin: OriginRow, letter: EarlierLetter): boolean {
  const sameBody = letter.senderAgencyId !== undefined && letter.senderAgencyId !== null;
  return sameBody ? origin.sender_agency_id === letter.senderAgencyId : sameCode(origin.sender_code, letter.senderCode);
}

/**
 * The incoming document that an earlier letter of this very sender became: by DocumentId, or by number, symbol and date where the
 * sender left that out. Never a letter of anybody else, whatever the message says (spec interchange §2.5).
 */
export async function findByEnvelope(db: Db | Tx, letter: EarlierLetter): Promise<string | undefined> {
  const documentId = letter.documentId?.trim() ?? '';
  const numberSymbol = letter.numberSymbol?.trim() ?? '';
  if (documentId === '' && numberSymbol === '') {
    return undefined;
  }
  let query = interchangeTables(db)
    .selectFrom('interchange_origin')
    .selectAll()
    .where('agency_id', '=', letter.agencyId)
    .orderBy('document_id');
  if (documentId !== '') {
    query = query.where('envelope_document_id', '=', documentId);
  } else {
    query = query.where('number_symbol', '=', numberSymbol);
    if (letter.issuedOn !== undefined) {
      query = query.where('issued_on', '=', letter.issuedOn);
    }
  }
  return (await query.execute()).findLast((origin) => isOfSender(origin, letter))?.document_id;
}
