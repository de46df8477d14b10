import { type AmendedFacts, findAmendedFacts, maySeeIncoming } from '#modules/incoming';
import type { ActingContext } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { notFound } from '../../platform/errors.ts';
import type { RequestFacts } from './amendments.policy.ts';
import type { RequestRow } from './amendments.tables.ts';

export interface LoadedRequest {
  row: RequestRow;
  target: AmendedFacts;
  facts: RequestFacts;
}

/** A request with the document it is about and what its rules look at. */
export async function completeRequest(db: Db | Tx, context: ActingContext, row: RequestRow): Promise<LoadedRequest> {
  const target = await findAmendedFacts(db, { agencyId: row.target_agency_id, id: row.target_id });
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
