import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { listDispatches, lockDispatches, saveChanges } from '../dispatch.store.ts';
import type { DispatchRow } from '../interchange.tables.ts';

export const FROZEN = 'interchange.frozen';

export interface FrozenLetter {
  agencyId: string;
  /** Of the outgoing document. */
  documentId: string;
  /** Why it does not go any more; stands at every receiver it has not reached. */
  note: string;
}

/**
 * Takes back what surely has not left. A parcel that is under way, or of which an attempt ended without an answer (said so, or by the
 * lease of a worker that died), goes on and its receiver is asked like the others: the letter may be there.
 */
async function dropParcels(tx: Tx, rows: readonly DispatchRow[]): Promise<Set<string>> {
  const dropped = await rawQuery<{ message_id: string; receiver_code: string }>(
    tx,
    `delete from interchange_outbox parcel using unnest($2::uuid[], $3::text[]) as unsent(message_id, receiver_code)
     where parcel.agency_id = $1 and parcel.message_id = unsent.message_id and parcel.receiver_code = unsent.receiver_code
       and parcel.kind = 'document' and parcel.state <> 'sent'
       and parcel.leased_until is null and (not parcel.in_doubt or parcel.state = 'failed')
     returning parcel.message_id, parcel.receiver_code`,
    [rows[0]?.agency_id ?? null, rows.map((row) => row.message_id), rows.map((row) => row.receiver_code)],
  );
  return new Set(dropped.map((parcel) => `${parcel.message_id} ${parcel.receiver_code}`));
}

function isUnsent({ state }: DispatchRow): boolean {
  return ['queued', 'failed', 'manual'].includes(state);
}

/**
 * Of a letter that was taken back, recalled or replaced nothing leaves any more (spec interchange §10, outbox 7): receivers it has not
 * reached are closed, over a carrier and on paper. In the transaction that freezes it; answers how many.
 */
export async function stopUnsent(tx: Tx, context: Context, letter: FrozenLetter): Promise<number> {
  const { agencyId, documentId, note } = letter;
  // All of them at once, in the order of their ids as receipts and statuses take them: one after the other would wait in a circle.
  const locked = await lockDispatches(
    tx,
    agencyId,
    (await listDispatches(tx, agencyId, documentId)).map(({ id }) => id),
  );
  // Judged behind the lock: while we waited a worker may have handed one over, and its receiver has it.
  const rows = locked.filter(isUnsent);
  const dropped = await dropParcels(tx, rows);
  const stopped = rows.filter((row) => row.state !== 'queued' || dropped.has(`${row.message_id} ${row.receiver_code}`));
  const at = context.clock.now();
  const by = context.subject?.displayName ?? 'Hệ thống';
  await saveChanges(
    tx,
    agencyId,
    stopped.map((row) => ({
      row: {
        ...row,
        state: 'failed' as const,
        note,
        error_code: FROZEN,
        paper: 'none' as const,
        changed_at: at,
        settled_at: at,
        settled_by: by,
      },
      event: { state: 'failed' as const, at, note },
    })),
  );
  await publish(tx, { topic: 'interchange', agencyId, ids: [documentId] });
  return stopped.length;
}
