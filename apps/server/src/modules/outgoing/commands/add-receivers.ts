import type { Tx } from '../../../platform/db.ts';
import { listReceivers } from '../outgoing.store.ts';
import { outgoingTables } from '../outgoing.tables.ts';

/**
 * Receivers that joined after the issue, behind those of the first day; one that is there stays once. In the transaction that sends
 * the letter to them.
 */
export async function addReceivers(
  tx: Tx,
  document: { agencyId: string; id: string },
  receivers: readonly { agencyId: string | null; name: string; code: string }[],
): Promise<void> {
  const { agencyId, id } = document;
  const known = await listReceivers(tx, agencyId, id);
  const fresh = receivers.filter(
    (receiver) => !known.some((row) => row.receiver_agency_id === receiver.agencyId && row.code === receiver.code),
  );
  if (fresh.length === 0) {
    return;
  }
  const first = 1 + Math.max(-1, ...known.map((row) => row.sort_order));
  await outgoingTables(tx)
    .insertInto('outgoing_receiver')
    .values(
      fresh.map((receiver, index) => ({
        agency_id: agencyId,
        document_id: id,
        sort_order: first + index,
        receiver_agency_id: receiver.agencyId,
        name: receiver.name,
        code: receiver.code,
      })),
    )
    .execute();
  await outgoingTables(tx)
    .updateTable('outgoing_document')
    .set({ receiver_count: known.length + fresh.length })
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .execute();
}
