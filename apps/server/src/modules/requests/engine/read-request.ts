import type { RequestState } from '@congvu/contracts';
import { getAgency } from '#modules/org';
import type { Subject } from '../../../platform/authorise.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { alsoWithin } from '../../../platform/reach.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { pluggedPorts } from '../plugged-ports.ts';
import { type RequestFacts, requestPolicies } from '../requests.policy.ts';
import { ACTION_STATES } from '../requests.states.ts';
import { consolidatorOf, findRequest, lockRequestOf, requestMissing, wrongState } from '../requests.store.ts';
import type { RequestRow } from '../requests.tables.ts';

export type FactColumns = Pick<
  RequestRow,
  'agency_id' | 'unit_id' | 'kind' | 'state' | 'prepared_by' | 'declarant_person_id' | 'consolidator_agency_id'
>;

/** What a rule needs that no request holds itself: known once for a whole page of one person. */
export interface FactExtras {
  /** Of the subject's own agency; other agencies' requests never ask. */
  guidesItself: boolean;
  headPersonId: string | null;
  destinationAgencyId: string | null;
}

export function requestFacts(row: FactColumns, extras: FactExtras): RequestFacts {
  return {
    agencyId: row.agency_id,
    unitId: row.unit_id,
    kind: row.kind,
    state: row.state,
    preparedBy: row.prepared_by,
    declarantPersonId: row.declarant_person_id,
    consolidatorAgencyId: row.consolidator_agency_id,
    ...extras,
  };
}

/** A committee to which its own units send; in a commune only the chairman and deputies are thủ trưởng. */
export async function guidesItself(db: Db | Tx, agencyId: string): Promise<boolean> {
  return (await getAgency(db, agencyId)).collective && (await consolidatorOf(db, agencyId)) === agencyId;
}

const HEAD = `
  select person_id from request_signature
  where agency_id = $1 and request_id = $2 and revision = $3 and role = 'head' and voided_at is null`;

/** Only the own clerk must not be who approved: nobody else puts the seal. */
async function headOf(db: Db | Tx, subject: Subject, row: RequestRow): Promise<string | null> {
  if (row.agency_id !== subject.agencyId) {
    return null;
  }
  const [head] = await rawQuery<{ person_id: string }>(db, HEAD, [row.agency_id, row.id, row.revision]);
  return head?.person_id ?? null;
}

async function loadExtras(db: Db | Tx, subject: Subject, row: RequestRow): Promise<FactExtras> {
  const wanted = { officeId: row.consolidator_agency_id, batchId: row.batch_id ?? '' };
  const batch = row.batch_id === null ? undefined : await pluggedPorts().batchOf(db, wanted);
  return {
    guidesItself: await guidesItself(db, subject.agencyId),
    headPersonId: await headOf(db, subject, row),
    destinationAgencyId: batch?.destinationAgencyId ?? null,
  };
}

export interface SeenRequest {
  row: RequestRow;
  facts: RequestFacts;
}

async function seen(db: Db | Tx, subject: Subject, row: RequestRow | undefined): Promise<SeenRequest> {
  if (row === undefined) {
    throw requestMissing();
  }
  const facts = requestFacts(row, await loadExtras(db, subject, row));
  const isForeign = row.agency_id !== subject.agencyId;
  if (isForeign && !requestPolicies.decide('requests.read', subject, facts).allowed) {
    // Rows of another agency do not exist.
    throw requestMissing();
  }
  requestPolicies.authorize('requests.read', subject, facts);
  return { row, facts };
}

/** The request when the person may see it. @throws AppError 404 · 403 */
export async function readRequest(context: ActingContext, id: string): Promise<SeenRequest> {
  return seen(context.db, context.subject, await findRequest(context.db, id, context.subject.agencyId));
}

/** Lines, signatures and papers of a request whose reading was allowed just before, also to the agency it was forwarded to. */
export function withinRequest<T>(row: Pick<RequestRow, 'agency_id'>, work: () => T): T {
  return alsoWithin('party', [row.agency_id], work);
}

export type StateAction = keyof typeof ACTION_STATES;

/** @throws AppError 409 `requests.wrong_state` when only the state forbids it, 403 when the act is not this person's */
export function assertMay(action: StateAction, subject: Subject, { row, facts }: SeenRequest): void {
  const states: readonly RequestState[] = ACTION_STATES[action];
  const couldDo = (state: RequestState) => requestPolicies.decide(action, subject, { ...facts, state }).allowed;
  if (!states.includes(row.state) && states.some(couldDo)) {
    throw wrongState(row);
  }
  requestPolicies.authorize(action, subject, facts);
}

/** The same, locked, and the act is this person's to do in this state. @throws AppError 404 · 403 · 409 */
export async function lockFor(tx: Tx, context: ActingContext, id: string, action: StateAction): Promise<SeenRequest> {
  const found = await seen(tx, context.subject, await lockRequestOf(tx, id, context.subject.agencyId));
  assertMay(action, context.subject, found);
  return found;
}
