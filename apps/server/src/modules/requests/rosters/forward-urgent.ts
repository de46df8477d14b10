import { notify } from '#modules/notifications';
import { loadSubject } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext, Services } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import type { RequestsPorts } from '../ports.ts';
import { requestLink } from '../requests.links.ts';
import { findRequest } from '../requests.store.ts';
import type { RequestRow } from '../requests.tables.ts';
import { draftLetter } from './commands/draft-letter.ts';
import { openBatches } from './commands/open-batches.ts';
import { findBatch } from './rosters.store.ts';

async function openAndDraft(context: ActingContext, ports: RequestsPorts, request: RequestRow): Promise<void> {
  const { id, kind, state, batch_id: batchId } = request;
  if (state === 'accepted') {
    const { batches } = await openBatches(context, ports, { kinds: [kind], requestIds: [id] });
    await draftLetter(context, { batchIds: batches.map((batch) => batch.id) });
    return;
  }
  const batch = state === 'batched' && batchId !== null ? await findBatch(context.db, batchId) : undefined;
  if (batch?.urgent === true && batch.state === 'collecting') {
    await draftLetter(context, { batchIds: [batch.id] });
  }
}

/** A batch of one with its letter drafted for whoever accepted; run again after a break it goes on where it stopped. */
export async function forwardUrgent(
  services: Services,
  ports: RequestsPorts,
  given: { requestId: string; userId: string; positionId: string },
): Promise<void> {
  const request = await findRequest(services.db, given.requestId);
  const today = vietnamDate(services.clock.now());
  const subject = await loadSubject(services.db, given, today);
  if (request === undefined || subject === undefined) {
    return;
  }
  const context: ActingContext = {
    ...services,
    subject,
    meta: { requestId: newId(), ip: '', userAgent: 'job' },
    idempotency: undefined,
  };
  try {
    await openAndDraft(context, ports, request);
  } catch (error) {
    if (!(error instanceof AppError)) {
      throw error;
    }
    // What a person has to put right is told to the person; trying again changes nothing.
    await services.db.transaction().execute((tx) =>
      notify(
        tx,
        { ...context, subject: undefined },
        {
          agencyId: subject.agencyId,
          personIds: [subject.personId],
          kind: 'requests.urgent_stopped',
          text: `Đề nghị khẩn "${request.subject}" chưa chuyển đi được: ${error.message}`.slice(0, 500),
          link: requestLink(request.id),
          reason: 'Người tiếp nhận đề nghị khẩn',
        },
      ),
    );
  }
}
