import type { IncomingView, RelatedDocument } from '@congvu/contracts';
import { type DocumentRow, listRelated, type RelationKind } from '#modules/documents';
import type { Db } from '../../../platform/db.ts';
import type { IncomingRow } from '../incoming.store.ts';

function linkOf(document: DocumentRow): string {
  if (document.direction === 'incoming') {
    return `/van-ban-den/${document.id}`;
  }
  // What has no number yet is still a draft on its way.
  return document.number_symbol === '' ? `/van-ban-di/du-thao/${document.id}` : `/van-ban-di/${document.id}`;
}

function present(document: DocumentRow & { kind: RelationKind }): RelatedDocument {
  return {
    documentId: document.id,
    kind: document.kind,
    direction: document.direction,
    numberSymbol: document.number_symbol,
    abstract: document.abstract,
    issuingAgencyName: document.issuing_agency_name,
    issuedOn: document.issued_on,
    link: linkOf(document),
  };
}

/** Answers to this document are ours and younger than it; a letter of ours that it answers is older and only related. */
export async function viewRelations(
  db: Db,
  agencyId: string,
  row: Pick<IncomingRow, 'id' | 'arrived_at'>,
): Promise<Pick<IncomingView, 'replies' | 'related'>> {
  const all = await listRelated(db, agencyId, row.id);
  const isReply = (document: DocumentRow & { kind: RelationKind }): boolean =>
    document.kind === 'reply' && document.direction === 'outgoing' && document.created_at >= row.arrived_at;
  return {
    replies: all.filter(isReply).map(present),
    related: all.filter((document) => !isReply(document)).map(present),
  };
}
