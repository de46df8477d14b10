import { getDraft } from '#modules/drafting';
import { findAgency } from '#modules/org';
import type { ActingContext } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { alsoWithin } from '../../platform/reach.ts';
import { type BatchAction, type BatchFacts, batchPolicies } from './rosters.policy.ts';
import { batchMissing, findBatch, lockBatchOf, transitionBatch } from './rosters.store.ts';
import type { BatchRow } from './rosters.tables.ts';

export function batchFacts(row: BatchRow, destinationHosted: boolean): BatchFacts {
  return {
    agencyId: row.agency_id,
    state: row.state,
    destinationAgencyId: row.destination_agency_id,
    destinationHosted,
    hasLetter: row.document_id !== null,
  };
}

export interface SeenBatch {
  row: BatchRow;
  facts: BatchFacts;
}

async function seen(db: Db | Tx, context: ActingContext, row: BatchRow | undefined): Promise<SeenBatch> {
  if (row === undefined) {
    throw batchMissing();
  }
  const destination = await findAgency(db, row.destination_agency_id);
  const facts = batchFacts(row, destination?.hosted === true);
  const isForeign = row.agency_id !== context.subject.agencyId;
  if (isForeign && !batchPolicies.decide('requests.roster_read', context.subject, facts).allowed) {
    // Rows of another agency do not exist.
    throw batchMissing();
  }
  batchPolicies.authorize('requests.roster_read', context.subject, facts);
  return { row, facts };
}

/** The lines of a batch that the policy has let the person into, also where it was sent: they are those of the office. */
export function withinBatch<T>(batch: Pick<BatchRow, 'agency_id'>, work: () => T): T {
  return alsoWithin('party', [batch.agency_id], work);
}

/** The drafter may give the draft of the letter up without a word to us: then the batch has none. */
async function hasLostLetter(db: Db | Tx, row: BatchRow | undefined): Promise<boolean> {
  if (row?.state !== 'letter_drafted' || row.document_id === null) {
    return false;
  }
  const { agency_id: agencyId, document_id: documentId } = row;
  return (await withinBatch(row, () => getDraft(db, agencyId, documentId))).state === 'withdrawn';
}

/** @throws AppError 404 · 403 */
export async function readBatch(context: ActingContext, id: string): Promise<SeenBatch> {
  const row = await findBatch(context.db, id, context.subject.agencyId);
  const current = row !== undefined && (await hasLostLetter(context.db, row)) ? { ...row, document_id: null } : row;
  return seen(context.db, context, current);
}

/** The same, locked, and the act is this person's to do. @throws AppError 404 · 403 */
export async function lockBatchFor(
  tx: Tx,
  context: ActingContext,
  id: string,
  action: BatchAction,
): Promise<SeenBatch> {
  const row = await lockBatchOf(tx, id, context.subject.agencyId);
  const current = (await hasLostLetter(tx, row))
    ? await transitionBatch(tx, context, { agencyId: row.agency_id, id }, 'lose_letter', { document_id: null })
    : row;
  const found = await seen(tx, context, current);
  batchPolicies.authorize(action, context.subject, found.facts);
  return found;
}
