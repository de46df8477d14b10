import { loadSubject } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext, Services } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { getBatch, takeWaitingBatches } from '../batches.store.ts';
import { loadAct } from '../queries/view-batch.ts';
import type { BatchRow } from '../signing.tables.ts';
import type { SigningPorts } from '../signing-act.ts';
import { followUp } from './follow-up.ts';
import { POLL_MS } from './send-batch.ts';
import { settleBatch } from './settle-batch.ts';

const BATCHES_AT_ONCE = 20;

/** The signer as of now, acting through the device; undefined when the term of office has ended meanwhile. */
export async function actAsSigner(services: Services, batch: BatchRow): Promise<ActingContext | undefined> {
  const user = { userId: batch.user_id, positionId: batch.position_id };
  const subject = await loadSubject(services.db, user, vietnamDate(services.clock.now()));
  if (subject?.personId !== batch.person_id) {
    return undefined;
  }
  const meta = { requestId: newId(), ip: '', userAgent: 'job' };
  return { ...services, subject, meta, idempotency: undefined };
}

async function pollBatch(services: Services, ports: SigningPorts, key: Pick<BatchRow, 'agency_id' | 'id'>) {
  const batch = await getBatch(services.db, key.agency_id, key.id);
  const context = await actAsSigner(services, batch);
  if (context === undefined || batch.ticket?.kind !== 'device') {
    return;
  }
  const { act, sessions } = await loadAct(context, ports, batch.id);
  const signer = await ports.openSigner(context, act.certificate);
  if (await followUp(act, signer, batch.ticket, sessions)) {
    await settleBatch(act);
  }
}

/** The person confirmed on the phone and closed the page: the office fetches the signatures itself. */
export async function pollDevices(services: Services, ports: SigningPorts): Promise<void> {
  const now = services.clock.now();
  const next = new Date(now.getTime() + POLL_MS);
  for (const key of await takeWaitingBatches(services.db, now, next, BATCHES_AT_ONCE)) {
    try {
      await pollBatch(services, ports, key);
    } catch (error) {
      services.log.warn({ err: error, batchId: key.id }, 'device could not be asked, will be tried again');
    }
  }
}
