import { normaliseAgencyCode } from '@congvu/edxml';
import { type AmendmentPorts, type DispatchRow, findDispatches, listDispatches } from '#modules/interchange';
import { listLineage } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { listByLetter } from '../amendments.store.ts';
import { readAnswer } from '../amendments.words.ts';
import type { AmendmentsPorts } from '../ports.ts';
import { applyAnswer } from './apply-answer.ts';
import { findTarget } from './find-target.ts';
import { raiseRequest } from './raise-request.ts';

type Arrived = Parameters<AmendmentPorts['statusArrived']>[2];
type Outcome = Awaited<ReturnType<AmendmentPorts['statusArrived']>>;

/** 13: the sender asks for one of our incoming documents back. Before its letter it waits. */
async function takenBack(tx: Tx, context: Context, ports: AmendmentsPorts, arrived: Arrived): Promise<Outcome> {
  const { agencyId, status, messageId } = arrived;
  const target = await findTarget(tx, context, agencyId, arrived, status.responseTo);
  if (target === undefined) {
    return 'wait';
  }
  const reason = status.description ?? '';
  await raiseRequest(tx, context, ports, { agencyId, target, kind: 'take_back', letterId: null, messageId, reason });
  return 'done';
}

function hasCode(row: DispatchRow, code: string): boolean {
  const wanted = normaliseAgencyCode(code);
  return [row.receiver_code, ...row.alias_codes].some((own) => normaliseAgencyCode(own) === wanted);
}

/** The reporter is the receiver, under any of its codes, or the body that goes on with the receiver's work. */
async function isReceiver(tx: Tx, context: Context, arrived: Arrived): Promise<(row: DispatchRow) => boolean> {
  const { senderAgencyId, senderCode } = arrived;
  if (senderAgencyId === null) {
    return (row) => hasCode(row, senderCode);
  }
  const lineage = await listLineage(tx, senderAgencyId, vietnamDate(context.clock.now()));
  return (row) => row.receiver_agency_id !== null && lineage.includes(row.receiver_agency_id);
}

/** Of the amended letters, those this receiver has: an answer to the letter that amends is an answer about each of them. */
async function amendedBy(tx: Tx, dispatch: DispatchRow, is: (row: DispatchRow) => boolean): Promise<DispatchRow[]> {
  const found: DispatchRow[] = [];
  for (const { target_id: targetId } of await listByLetter(tx, dispatch.agency_id, dispatch.document_id)) {
    const rows = await listDispatches(tx, dispatch.agency_id, targetId);
    found.push(...rows.filter(is).slice(0, 1));
  }
  return found;
}

/** 15 and 16: a receiver answers. */
async function answered(tx: Tx, context: Context, arrived: Arrived, answer: 'agree' | 'reject'): Promise<Outcome> {
  const { agencyId, status, messageId } = arrived;
  const named = await findDispatches(tx, agencyId, status.responseTo);
  const is = await isReceiver(tx, context, arrived);
  const dispatch = named.find(is);
  if (dispatch === undefined) {
    return named.length === 0 ? 'wait' : 'stranger';
  }
  const said = { answer, messageId, ...readAnswer(status.description ?? '') };
  if (!(await applyAnswer(tx, context, { dispatch, amendingId: undefined, ...said }))) {
    for (const target of await amendedBy(tx, dispatch, is)) {
      await applyAnswer(tx, context, { dispatch: target, amendingId: dispatch.document_id, ...said });
    }
  }
  return 'done';
}

/** `AmendmentPorts.statusArrived`. */
export async function statusArrived(
  tx: Tx,
  context: Context,
  ports: AmendmentsPorts,
  arrived: Arrived,
): Promise<Outcome> {
  switch (arrived.status.statusCode) {
    case '13':
      return takenBack(tx, context, ports, arrived);
    case '15':
      return answered(tx, context, arrived, 'agree');
    case '16':
      return answered(tx, context, arrived, 'reject');
    default:
      return 'done';
  }
}
