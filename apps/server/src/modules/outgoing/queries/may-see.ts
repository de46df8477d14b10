import type { Subject } from '../../../platform/authorise.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { outgoingPolicies } from '../outgoing.policy.ts';
import { findOutgoingRow, outgoingFacts } from '../outgoing.store.ts';

/** As `outgoing.read`, for modules that only keep the id: false for another agency and for what is no outgoing document. */
export async function maySeeOutgoing(db: Db | Tx, subject: Subject, documentId: string): Promise<boolean> {
  const row = await findOutgoingRow(db, subject.agencyId, documentId);
  return row !== undefined && outgoingPolicies.decide('outgoing.read', subject, outgoingFacts(row)).allowed;
}
