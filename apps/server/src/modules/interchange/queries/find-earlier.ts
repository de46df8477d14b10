import type { Db, Tx } from '../../../platform/db.ts';
import { interchangeTables, type OriginRow } from '../interchange.tables.ts';
import { bodyKey } from '../known-bodies.ts';

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

/** The newest that this very body sent, under whichever of its codes: by the same key that recognises repetitions. */
async function findOfSender(
  db: Db | Tx,
  letter: EarlierLetter,
  origins: readonly OriginRow[],
): Promise<string | undefined> {
  const sender = await bodyKey(db, { agencyId: letter.senderAgencyId ?? null, code: letter.senderCode });
  for (const origin of origins.toReversed()) {
    const own = await bodyKey(db, { agencyId: origin.sender_agency_id, code: origin.sender_code });
    if (own === sender) {
      return origin.document_id;
    }
  }
  return undefined;
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
  return findOfSender(db, letter, await query.execute());
}
