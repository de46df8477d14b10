import type { SigningBatch } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { getBatch, setBatchState } from '../batches.store.ts';
import { isDetached } from '../get-purpose.ts';
import { loadAct } from '../queries/view-batch.ts';
import { closeSessions, listSessions } from '../sessions.store.ts';
import { presentBatch } from '../signing.presenter.ts';
import type { SigningAct, SigningPorts } from '../signing-act.ts';

const CANCELLED = { code: 'signing.refused', message: 'Người ký đã hủy lô ký.', numberSymbol: null };

/** The phone need not be answered any more. That it could not be told changes nothing: what it signs finds no session. */
async function tellDevice({ context, ports, batch, certificate }: SigningAct): Promise<void> {
  if (batch.ticket?.kind !== 'device') {
    return;
  }
  try {
    const signer = await ports.openSigner(context, certificate);
    await signer.cancel(batch.ticket);
  } catch (error) {
    context.log.warn({ err: error, batchId: batch.id }, 'device not told that a batch was cancelled');
  }
}

/** Closes the batch without signing what is left of it; what was signed stays signed. */
export async function cancelBatch(context: ActingContext, ports: SigningPorts, id: string): Promise<SigningBatch> {
  const { act } = await loadAct(context, ports, id);
  const { batch, certificate, purpose } = act;
  const answer = await command(context, async (tx) => {
    if (!(await setBatchState(tx, batch, 'cancelled'))) {
      throw conflict('signing.batch_closed', 'Lô ký này đã đóng nên không hủy được nữa.');
    }
    const now = context.clock.now();
    await closeSessions(tx, batch.agency_id, [batch.id], 'refuse', CANCELLED, now);
    await record(tx, context, {
      action: 'signing.cancelled',
      agencyId: batch.agency_id,
      objectKind: 'signing_batch',
      objectId: batch.id,
    });
    const sessions = await listSessions(tx, batch.agency_id, batch.id);
    if (isDetached(purpose)) {
      const objectIds = sessions.map(({ object_id: objectId }) => objectId);
      await purpose.detached.givenUp(tx, batch.agency_id, objectIds);
    }
    return presentBatch(await getBatch(tx, batch.agency_id, batch.id), sessions, certificate, purpose, now);
  });
  await tellDevice(act);
  return answer;
}
