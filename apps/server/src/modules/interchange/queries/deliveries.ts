import type { DeliveryCounts, DeliveryView } from '@congvu/contracts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { listDispatches, listEvents } from '../dispatch.store.ts';
import { countDeliveryStates, presentDelivery } from '../interchange.presenter.ts';
import type { DispatchState } from '../interchange.states.ts';
import type { DispatchEventRow } from '../interchange.tables.ts';

export async function listEventsByDispatch(
  db: Db | Tx,
  agencyId: string,
  ids: readonly string[],
): Promise<Map<string, DispatchEventRow[]>> {
  return Map.groupBy(await listEvents(db, agencyId, ids), (event) => event.dispatch_id);
}

/** What every receiver of a letter has reported, in the order of the receivers. */
export async function listDeliveries(db: Db | Tx, agencyId: string, documentId: string): Promise<DeliveryView[]> {
  const rows = await listDispatches(db, agencyId, documentId);
  const events = await listEventsByDispatch(
    db,
    agencyId,
    rows.map((row) => row.id),
  );
  return rows.map((row) => presentDelivery(row, events.get(row.id) ?? []));
}

interface StateCount {
  document_id: string;
  state: DispatchState;
  count: number;
}

/** For lists: one statement for the page. Letters without a receiver are left out. */
export async function countDeliveries(
  db: Db | Tx,
  agencyId: string,
  documentIds: readonly string[],
): Promise<Map<string, DeliveryCounts>> {
  if (documentIds.length === 0) {
    return new Map();
  }
  const rows = await rawQuery<StateCount>(
    db,
    `select document_id, state, count(*) as count from interchange_dispatch
     where agency_id = $1 and document_id = any($2::uuid[]) group by document_id, state`,
    [agencyId, documentIds],
  );
  const byDocument = Map.groupBy(rows, (row) => row.document_id);
  return new Map([...byDocument].map(([documentId, states]) => [documentId, countDeliveryStates(states)]));
}
