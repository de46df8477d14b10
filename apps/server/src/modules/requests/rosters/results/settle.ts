import { record } from '#modules/audit';
import { notify } from '#modules/notifications';
import type { Context } from '../../../../platform/context.ts';
import type { Tx } from '../../../../platform/db.ts';
import { publish } from '../../../../platform/events.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import type { RequestsPorts } from '../../ports.ts';
import { requestLink } from '../../requests.links.ts';
import type { RequestRow } from '../../requests.tables.ts';
import { focalPeople } from '../document-moved.ts';
import { moveRequests, tellUnit } from '../move-requests.ts';
import { addBatchMovement, batchLink, transitionBatch } from '../rosters.store.ts';
import type { BatchRow } from '../rosters.tables.ts';
import { nameOf, type Portion } from './record-portion.ts';

type Changed = Portion['changed'];

function summary(changed: Changed): string {
  const count = (outcome: Changed[number]['outcome']) => changed.filter((one) => one.outcome === outcome).length;
  const parts: [number, string][] = [
    [count('granted'), 'được đồng ý'],
    [count('refused'), 'bị từ chối'],
    [count('returned'), 'bị trả lại'],
  ];
  return parts
    .filter(([number]) => number > 0)
    .map(([number, words]) => `${number} dòng ${words}`)
    .join(', ');
}

/** The unit hears of its request as a whole, people of their own line: the final name may differ from what was proposed. */
async function tell(tx: Tx, context: Context, request: RequestRow, changed: Changed): Promise<void> {
  const isOne = changed.length === 1;
  const [first] = changed;
  const text =
    isOne && first !== undefined
      ? `Đề nghị "${request.subject}": ${nameOf(first.item)} ${first.told}.`
      : `Đề nghị "${request.subject}" có kết quả: ${summary(changed)}.`;
  await tellUnit(tx, context, request, {
    kind: 'requests.resulted',
    text: text.slice(0, 500),
    reason: 'Người lập, người khai đề nghị',
  });
  for (const one of changed) {
    const { person_id: personId } = one.item;
    if (personId === null || personId === request.declarant_person_id || personId === request.prepared_by) {
      continue;
    }
    await notify(tx, context, {
      agencyId: request.agency_id,
      personIds: [personId],
      kind: 'requests.line_resulted',
      text: `${nameOf(one.item)} ${one.told}.`.slice(0, 500),
      link: requestLink(request.id),
      reason: 'Đề nghị liên quan đến bạn',
    });
  }
}

const DONE = `
  select request_id as id from request_item where request_id = any ($1::uuid[]) and live
  group by request_id having bool_and(state in ('recorded', 'refused', 'returned'))`;

async function moveOn(
  tx: Tx,
  context: Context,
  ports: RequestsPorts,
  batch: BatchRow,
  changed: Changed,
): Promise<void> {
  const byRequest = Map.groupBy(changed, ({ request }) => request.id);
  const forwarded = changed.filter(({ request }) => request.state === 'forwarded').map(({ request }) => request.id);
  await moveRequests(tx, context, ports, [...new Set(forwarded)].sort(), {
    acts: ['result'],
    movement: { kind: 'resulted', text: (row) => `Có kết quả: ${summary(byRequest.get(row.id) ?? [])}` },
    audit: { action: 'requests.resulted', detail: { batch: batch.id } },
  });
  const rows = await rawQuery<{ id: string }>(tx, DONE, [[...byRequest.keys()]]);
  await moveRequests(tx, context, ports, rows.map((row) => row.id).sort(), {
    acts: ['close'],
    set: { closed_at: context.clock.now() },
    movement: { kind: 'closed', text: () => 'Mọi dòng đã có kết quả và đã vào sổ' },
    audit: { action: 'requests.closed', detail: { batch: batch.id } },
  });
}

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
  ports: RequestsPorts,
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
  await moveOn(tx, context, ports, batch, changed);
  for (const own of Map.groupBy(changed, ({ request }) => request.id).values()) {
    const [first] = own;
    if (first !== undefined) {
      await tell(tx, context, first.request, own);
    }
  }
  for (const [agencyId, own] of Map.groupBy(changed, ({ item }) => item.agency_id)) {
    await record(tx, context, {
      action: 'requests.results_recorded',
      agencyId,
      objectKind: 'request_batch',
      objectId: batch.id,
      detail: { items: own.map(({ item, outcome }) => [item.id, outcome, item.state]) },
    });
  }
  const text = `Ghi kết quả: ${summary(changed)}${note === '' ? '' : `. ${note}`}`;
  const moved = await moveBatch(tx, context, batch, text);
  await notify(tx, context, {
    agencyId: batch.agency_id,
    personIds: await focalPeople(tx, context, batch.agency_id),
    kind: 'requests.roster_resulted',
    text: `${batch.name}: ${summary(changed)}.`,
    link: batchLink(batch.id),
    reason: 'Cán bộ đầu mối',
  });
  for (const agencyId of new Set([batch.agency_id, batch.destination_agency_id])) {
    await publish(tx, { topic: 'requests', agencyId, ids: [batch.id] });
  }
  return moved;
}
