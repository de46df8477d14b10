import { recordAll } from '#modules/audit';
import { type Context, type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { type DispatchChange, lockDispatchesOfParcels, saveChanges } from '../dispatch.store.ts';
import { stepDispatch, type TransportEvent } from '../interchange.states.ts';
import type { DispatchRow, OutboxRow } from '../interchange.tables.ts';
import { markOutboxSent } from './outbox.store.ts';
import { wakeReader } from './wake.ts';

export interface Reason {
  code: string;
  text: string;
}

const NO_REASON: Reason = { code: '', text: '' };

function changeOf(dispatch: DispatchRow, row: OutboxRow | undefined, event: TransportEvent, at: Date, reason: Reason) {
  const step = stepDispatch(dispatch.state, event);
  if (step.kind !== 'move') {
    return undefined;
  }
  const changed: DispatchRow = {
    ...dispatch,
    state: step.to,
    attempts: row?.attempts ?? dispatch.attempts,
    // What stood there of the way (a successor takes it) stays; an error of an earlier attempt goes.
    note: reason.text === '' && dispatch.error_code === '' ? dispatch.note : reason.text,
    error_code: reason.code,
    sent_at: step.to === 'sent' ? at : dispatch.sent_at,
    changed_at: at,
  };
  return { row: changed, event: { state: step.to, at, note: reason.text } };
}

/** Moves the dispatches these parcels of one agency carry; the transaction is the caller's. */
export async function moveDispatches(
  tx: Tx,
  context: Context,
  rows: readonly OutboxRow[],
  event: TransportEvent,
  reason: Reason = NO_REASON,
): Promise<DispatchChange[]> {
  const [first] = rows;
  if (first === undefined) {
    return [];
  }
  const at = context.clock.now();
  const dispatches = await lockDispatchesOfParcels(tx, first.agency_id, rows);
  const byParcel = new Map(rows.map((row) => [`${row.message_id}|${row.receiver_code}`, row]));
  const changes = dispatches.flatMap((dispatch) => {
    const row = byParcel.get(`${dispatch.message_id}|${dispatch.receiver_code}`);
    return changeOf(dispatch, row, event, at, reason) ?? [];
  });
  await saveChanges(tx, first.agency_id, changes);
  return changes;
}

export async function tell(tx: Tx, agencyId: string, changes: readonly DispatchChange[]): Promise<void> {
  const ids = [...new Set(changes.map(({ row }) => row.document_id))];
  if (ids.length > 0) {
    await publish(tx, { topic: 'interchange', agencyId, ids });
    await publish(tx, { topic: 'outgoing', agencyId, ids });
  }
}

/**
 * Statuses that came before our own receipt are looked at now, not when their time has come. By itself: whoever applies statuses holds
 * their rows first and the letters after, and we have just held the letters. Being lost with the process costs only that time.
 */
async function wakeWaiting(services: Services, agencyId: string, changes: readonly DispatchChange[]): Promise<void> {
  const ids = [...new Set(changes.map(({ row }) => row.envelope_document_id))];
  if (ids.length === 0) {
    return;
  }
  await services.db.transaction().execute(async (tx) => {
    const [first] = await rawQuery<{ id: string }>(
      tx,
      `update interchange_inbox as inbox set next_at = $3 from (
         select id from interchange_inbox where agency_id = $1 and awaits = any($2::text[]) and state = 'waiting' order by id for update
       ) as waiting where inbox.agency_id = $1 and inbox.id = waiting.id returning inbox.id`,
      [agencyId, ids.map((id) => `sent|${id}`), services.clock.now()],
    );
    if (first !== undefined) {
      await wakeReader(tx, first.id);
    }
  });
}

async function settleLetters(
  tx: Tx,
  context: Context,
  agencyId: string,
  rows: readonly OutboxRow[],
): Promise<DispatchChange[]> {
  const changes = await moveDispatches(tx, context, rows, 'handed_over');
  await recordAll(
    tx,
    context,
    [...Map.groupBy(changes, ({ row }) => row.document_id)].map(([documentId, own]) => ({
      action: 'interchange.sent',
      agencyId,
      objectKind: 'document',
      objectId: documentId,
      detail: { receivers: own.length },
    })),
  );
  await tell(tx, agencyId, changes);
  return changes;
}

/** After the carrier has the bytes: the receipts of the whole batch in one transaction, senders always in the same order. */
export async function settleSent(
  services: Services,
  sent: readonly { row: OutboxRow; transportId: string }[],
): Promise<void> {
  if (sent.length === 0) {
    return;
  }
  const letters = Map.groupBy(
    sent.map(({ row }) => row).filter((row) => row.kind === 'document'),
    (row) => row.agency_id,
  );
  const settled = await services.db.transaction().execute(async (tx) => {
    const changed = new Map<string, DispatchChange[]>();
    for (const [agencyId, own] of [...letters].sort(([left], [right]) => (left < right ? -1 : 1))) {
      changed.set(agencyId, await settleLetters(tx, systemContext(services), agencyId, own));
    }
    await markOutboxSent(tx, sent, services.clock.now());
    return changed;
  });
  for (const [agencyId, changes] of settled) {
    await wakeWaiting(services, agencyId, changes);
  }
}
