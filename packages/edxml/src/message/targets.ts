import type { EdxmlDocument, EdxmlDocumentRef } from './types.ts';

/**
 * The documents that a recall, update or replacement is about; empty for a new letter. A recall names them in
 * ResponseFor, in Bussiness.DocumentId or in both: the union is taken.
 *
 * @example targetsOf(recall).map((target) => target.documentId)
 */
export function targetsOf(document: EdxmlDocument): EdxmlDocumentRef[] {
  const business = document.business;
  const own = business?.documentId === undefined ? [] : [{ documentId: business.documentId }];
  switch (business?.kind) {
    case 'recall': {
      const named = document.responsesTo ?? [];
      return [...named, ...own.filter((ref) => !named.some((other) => other.documentId === ref.documentId))];
    }
    case 'update':
      return own;
    case 'replace':
      return (business.replacements ?? []).map(({ documentId }) => ({ documentId }));
    default:
      return [];
  }
}
