import type { SigningBatch } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { getPurpose } from '../get-purpose.ts';
import type { SigningPurpose } from '../purpose.ts';
import { loadBatch } from '../queries/view-batch.ts';
import { presentBatch } from '../signing.presenter.ts';
import { closeSessions, listSessions, setBatchState } from '../signing.store.ts';

const CANCELLED = { code: 'signing.refused', message: 'Người ký đã hủy lô ký.', numberSymbol: null };

/** Closes the batch without signing what is left of it; what was signed stays signed. */
export async function cancelBatch(
  context: ActingContext,
  purposes: readonly SigningPurpose[],
  id: string,
): Promise<SigningBatch> {
  const { batch, certificate } = await loadBatch(context, id);
  return command(context, async (tx) => {
    if (!(await setBatchState(tx, batch, 'cancelled'))) {
      throw conflict('signing.batch_closed', 'Lô ký này đã đóng nên không hủy được nữa.');
    }
    const now = context.clock.now();
    await closeSessions(tx, batch, 'refuse', CANCELLED, now);
    await record(tx, context, {
      action: 'signing.cancelled',
      agencyId: batch.agency_id,
      objectKind: 'signing_batch',
      objectId: batch.id,
    });
    const sessions = await listSessions(tx, batch.agency_id, batch.id);
    return presentBatch(
      { ...batch, state: 'cancelled' },
      sessions,
      certificate,
      getPurpose(purposes, batch.purpose),
      now,
    );
  });
}
