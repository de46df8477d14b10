import { type Freeze, findFreeze } from '#modules/documents';
import { findIssuedFacts, type IssuedFacts, lockIssuedFacts, maySeeOutgoing } from '#modules/outgoing';
import type { ActingContext } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { notFound } from '../../platform/errors.ts';
import type { AmendedFacts } from './amendments.policy.ts';
import { getAmendment, lockAmendment } from './amendments.store.ts';
import type { AmendmentRow } from './amendments.tables.ts';

export interface Amended {
  document: IssuedFacts;
  freeze: Freeze | undefined;
  facts: AmendedFacts;
}

async function complete(db: Db | Tx, context: ActingContext, document: IssuedFacts | undefined): Promise<Amended> {
  const { subject } = context;
  const readsDocument = document !== undefined && (await maySeeOutgoing(db, subject, document.id));
  if (document === undefined || !readsDocument) {
    throw notFound('outgoing.not_found', 'Không tìm thấy văn bản đi này. Có thể văn bản thuộc cơ quan khác.');
  }
  const freeze = await findFreeze(db, document.agencyId, document.id);
  const facts = {
    agencyId: document.agencyId,
    isIssued: document.isIssued,
    frozen: freeze?.kind ?? null,
    readsDocument,
  };
  return { document, freeze, facts };
}

/** @throws AppError 404 for another agency and for whoever may not read the document */
export async function loadAmended(context: ActingContext, id: string): Promise<Amended> {
  return complete(context.db, context, await findIssuedFacts(context.db, context.subject.agencyId, id));
}

/** As `loadAmended`, locked: one at a time amends a document. */
export async function lockAmended(tx: Tx, context: ActingContext, id: string): Promise<Amended> {
  return complete(tx, context, await lockIssuedFacts(tx, context.subject.agencyId, id));
}

/** An amendment with its document: documents are always locked before what is asked about them, so that nobody waits in a circle. */
export async function lockWithDocument(
  tx: Tx,
  context: ActingContext,
  id: string,
): Promise<{ row: AmendmentRow; amended: Amended }> {
  const { agencyId } = context.subject;
  const { target_id: targetId } = await getAmendment(tx, agencyId, id);
  const amended = await lockAmended(tx, context, targetId);
  return { amended, row: await lockAmendment(tx, agencyId, id) };
}
