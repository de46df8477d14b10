import { record } from '#modules/audit';
import { command } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { getBatch, setBatchState } from '../batches.store.ts';
import { RAISE_JOB } from '../care/raise-job.ts';
import { listSessions } from '../sessions.store.ts';
import { LIVE_STATES } from '../signing.states.ts';
import type { BatchRow, SessionRow } from '../signing.tables.ts';
import type { SigningAct } from '../signing-act.ts';

export function isLive(session: SessionRow): boolean {
  return session.review.stopped === null && LIVE_STATES.includes(session.state);
}

export function assertBatchOpen(batch: BatchRow, now: Date): void {
  if (batch.state === 'expired' || (batch.expires_at < now && batch.state !== 'cancelled')) {
    throw conflict('signing.batch_expired', 'Lô ký đã hết hạn; chưa có gì được ký thêm. Mở lại danh sách chờ ký.');
  }
  if (batch.state === 'cancelled' || batch.state === 'completed') {
    throw conflict('signing.batch_closed', 'Lô ký này đã đóng. Mở lại danh sách chờ ký.');
  }
}

/** The batch is done when nothing in it can still be signed; otherwise it stays open for another try. */
export async function settleBatch({
  context,
  batch,
}: SigningAct): Promise<{ batch: BatchRow; sessions: SessionRow[] }> {
  return command(context, async (tx) => {
    const sessions = await listSessions(tx, batch.agency_id, batch.id);
    const isWaiting = sessions.some(({ state }) => state === 'sent');
    if (!isWaiting) {
      await setBatchState(tx, batch, sessions.some(isLive) ? 'open' : 'completed');
    }
    const signed = sessions.filter(({ state }) => state === 'completed').length;
    await record(tx, context, {
      action: 'signing.batch_tried',
      agencyId: batch.agency_id,
      objectKind: 'signing_batch',
      objectId: batch.id,
      detail: { signed, of: sessions.length },
    });
    if (signed > 0) {
      await enqueue(tx, RAISE_JOB, {}, { key: RAISE_JOB });
    }
    await publish(tx, {
      topic: 'signing',
      agencyId: batch.agency_id,
      personIds: [batch.person_id],
      ids: [batch.id],
    });
    return { batch: await getBatch(tx, batch.agency_id, batch.id), sessions };
  });
}
