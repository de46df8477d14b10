import type { AmendmentLink } from '@congvu/contracts';
import { type DocumentRow, getDocument, listRelations } from '#modules/documents';
import type { Db } from '../../../platform/db.ts';
import { type AmendingRelation, isAmending } from '../amending-relations.ts';
import { incomingLink, outgoingLink } from '../amendments.notices.ts';
import { nameWithDay } from '../amendments.words.ts';

type LinkKind = AmendmentLink['kind'];

const FROM_HERE: Record<AmendingRelation, { kind: LinkKind; label: string }> = {
  recalls: { kind: 'recalls', label: 'Thu hồi' },
  replaces: { kind: 'replaces', label: 'Thay thế cho' },
  corrects: { kind: 'corrects', label: 'Đính chính cho' },
  updates: { kind: 'updates', label: 'Bản cập nhật của' },
};

const TO_HERE: Record<AmendingRelation, { kind: LinkKind; label: string }> = {
  recalls: { kind: 'recalled_by', label: 'Bị thu hồi bởi' },
  replaces: { kind: 'replaced_by', label: 'Được thay thế bởi' },
  corrects: { kind: 'corrected_by', label: 'Được đính chính bởi' },
  updates: { kind: 'updated_by', label: 'Có bản cập nhật' },
};

export function nameOfDocument(document: Pick<DocumentRow, 'type_name' | 'number_symbol' | 'issued_on'>): string {
  const name = [document.type_name, document.number_symbol].filter((part) => part !== '').join(' ');
  return nameWithDay({ name, issuedOn: document.issued_on });
}

function linkOf(document: DocumentRow): string {
  return document.direction === 'incoming' ? incomingLink(document.id) : outgoingLink(document.id);
}

/** What this document amends, and what amends it; a letter that is still written is not there yet. */
export async function viewLinks(db: Db, agencyId: string, documentId: string): Promise<AmendmentLink[]> {
  const links: AmendmentLink[] = [];
  for (const { documentId: from, relatedId, kind } of await listRelations(db, agencyId, documentId)) {
    if (!isAmending(kind)) {
      continue;
    }
    const isFrom = from === documentId;
    const other = await getDocument(db, agencyId, isFrom ? relatedId : from);
    if (other.number_symbol !== '' || isFrom) {
      const words = isFrom ? FROM_HERE[kind] : TO_HERE[kind];
      const { id, abstract } = other;
      links.push({ ...words, documentId: id, name: nameOfDocument(other), abstract, link: linkOf(other) });
    }
  }
  return links;
}
