import { notify } from '#modules/notifications';
import type { ActingContext, Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { finishStep } from '../engine/finish-step.ts';
import { lockFor } from '../engine/read-request.ts';
import { pluggedPorts } from '../plugged-ports.ts';
import { requestLink } from '../requests.links.ts';
import { requestTitle } from '../requests.notices.ts';
import { lockRequestOf, requestMissing, updateRequest, wrongState } from '../requests.store.ts';
import type { RequestRow } from '../requests.tables.ts';
import { withdrawLocked } from './decide-request.ts';

/** Somebody in the agency must still do something to it. */
const AT_HOME: readonly RequestRow['state'][] = [
  'draft',
  'awaiting_declarant',
  'awaiting_head',
  'awaiting_seal',
  'returned',
];

/**
 * Withdrawn in the transaction of a module above; whose act that is, is decided here.
 * @throws AppError 403 `requests.withdraw.forbidden` · 409 `requests.wrong_state`
 */
export async function withdrawWithin(
  tx: Tx,
  context: ActingContext,
  { id, reason }: { id: string; reason: string },
): Promise<void> {
  const { row } = await lockFor(tx, context, id, 'requests.withdraw');
  await withdrawLocked(tx, context, pluggedPorts(), row, reason);
}

interface PassedOn {
  agencyId: string;
  id: string;
  fromPersonId: string;
  to: { personId: string; fullName: string };
  why: string;
}

/**
 * Somebody else goes on with what a leaver prepared, in the transaction of the hand-over, which has authorised. What the leaver
 * declares himself is nobody else's word and is not passed on.
 * @throws AppError 409 `requests.wrong_state`
 */
export async function passRequestOn(tx: Tx, context: Context, given: PassedOn): Promise<void> {
  const { agencyId, id, fromPersonId, to, why } = given;
  const before = await lockRequestOf(tx, id, agencyId);
  if (before?.agency_id !== agencyId) {
    throw requestMissing();
  }
  if (
    !AT_HOME.includes(before.state) ||
    before.prepared_by !== fromPersonId ||
    before.declarant_person_id === fromPersonId
  ) {
    throw wrongState(before);
  }
  const row = await updateRequest(
    tx,
    { agencyId, id },
    { prepared_by: to.personId, prepared_by_name: to.fullName, updated_at: context.clock.now() },
  );
  await finishStep(tx, context, pluggedPorts(), row, {
    from: before.state,
    verb: 'passed_on',
    text: `Bàn giao đề nghị của ${before.prepared_by_name} (${why}) cho ${to.fullName}`,
    detail: { from: fromPersonId, to: to.personId },
  });
  await notify(tx, context, {
    agencyId,
    personIds: [to.personId],
    kind: 'requests.passed_on',
    text: `Nhận bàn giao ${requestTitle(row)} từ ${before.prepared_by_name}.`,
    link: requestLink(id),
    reason: 'Nhận bàn giao công việc',
  });
}
