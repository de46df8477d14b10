import type { IncomingAck } from '@congvu/contracts';
import { record } from '#modules/audit';
import { addMovement, guardAgainstStateSecret } from '#modules/documents';
import { clearNotices } from '#modules/notifications';
import { type AssignmentRow, holdsPart, listAssignments, loadTaskOffice, type Office } from '#modules/tasks';
import type { Subject } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { putSearch } from '../incoming.entry.ts';
import { linkOf, publishIncoming } from '../incoming.notices.ts';
import { type IncomingAction, type IncomingFacts, incomingPolicies } from '../incoming.policy.ts';
import { INCOMING_STATE_LABELS, type IncomingAct, mayAct } from '../incoming.states.ts';
import { getIncoming, type IncomingRow, lockIncoming, wrongState } from '../incoming.store.ts';
import { isViewer, syncViewers } from '../incoming.viewers.ts';
import type { IncomingPorts, StatusReport } from '../ports.ts';

/** The document locked for a step, with everything its rules look at. */
export interface LoadedIncoming {
  row: IncomingRow;
  parts: AssignmentRow[];
  office: Office;
  facts: IncomingFacts;
}

export function topLead(parts: readonly AssignmentRow[]): AssignmentRow | undefined {
  return parts.find((part) => part.role === 'lead' && part.parent_id === null && part.state !== 'withdrawn');
}

/** What the rules look at, seen from this person. */
export function factsFor(
  subject: Subject,
  { row, parts, office }: Pick<LoadedIncoming, 'row' | 'parts' | 'office'>,
  isGiven: boolean,
): IncomingFacts {
  const lead = topLead(parts);
  return {
    agencyId: row.agency_id,
    state: row.state,
    source: row.source,
    presentedToPositionId: row.presented_to,
    presentedInOffice: office.positions.some((position) => position.positionId === row.presented_to),
    isViewer: isGiven,
    isLead: lead !== undefined && holdsPart(subject, lead, office),
    needsApproval: row.needs_approval,
  };
}

async function factsOf(
  db: Db | Tx,
  { subject }: ActingContext,
  loaded: Pick<LoadedIncoming, 'row' | 'parts' | 'office'>,
): Promise<IncomingFacts> {
  return factsFor(subject, loaded, await isViewer(db, subject, loaded.row.id));
}

export async function completeLoad(db: Db | Tx, context: ActingContext, row: IncomingRow): Promise<LoadedIncoming> {
  const today = vietnamDate(context.clock.now());
  const object = { agencyId: row.agency_id, kind: 'incoming' as const, id: row.id };
  const parts = await listAssignments(db, object);
  const office = await loadTaskOffice(db, row.agency_id, today);
  return { row, parts, office, facts: await factsOf(db, context, { row, parts, office }) };
}

/** Locks the document the subject may see; 404 for another agency, 403 with the reason inside the own one. */
export async function loadVisible(tx: Tx, context: ActingContext, id: string): Promise<LoadedIncoming> {
  const row = await lockIncoming(tx, { agencyId: context.subject.agencyId, id });
  const loaded = await completeLoad(tx, context, row);
  incomingPolicies.authorize('incoming.read', context.subject, loaded.facts);
  return loaded;
}

/** As `loadVisible`, for a step: the wrong state is a conflict (somebody was first), a missing right a refusal. */
export async function loadForStep(
  tx: Tx,
  context: ActingContext,
  id: string,
  step: { act: IncomingAct; action: IncomingAction },
): Promise<LoadedIncoming> {
  const loaded = await loadVisible(tx, context, id);
  if (!mayAct(step.act, loaded.row.state)) {
    throw wrongState(step.act, loaded.row.state);
  }
  incomingPolicies.authorize(step.action, context.subject, loaded.facts);
  return loaded;
}

export interface Settlement {
  /** `incoming.registered`… */
  audited: string;
  detail?: Record<string, unknown>;
  movement?: { kind: string; text: string };
  /** Reported to the sender when the document came over the exchange. */
  status?: Omit<StatusReport, 'agencyId' | 'documentId'> | undefined;
}

/** After the state change: who may see it, notices, search, timeline, status, trace, live hint. Answers with the abilities. */
export async function settle(
  tx: Tx,
  context: ActingContext,
  ports: IncomingPorts,
  id: string,
  settlement: Settlement,
): Promise<IncomingAck> {
  const { agencyId } = context.subject;
  const row = await getIncoming(tx, { agencyId, id });
  const parts = await listAssignments(tx, { agencyId, kind: 'incoming', id });
  const office = await loadTaskOffice(tx, agencyId, vietnamDate(context.clock.now()));
  await syncViewers(tx, row, parts);
  await putSearch(tx, row);
  if (settlement.movement !== undefined) {
    await addMovement(tx, context, { agencyId, documentId: id, ...settlement.movement });
  }
  if (settlement.status !== undefined && row.source === 'axis') {
    await ports.reportStatus(tx, context, { agencyId, documentId: id, ...settlement.status });
  }
  await record(tx, context, {
    action: settlement.audited,
    agencyId,
    objectKind: 'incoming',
    objectId: id,
    detail: settlement.detail ?? {},
  });
  await publishIncoming(tx, agencyId, [id]);
  const facts = await factsOf(tx, context, { row, parts, office });
  return {
    id,
    state: row.state,
    stateLabel: INCOMING_STATE_LABELS[row.state],
    arrivalNumber: row.arrival_number,
    abilities: incomingPolicies.abilities(context.subject, facts),
  };
}

/** Acting anywhere clears the notices about the document everywhere; call it before telling the next people. */
export async function clearIncomingNotices(
  tx: Tx,
  row: Pick<IncomingRow, 'agency_id' | 'id'>,
  people?: string[],
): Promise<void> {
  await clearNotices(tx, {
    agencyId: row.agency_id,
    link: linkOf(row),
    ...(people !== undefined && { personIds: people }),
  });
}

/** Words typed into a step are a door too: a marked text is refused before the transaction starts. */
export async function guardWords(
  context: ActingContext,
  door: { name: string; objectId: string },
  texts: { place: string; text: string }[],
): Promise<void> {
  await guardAgainstStateSecret(context, { agencyId: context.subject.agencyId, ...door }, { texts });
}
