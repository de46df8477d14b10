import { notify } from '#modules/notifications';
import { loadSubject } from '#modules/org';
import { type RequestRow, requestLink } from '#modules/requests';
import { vietnamDate } from '../../platform/clock.ts';
import type { ActingContext, Services } from '../../platform/context.ts';
import { AppError } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { draftLetter } from './commands/draft-letter.ts';
import { openBatches } from './commands/open-batches.ts';
import { findBatch } from './rosters.store.ts';
import { rosterTables } from './rosters.tables.ts';
import type { UrgentJob } from './urgent-job.ts';

type Urgent = Pick<RequestRow, 'id' | 'kind' | 'state' | 'batch_id' | 'subject'>;

async function findUrgent(services: Services, id: string): Promise<Urgent | undefined> {
  return rosterTables(services.db)
    .selectFrom('request')
    .select(['id', 'kind', 'state', 'batch_id', 'subject'])
    .where('id', '=', id)
    .executeTakeFirst();
}

async function openAndDraft(context: ActingContext, request: Urgent): Promise<void> {
  const { id, kind, state, batch_id: batchId } = request;
  if (state === 'accepted') {
    const { batches } = await openBatches(context, { kinds: [kind], requestIds: [id] });
    await draftLetter(context, { batchIds: batches.map((batch) => batch.id) });
    return;
  }
  const batch =
    state === 'batched' && batchId !== null
      ? await findBatch(context.db, batchId, context.subject.agencyId)
      : undefined;
  if (batch?.urgent === true && batch.state === 'collecting') {
    await draftLetter(context, { batchIds: [batch.id] });
  }
}

/** A batch of one with its letter drafted for whoever accepted; run again after a break it goes on where it stopped. */
export async function forwardUrgent(services: Services, given: UrgentJob): Promise<void> {
  const request = await findUrgent(services, given.requestId);
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
    await openAndDraft(context, request);
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
