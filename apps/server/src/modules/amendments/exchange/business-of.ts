import type { EdxmlBusiness, EdxmlDocumentRef } from '@congvu/edxml';
import { listRelations } from '#modules/documents';
import { type DispatchRow, listDispatches } from '#modules/interchange';
import type { Tx } from '../../../platform/db.ts';
import { isAmending, kindOfRelation } from '../amending-relations.ts';
import { holdsLetter } from '../amendments.states.ts';
import { listByLetter } from '../amendments.store.ts';

interface Target {
  kind: ReturnType<typeof kindOfRelation>;
  dispatches: DispatchRow[];
  ref: EdxmlDocumentRef & { documentId: string };
}

function refOf(row: DispatchRow): Target['ref'] {
  return {
    agencyCode: row.sender_code,
    numberSymbol: row.number_symbol,
    documentId: row.envelope_document_id,
    ...(row.issued_on !== null && { issuedOn: row.issued_on }),
  };
}

/** What was never sent over the exchange has no name there. */
async function targetsOf(tx: Tx, agencyId: string, documentId: string): Promise<Target[]> {
  const relations = await listRelations(tx, agencyId, documentId);
  const targets: Target[] = [];
  for (const { documentId: from, relatedId, kind } of relations) {
    if (from === documentId && isAmending(kind)) {
      const dispatches = await listDispatches(tx, agencyId, relatedId);
      const [first] = dispatches;
      if (first !== undefined) {
        targets.push({ kind: kindOfRelation(kind), dispatches, ref: refOf(first) });
      }
    }
  }
  return targets;
}

function holders(target: Target): string[] {
  return target.dispatches.filter((row) => holdsLetter(row.state)).map((row) => row.receiver_code);
}

/** Who takes more goes first: a letter that recalls one document and replaces another is a recall on the wire. */
const ORDER = ['recall', 'replace', 'update', 'correct'] as const;

function businessFor(kind: (typeof ORDER)[number], targets: readonly Target[], reason: string): EdxmlBusiness {
  const [first] = targets;
  const common = { paperCopyFollows: false, ...(reason === '' ? {} : { reason }) };
  const named = first === undefined ? {} : { documentId: first.ref.documentId };
  switch (kind) {
    case 'recall':
      return { kind: 'recall', ...named, ...common };
    case 'replace':
      return {
        kind: 'replace',
        ...common,
        replacements: targets.map((target) => ({
          documentId: target.ref.documentId,
          agencyCodes: [...new Set(holders(target))],
        })),
      };
    case 'update':
      return { kind: 'update', ...named, ...common, contentChanged: true, receiversChanged: false };
    case 'correct':
      return { kind: 'new', ...common };
  }
}

/**
 * `AmendmentPorts.businessOf`: what a letter of ours does to earlier ones, as the standard says it (spec interchange §2.5). The same
 * answer whenever it is asked: receivers added later get the very same business.
 */
export async function businessOf(
  tx: Tx,
  { agencyId, documentId }: { agencyId: string; documentId: string },
): Promise<{ business: EdxmlBusiness; responsesTo: EdxmlDocumentRef[] } | undefined> {
  const all = await targetsOf(tx, agencyId, documentId);
  const kind = ORDER.find((candidate) => all.some((target) => target.kind === candidate));
  if (kind === undefined) {
    return undefined;
  }
  const targets = all.filter((target) => target.kind === kind);
  const [row] = await listByLetter(tx, agencyId, documentId);
  return {
    business: businessFor(kind, targets, row?.reason ?? ''),
    // A replacement names what it replaces in its own list; receivers that do not know that read these.
    responsesTo: targets.map((target) => target.ref),
  };
}
