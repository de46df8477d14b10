import { record } from '#modules/audit';
import { notify } from '#modules/notifications';
import { settleRequests, sumUp } from '#modules/requests';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { focalPeople } from '../document-moved.ts';
import { addBatchMovement, batchLink, transitionBatch } from '../rosters.store.ts';
import type { BatchRow } from '../rosters.tables.ts';
import type { Portion } from './record-portion.ts';

const LEFT = `select count(*)::int as left from request_item where batch_id = $1 and state in ('open', 'granted')`;

async function moveBatch(tx: Tx, context: Context, batch: BatchRow, text: string): Promise<BatchRow> {
  const key = { agencyId: batch.agency_id, id: batch.id };
  const [row] = await rawQuery<{ left: number }>(tx, LEFT, [batch.id]);
  const isAll = row?.left === 0;
  const moved = await transitionBatch(
    tx,
    context,
    key,
    isAll ? 'result_all' : 'result_partly',
    isAll ? { resulted_at: context.clock.now() } : {},
  );
  await addBatchMovement(tx, context, { ...key, kind: 'resulted', text });
  return moved;
}

/** What a portion of results means for requests, batch and people; one leaf for each agency whose lines changed. */
export async function settlePortion(
  tx: Tx,
  context: Context,
  batch: BatchRow,
  { changed }: Portion,
  note = '',
): Promise<BatchRow> {
  if (changed.length === 0) {
    await record(tx, context, {
      action: 'requests.results_unchanged',
      agencyId: batch.agency_id,
      objectKind: 'request_batch',
      objectId: batch.id,
    });
    return batch;
  }
  await settleRequests(tx, context, batch.id, changed);
  for (const [agencyId, own] of Map.groupBy(changed, ({ item }) => item.agency_id)) {
    await record(tx, context, {
      action: 'requests.results_recorded',
      agencyId,
      objectKind: 'request_batch',
      objectId: batch.id,
      detail: { items: own.map(({ item, outcome }) => [item.id, outcome, item.state]) },
    });
  }
  const text = `Ghi kết quả: ${sumUp(changed)}${note === '' ? '' : `. ${note}`}`;
  const moved = await moveBatch(tx, context, batch, text);
  await notify(tx, context, {
    agencyId: batch.agency_id,
    personIds: await focalPeople(tx, context, batch.agency_id),
    kind: 'requests.roster_resulted',
    text: `${batch.name}: ${sumUp(changed)}.`,
    link: batchLink(batch.id),
    reason: 'Cán bộ đầu mối',
  });
  for (const agencyId of new Set([batch.agency_id, batch.destination_agency_id])) {
    await publish(tx, { topic: 'requests', agencyId, ids: [batch.id] });
  }
  return moved;
}
