import type { EdxmlDocument, EdxmlDocumentRef } from './types.ts';

function namesOne({ documentId, numberSymbol }: EdxmlDocumentRef): boolean {
  return [documentId, numberSymbol].some((text) => text !== undefined && text.trim() !== '');
}

function merge(refs: readonly EdxmlDocumentRef[]): EdxmlDocumentRef[] {
  const seen = new Set<string>();
  return refs.filter(({ documentId }) => {
    const key = documentId?.trim() ?? '';
    const isNew = key === '' || !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/**
 * The documents that a recall, update or replacement is about, each once; empty for a new letter. A recall names them in
 * ResponseFor, in Bussiness.DocumentId or in both: the union is taken.
 *
 * @example targetsOf(recall).map((target) => target.documentId)
 */
export function targetsOf(document: EdxmlDocument): EdxmlDocumentRef[] {
  const { business, responsesTo = [] } = document;
  const own = business?.documentId === undefined ? [] : [{ documentId: business.documentId }];
  switch (business?.kind) {
    case 'recall':
      return merge([...responsesTo, ...own].filter(namesOne));
    case 'update':
      return own.filter(namesOne);
    case 'replace':
      return merge((business.replacements ?? []).map(({ documentId }) => ({ documentId })).filter(namesOne));
    default:
      return [];
  }
}
