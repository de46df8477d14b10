import { record } from '#modules/audit';
import { type Context, command, type Services } from '../../../platform/context.ts';
import { AppError, conflict } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { listOverdueBatches, setBatchState } from '../batches.store.ts';
import { forgetLinks } from '../links.store.ts';
import { closeSessions } from '../sessions.store.ts';
import type { BatchRow } from '../signing.tables.ts';

const EXPIRED = { code: 'signing.batch_expired', message: 'Lô ký đã hết hạn trước khi ký.', numberSymbol: null };

async function expireBatch(context: Context, batch: Pick<BatchRow, 'agency_id' | 'id'>): Promise<void> {
  await command(context, async (tx) => {
    if (!(await setBatchState(tx, batch, 'expired'))) {
      throw conflict('signing.batch_closed', 'Lô ký vừa được đóng.');
    }
    await closeSessions(tx, batch.agency_id, [batch.id], 'expire', EXPIRED, context.clock.now());
    await record(tx, context, {
      action: 'signing.expired',
      agencyId: batch.agency_id,
      objectKind: 'signing_batch',
      objectId: batch.id,
    });
  });
}

/** Signed, cancelled or swept by another process in this very moment. */
function ignoreClosed(error: unknown): void {
  if (!(error instanceof AppError && error.code === 'signing.batch_closed')) {
    throw error;
  }
}

/**
 * A forgotten dialog signs nothing tomorrow. Signing looks at the time itself; this frees the documents and says so. Swept by
 * the office's own clock, which the demo sets to another year than the database's.
 */
export async function expireBatches(services: Services): Promise<void> {
  const meta = { requestId: newId(), ip: '', userAgent: 'job' };
  const context: Context = { ...services, subject: undefined, meta, idempotency: undefined };
  for (const batch of await listOverdueBatches(services.db, services.clock.now())) {
    await expireBatch(context, batch).catch(ignoreClosed);
  }
  await forgetLinks(services.db, services.clock.now());
}
