import type { SignBatch, SignBatchAnswer } from '@congvu/contracts';
import { signingWayOf } from '#modules/certificates';
import type { ActingContext } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { isDetached } from '../get-purpose.ts';
import { loadAct } from '../queries/view-batch.ts';
import { presentAnswer } from '../signing.presenter.ts';
import type { SentTicket, SessionRow } from '../signing.tables.ts';
import type { SigningAct, SigningPorts } from '../signing-act.ts';
import { assertTimeNotOverdue } from '../time/stop-gate.ts';
import { askDevice, signInPortions } from './ask-device.ts';
import { followUp } from './follow-up.ts';
import { sendToRelay } from './send-to-relay.ts';
import { assertBatchOpen, isLive, settleBatch } from './settle-batch.ts';

/** What waits is asked about again; what another program or the agent holds comes by itself. */
async function askAgain(
  act: SigningAct,
  ticket: SentTicket,
  pin: string | undefined,
  sessions: readonly SessionRow[],
): Promise<void> {
  if (ticket.kind === 'device') {
    await followUp(act, await act.ports.openSigner(act.context, act.certificate, pin), ticket, sessions);
  }
}

async function signNow(act: SigningAct, pin: string | undefined, sessions: readonly SessionRow[]): Promise<void> {
  const { context, ports, certificate, batch } = act;
  await ports.assertMaySignNow(context, certificate);
  if (!isDetached(act.purpose)) {
    await assertTimeNotOverdue(context, ports, batch.agency_id);
  }
  const way = signingWayOf(certificate);
  if (way === 'agent') {
    await sendToRelay(act, sessions);
    return;
  }
  const signer = await ports.openSigner(context, certificate, pin);
  await (way === 'phone' ? askDevice : signInPortions)(act, signer, sessions);
}

/**
 * Signs the ticked documents of a batch. Each has its own result, none stops the others, and what a crash left half done is
 * taken up where it stood. Asked again after it went through, it answers what happened then: the sessions keep the results, so
 * that no copy of the body (the PIN is in it) is needed for a repeated Idempotency-Key.
 */
export async function signBatch(
  context: ActingContext,
  ports: SigningPorts,
  id: string,
  body: SignBatch,
): Promise<SignBatchAnswer> {
  const { act, sessions } = await loadAct(context, ports, id, body.reason);
  const { batch } = act;
  const chosenIds = new Set(body.documentIds);
  const isChosen = ({ object_id: documentId }: SessionRow): boolean =>
    body.documentIds === undefined || chosenIds.has(documentId);
  const chosen = sessions.filter(isChosen);
  const live = chosen.filter(isLive);
  if (live.length === 0 && chosen.some(({ state }) => state === 'completed')) {
    return presentAnswer(batch, chosen, act.certificate);
  }
  assertBatchOpen(batch, context.clock.now());
  if (live.length === 0) {
    throw new AppError(
      'signing.nothing_to_sign',
      422,
      'Không có văn bản nào trong lô ký được. Xem lý do ở từng văn bản.',
    );
  }
  if (batch.state === 'sent' && batch.ticket !== null) {
    await askAgain(act, batch.ticket, body.pin, sessions);
  } else {
    await signNow(act, body.pin, live);
  }
  const settled = await settleBatch(act);
  return presentAnswer(settled.batch, settled.sessions.filter(isChosen), act.certificate);
}
