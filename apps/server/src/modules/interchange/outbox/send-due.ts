import { record } from '#modules/audit';
import type { Parcel, SendOutcome } from '#modules/carriers';
import { addMovement } from '#modules/documents';
import type { Context, Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { type DispatchChange, lockDispatchesOfParcels, saveChanges } from '../dispatch.store.ts';
import { type Exchange, systemContext } from '../exchange.ts';
import { stepDispatch, type TransportEvent } from '../interchange.states.ts';
import type { DispatchRow, MessageRow, OutboxRow } from '../interchange.tables.ts';
import { EXCHANGE_PAGE, noticeClerks, outgoingLink } from '../notices.ts';
import { nextAttempt } from './back-off.ts';
import { buildMessage, isUnbuildable } from './build-message.ts';
import { failOutbox, leaseOutbox, listMessages, markOutboxSent, postponeOutbox } from './outbox.store.ts';

const BATCH = 120;

type Failure = { row: OutboxRow; reason: string; final: boolean };

interface Batch {
  ready: { row: OutboxRow; parcel: Parcel }[];
  failures: Failure[];
}

function parcelOf(row: OutboxRow, built: { sha256: string; size: number; content: Buffer | null }): Parcel {
  return {
    outboxId: row.id,
    senderAgencyId: row.agency_id,
    senderCode: row.sender_code,
    receiverAgencyId: row.receiver_agency_id,
    receiverCode: row.receiver_code,
    connectionId: row.connection_id,
    inDoubt: row.in_doubt,
    kind: row.kind,
    messageId: row.message_id,
    ...built,
    priority: row.priority,
  };
}

function describeFault(services: Services, error: unknown): { reason: string; final: boolean } {
  if (isUnbuildable(error)) {
    return { reason: `Không lập được gói tin: ${error.message}`, final: true };
  }
  services.log.warn({ err: error }, 'a message could not be handed over');
  return { reason: 'Hệ thống chưa gửi được, sẽ tự gửi lại.', final: false };
}

async function prepare(services: Services, rows: OutboxRow[], messages: MessageRow[], batch: Batch): Promise<void> {
  for (const message of messages) {
    const own = rows.filter((row) => row.message_id === message.id && row.agency_id === message.agency_id);
    try {
      const built = await buildMessage(services, message);
      batch.ready.push(...own.map((row) => ({ row, parcel: parcelOf(row, built) })));
    } catch (error) {
      const fault = describeFault(services, error);
      batch.failures.push(...own.map((row) => ({ row, ...fault })));
    }
  }
  // What happened first is handed over first: a receiver's history reads as it was.
  batch.ready.sort((left, right) => left.row.seq - right.row.seq);
}

async function handOver(exchange: Exchange, context: Context, batch: Batch): Promise<OutboxRow[]> {
  const sent: OutboxRow[] = [];
  for (const carrier of exchange.carriers) {
    const own = batch.ready.filter(({ row }) => row.carrier === carrier.name);
    if (own.length === 0) {
      continue;
    }
    let outcomes: SendOutcome[];
    try {
      outcomes = await carrier.send(
        context,
        own.map(({ parcel }) => parcel),
      );
    } catch (error) {
      const fault = describeFault(context, error);
      outcomes = own.map(() => ({ ok: false, code: 'interchange.carrier_failed', ...fault }));
    }
    for (const [index, { row }] of own.entries()) {
      const outcome = outcomes[index] ?? {
        ok: false,
        final: false,
        code: 'interchange.no_answer',
        reason: 'Kênh gửi không trả lời.',
      };
      if (outcome.ok) {
        sent.push(row);
      } else {
        batch.failures.push({ row, reason: outcome.reason, final: outcome.final });
      }
    }
  }
  return sent;
}

function changeOf(dispatch: DispatchRow, row: OutboxRow | undefined, event: TransportEvent, at: Date, note: string) {
  const step = stepDispatch(dispatch.state, event);
  if (step.kind !== 'move') {
    return undefined;
  }
  const changed: DispatchRow = {
    ...dispatch,
    state: step.to,
    attempts: row?.attempts ?? dispatch.attempts,
    note,
    sent_at: step.to === 'sent' ? at : dispatch.sent_at,
    changed_at: at,
  };
  return { row: changed, event: { state: step.to, at, note } };
}

/** Moves the dispatches these parcels carry and tells whoever looks at them; the transaction is the caller's. */
async function moveDispatches(
  tx: Tx,
  context: Context,
  rows: readonly OutboxRow[],
  event: TransportEvent,
  reason = '',
): Promise<DispatchChange[]> {
  const [first] = rows;
  if (first === undefined) {
    return [];
  }
  const at = context.clock.now();
  const dispatches = await lockDispatchesOfParcels(tx, first.agency_id, rows);
  const changes = dispatches.flatMap((dispatch) => {
    const row = rows.find(
      (own) => own.message_id === dispatch.message_id && own.receiver_code === dispatch.receiver_code,
    );
    return changeOf(dispatch, row, event, at, reason) ?? [];
  });
  await saveChanges(tx, first.agency_id, changes);
  return changes;
}

async function tell(tx: Tx, agencyId: string, changes: readonly DispatchChange[]): Promise<void> {
  const ids = [...new Set(changes.map(({ row }) => row.document_id))];
  if (ids.length > 0) {
    await publish(tx, { topic: 'interchange', agencyId, ids });
    await publish(tx, { topic: 'outgoing', agencyId, ids });
  }
}

async function settleLetters(tx: Tx, context: Context, agencyId: string, rows: readonly OutboxRow[]): Promise<void> {
  const changes = await moveDispatches(tx, context, rows, 'handed_over');
  for (const [documentId, own] of Map.groupBy(changes, ({ row }) => row.document_id)) {
    await record(tx, context, {
      action: 'interchange.sent',
      agencyId,
      objectKind: 'document',
      objectId: documentId,
      detail: { receivers: own.length },
    });
  }
  await tell(tx, agencyId, changes);
}

/** After the carrier has the bytes: the receipts of the whole batch in one transaction, senders always in the same order. */
async function settleSent(services: Services, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  const letters = Map.groupBy(
    rows.filter((row) => row.kind === 'document'),
    (row) => row.agency_id,
  );
  await services.db.transaction().execute(async (tx) => {
    for (const [agencyId, own] of [...letters].sort(([left], [right]) => (left < right ? -1 : 1))) {
      await settleLetters(tx, systemContext(services), agencyId, own);
    }
    await markOutboxSent(tx, rows, services.clock.now());
  });
}

async function announceFailure(tx: Tx, context: Context, { row }: DispatchChange): Promise<void> {
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
    detail: { receiver: row.receiver_code, attempts: row.attempts },
  });
}

/** The sender will not learn what became of its letter: somebody has to know that. */
async function announceLostStatus(tx: Tx, context: Context, row: OutboxRow, reason: string): Promise<void> {
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
    detail: { receiver: row.receiver_code, attempts: row.attempts },
  });
}

async function settleFailure(services: Services, failure: Failure): Promise<void> {
  const { row, reason } = failure;
  const context = systemContext(services);
  const next = failure.final ? undefined : nextAttempt(row.attempts, services.clock.now(), Math.random());
  await services.db.transaction().execute(async (tx) => {
    if (next !== undefined) {
      await postponeOutbox(tx, row, reason, next);
      return;
    }
    const changes = await moveDispatches(tx, context, row.kind === 'document' ? [row] : [], 'gave_up', reason);
    await failOutbox(tx, row, reason);
    if (row.kind === 'status') {
      await announceLostStatus(tx, context, row, reason);
    }
    for (const change of changes) {
      await announceFailure(tx, context, change);
    }
    await tell(tx, row.agency_id, changes);
  });
}

/** One round: what is due goes out. Answers how many rows it took and how many arrived; nothing taken means nothing is due. */
export async function sendDue(exchange: Exchange, services: Services): Promise<{ taken: number; sent: number }> {
  const rows = await leaseOutbox(services, BATCH);
  if (rows.length === 0) {
    return { taken: 0, sent: 0 };
  }
  const batch: Batch = { ready: [], failures: [] };
  await prepare(services, rows, await listMessages(services, rows), batch);
  const sent = await handOver(exchange, systemContext(services), batch);
  await settleSent(services, sent);
  for (const failure of batch.failures) {
    await settleFailure(services, failure);
  }
  return { taken: rows.length, sent: sent.length };
}
