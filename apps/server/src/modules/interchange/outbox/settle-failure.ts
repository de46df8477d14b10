import { record } from '#modules/audit';
import { addMovement } from '#modules/documents';
import { type Context, type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import type { DispatchChange } from '../dispatch.store.ts';
import type { OutboxRow } from '../interchange.tables.ts';
import { EXCHANGE_PAGE, noticeClerks, outgoingLink } from '../notices.ts';
import { nextAttempt } from './back-off.ts';
import { failOutbox, type OutboxError, postponeOutbox } from './outbox.store.ts';
import { moveDispatches, tell } from './settle-sent.ts';

export interface Failure extends OutboxError {
  row: OutboxRow;
  final: boolean;
  /** The carrier did not try: no attempt is used up. */
  untried?: boolean;
  /** Not before this moment, when the carrier knows. */
  retryAt?: Date | undefined;
}

const UNTRIED_MS = 30_000;

function nextTry({ row, final, untried = false, retryAt }: Failure, now: Date): Date | undefined {
  if (final) {
    return undefined;
  }
  const next = untried ? new Date(now.getTime() + UNTRIED_MS) : nextAttempt(row.attempts, now, Math.random());
  return retryAt === undefined || next === undefined || retryAt < next ? next : retryAt;
}

/** Timeline, clerks, trace. */
export async function announceFailure(tx: Tx, context: Context, { row }: Pick<DispatchChange, 'row'>): Promise<void> {
  const text = `Không gửi được ${row.type_name} ${row.number_symbol} đến ${row.receiver_name}: ${row.note}`;
  await addMovement(tx, context, {
    agencyId: row.agency_id,
    documentId: row.document_id,
    kind: 'sending_failed',
    text,
  });
  await noticeClerks(tx, context, {
    agencyId: row.agency_id,
    kind: 'interchange.failed',
    text,
    link: outgoingLink(row.document_id),
  });
  await record(tx, context, {
    action: 'interchange.sending_failed',
    agencyId: row.agency_id,
    objectKind: 'document',
    objectId: row.document_id,
    detail: { receiver: row.receiver_code, attempts: row.attempts, code: row.error_code },
  });
}

/** The other side will not learn what became of the letter: somebody has to know that. */
async function announceLostStatus(tx: Tx, context: Context, { row, reason, code }: Failure): Promise<void> {
  await noticeClerks(tx, context, {
    agencyId: row.agency_id,
    kind: 'interchange.status_failed',
    text: `Không báo được trạng thái xử lý cho ${row.receiver_code}: ${reason}`,
    link: EXCHANGE_PAGE,
  });
  await record(tx, context, {
    action: 'interchange.status_failed',
    agencyId: row.agency_id,
    objectKind: 'interchange_message',
    objectId: row.message_id,
    detail: { receiver: row.receiver_code, attempts: row.attempts, code },
  });
}

async function giveUp(tx: Tx, context: Context, failure: Failure): Promise<void> {
  if (await failOutbox(tx, failure.row, failure, context.clock.now())) {
    await closeFailed(tx, context, failure, 'gave_up');
  }
}

/** A parcel that ended is said of its letters, or to whoever waits for the status it carried. */
export async function closeFailed(
  tx: Tx,
  context: Context,
  failure: Failure,
  event: 'gave_up' | 'returned',
): Promise<void> {
  const { row, reason, code } = failure;
  if (row.kind === 'status') {
    await announceLostStatus(tx, context, failure);
    return;
  }
  const changes = await moveDispatches(tx, context, [row], event, { code, text: reason });
  for (const change of changes) {
    await announceFailure(tx, context, change);
  }
  await tell(tx, row.agency_id, changes);
}

/** Later again, with jitter, or given up with its reason: nothing stays pending in silence (spec interchange §10, outbox 5). */
export async function settleFailure(services: Services, failure: Failure): Promise<void> {
  const { row } = failure;
  const next = nextTry(failure, services.clock.now());
  await services.db
    .transaction()
    .execute((tx) =>
      next === undefined ? giveUp(tx, systemContext(services), failure) : postponeOutbox(tx, row, failure, next),
    );
}
