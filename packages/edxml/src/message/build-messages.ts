import type { EdxmlBusiness, EdxmlDocument, EdxmlDocumentRef, EdxmlStaff } from './types.ts';

/** What a recall, an update and a replacement have in common. */
interface ChangeInput {
  /** BussinessDocReason: why, for the clerk who receives it. */
  reason?: string;
  /** Who is asked about it. */
  staff?: EdxmlStaff;
  /** A paper copy follows; false when it is not said. */
  paperCopyFollows?: boolean;
}

export interface RecallInput extends ChangeInput {
  /** What is taken back, at least one. */
  targets: readonly EdxmlDocumentRef[];
}

export interface UpdateInput extends ChangeInput {
  /** DocumentId of the letter that this one updates. */
  documentId: string;
  /** The content changed; true when it is not said and no receiver changes. */
  contentChanged?: boolean;
  /** Receivers removed from the letter or added to it. */
  receivers?: readonly { agencyCode: string; change: 'removed' | 'added' }[];
}

export interface ReplaceInput extends ChangeInput {
  /** What is replaced, at least one; each with the bodies that had it, the receivers of this letter when they are not named. */
  replacements: readonly { documentId: string; agencyCodes?: readonly string[] }[];
}

function common({ reason, staff, paperCopyFollows = false }: ChangeInput): Omit<EdxmlBusiness, 'kind'> {
  return { ...(reason === undefined ? {} : { reason }), paperCopyFollows, ...(staff === undefined ? {} : { staff }) };
}

/**
 * How other messages name a letter: ResponseFor of an answer, of a recall, of a status.
 *
 * @example refOf(letter) // { agencyCode: 'H35.9', numberSymbol: '123/UBND-VHTT', documentId: '…', issuedOn: '2026-03-16' }
 */
export function refOf(document: EdxmlDocument): EdxmlDocumentRef {
  const numberSymbol = [document.number, document.symbol].filter((part) => part !== undefined && part !== '').join('/');
  return {
    ...(document.from.agencyCode === '' ? {} : { agencyCode: document.from.agencyCode }),
    ...(numberSymbol === '' ? {} : { numberSymbol }),
    ...(document.documentId === '' ? {} : { documentId: document.documentId }),
    ...(document.issuedOn === undefined ? {} : { issuedOn: document.issuedOn }),
  };
}

/**
 * A letter that takes earlier ones back (business type 1). It has a number of its own. The targets stand in ResponseFor; a
 * single one also in Bussiness.DocumentId, where some receivers look.
 *
 * @example recallOf(letter, { targets: [refOf(wrongLetter)], reason: 'Gửi nhầm nơi nhận' })
 */
export function recallOf(letter: EdxmlDocument, input: RecallInput): EdxmlDocument {
  const [first, ...more] = input.targets;
  const only = more.length === 0 ? first?.documentId : undefined;
  return {
    ...letter,
    responsesTo: [...input.targets],
    business: { kind: 'recall', ...(only === undefined ? {} : { documentId: only }), ...common(input) },
  };
}

/**
 * A new version of an earlier letter, of its list of receivers, or of both (business type 2).
 *
 * @example updateOf(letter, { documentId: old.documentId, receivers: [{ agencyCode: 'H35.9.2', change: 'added' }] })
 */
export function updateOf(letter: EdxmlDocument, input: UpdateInput): EdxmlDocument {
  const { documentId, receivers = [] } = input;
  const receiversChanged = receivers.length > 0;
  return {
    ...letter,
    business: {
      kind: 'update',
      documentId,
      ...common(input),
      contentChanged: input.contentChanged ?? !receiversChanged,
      receiversChanged,
      ...(receiversChanged ? { receivers: [...receivers] } : {}),
    },
  };
}

/**
 * A letter in the place of earlier ones, which are closed (business type 3).
 *
 * @example replaceOf(letter, { replacements: [{ documentId: old.documentId }], reason: 'Thay thế do sai thể thức' })
 */
export function replaceOf(letter: EdxmlDocument, input: ReplaceInput): EdxmlDocument {
  const receivers = letter.to.map(({ agencyCode }) => agencyCode);
  const replacements = input.replacements.map(({ documentId, agencyCodes = receivers }) => ({
    documentId,
    agencyCodes: [...agencyCodes],
  }));
  return { ...letter, business: { kind: 'replace', ...common(input), replacements } };
}
