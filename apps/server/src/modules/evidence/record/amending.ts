import type { EvidenceRecord } from '@congvu/evidence';
import { getDocument, listRelations, type RelationKind } from '#modules/documents';
import { type ExchangedMessage, exchangeRecord } from '#modules/interchange';
import type { Tx } from '../../../platform/db.ts';
import type { DocumentKey } from './load-parts.ts';

/** A letter of the same issuer that recalls, updates or replaces this one. */
export interface Amending {
  reference: EvidenceRecord['document']['amendedBy'][number];
  /** What came about it: an answer to the amended letter may name this one (interchange §5). */
  statuses: ExchangedMessage[];
}

const AMENDS: readonly RelationKind[] = ['recalls', 'updates', 'replaces'];

/** In the order in which they were written. */
export async function loadAmending(tx: Tx, { agencyId, documentId }: DocumentKey): Promise<Amending[]> {
  const relations = await listRelations(tx, agencyId, documentId);
  const ids = relations
    .filter(({ kind, relatedId }) => AMENDS.includes(kind) && relatedId === documentId)
    .map((relation) => relation.documentId);
  const found: Amending[] = [];
  for (const id of [...new Set(ids)].sort()) {
    const document = await getDocument(tx, agencyId, id);
    const { messages, origin } = await exchangeRecord(tx, agencyId, id);
    const letter = messages.find(({ kind }) => kind === 'document');
    found.push({
      reference: {
        documentId: origin?.envelope_document_id ?? letter?.envelopeDocumentId ?? '',
        numberSymbol: origin?.number_symbol ?? document.number_symbol,
        issuedOn: origin?.issued_on ?? document.issued_on ?? '',
      },
      statuses: messages.filter(({ kind, direction }) => kind === 'status' && direction === 'received'),
    });
  }
  return found;
}
