import { type AmendedFacts, findAmendedFacts, maySeeIncoming } from '#modules/incoming';
import type { ActingContext } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { notFound } from '../../platform/errors.ts';
import { alsoWithin } from '../../platform/reach.ts';
import type { RequestFacts } from './amendments.policy.ts';
import type { RequestRow } from './amendments.tables.ts';

export interface LoadedRequest {
  row: RequestRow;
  target: AmendedFacts;
  facts: RequestFacts;
}

/** The document may have stayed with a body that has closed: whoever goes on with its work answers for it, and reads it here. */
export function withTarget<T>(row: Pick<RequestRow, 'target_agency_id'>, work: () => Promise<T>): Promise<T> {
  return alsoWithin('heir', [row.target_agency_id], work);
}

/** A request with the document it is about and what its rules look at. */
export async function completeRequest(db: Db | Tx, context: ActingContext, row: RequestRow): Promise<LoadedRequest> {
  const wanted = { agencyId: row.target_agency_id, id: row.target_id };
  const target = await withTarget(row, () => findAmendedFacts(db, wanted));
  if (target === undefined) {
    throw notFound('amendments.request_not_found', 'Văn bản của yêu cầu này không còn trong hệ thống.');
  }
  const { subject } = context;
  const isOwn = row.agency_id === row.target_agency_id;
  const facts: RequestFacts = {
    agencyId: row.agency_id,
    kind: row.kind,
    isWaiting: row.state === 'waiting',
    readsDocument: isOwn && (await maySeeIncoming(db, subject, row.target_id)),
  };
  return { row, target, facts };
}
