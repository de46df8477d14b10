import { record } from '#modules/audit';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { returnLocked } from '../commands/decide-request.ts';
import type { RequestsPorts } from '../ports.ts';
import { asMoved } from '../queries/for-others.ts';
import { addMovement, lockRequest, transitionRequest } from '../requests.store.ts';
import type { RequestRow } from '../requests.tables.ts';
import { moveRequests, tellUnit } from './move-requests.ts';
import { rosterTables } from './rosters.tables.ts';

export interface Dropped {
  officeId: string;
  itemIds: readonly string[];
  reason: string;
  /** `unit`: the line goes back to who sent it. `pool`: it stays accepted and joins a later batch. */
  back: 'unit' | 'pool';
}

interface Left {
  request_id: string;
  /** Lines in a live batch, lines without a result outside one, lines with a result. */
  batched: number;
  loose: number;
  done: number;
}

interface Taken {
  id: string;
  request_id: string;
  no: number;
}

const LEFT = `
  select request_id,
    count(*) filter (where state = 'open' and batch_id is not null)::int as batched,
    count(*) filter (where state = 'open' and batch_id is null)::int as loose,
    count(*) filter (where state in ('granted', 'recorded', 'refused'))::int as done
  from request_item where live and request_id = any ($1::uuid[]) group by request_id`;

/** Lines leave whatever open batch of the office they stand in; those of a batch that has left stay where they are. */
async function takeOut(tx: Tx, context: ActingContext, dropped: Dropped): Promise<Map<string, Taken[]>> {
  const taken = await rawQuery<Taken>(
    tx,
    `with gone as (
       update request_batch_line line set removed_at = $3::timestamptz, removed_reason = $4::text
       from request_batch batch
       where line.agency_id = $1 and line.item_id = any ($2::uuid[]) and line.removed_at is null
         and batch.agency_id = line.agency_id and batch.id = line.batch_id
         and (batch.state = 'collecting' or (batch.state = 'letter_drafted' and batch.document_id is null))
     )
     update request_item item set batch_id = null,
       state = case when $5::boolean then 'returned' else item.state end,
       reason = case when $5::boolean then $4::text else item.reason end
     from request
     where item.id = any ($2::uuid[]) and item.state = 'open' and item.live
       and request.agency_id = item.agency_id and request.id = item.request_id and request.consolidator_agency_id = $1
       and (item.batch_id is null or exists (select 1 from request_batch batch where batch.id = item.batch_id
         and (batch.state = 'collecting' or (batch.state = 'letter_drafted' and batch.document_id is null))))
     returning item.id, item.request_id, item.no`,
    [dropped.officeId, dropped.itemIds, context.clock.now(), dropped.reason, dropped.back === 'unit'],
  );
  return Map.groupBy(taken, (row) => row.request_id);
}

async function returnWhole(
  tx: Tx,
  context: ActingContext,
  ports: RequestsPorts,
  before: RequestRow,
  dropped: Dropped & { rows: readonly number[] },
): Promise<void> {
  const key = { agencyId: before.agency_id, id: before.id };
  const accepted =
    before.state === 'batched' ? await transitionRequest(tx, context, key, 'unbatch', { batch_id: null }) : before;
  const fields = before.content.rows === undefined ? [] : dropped.rows;
  await returnLocked(tx, context, ports, accepted, {
    reason: dropped.reason,
    fields: fields.map((row) => ({ field: 'rows', row, reason: dropped.reason })),
  });
}

/** Some lines of a list come back, the others go on: told and written down, the request stays where its lines are. */
async function returnSome(
  tx: Tx,
  context: ActingContext,
  ports: RequestsPorts,
  before: RequestRow,
  given: { left: Left; items: readonly string[]; reason: string },
): Promise<void> {
  const { left, items, reason } = given;
  const key = { agencyId: before.agency_id, id: before.id };
  const row =
    left.batched === 0 && before.state === 'batched'
      ? await transitionRequest(tx, context, key, 'unbatch', { batch_id: null })
      : before;
  const text = `Trả lại ${items.length} dòng khi tổng hợp: ${reason}`;
  await addMovement(tx, context, { ...key, kind: 'lines_returned', text });
  await ports.moved(tx, context, asMoved(row));
  await tellUnit(tx, context, row, {
    kind: 'requests.lines_returned',
    text: `${items.length} dòng của đề nghị "${row.subject}" bị trả lại, các dòng khác được chuyển tiếp: ${reason}`,
    reason: 'Người lập, người khai đề nghị',
  });
  await record(tx, context, {
    action: 'requests.lines_returned',
    agencyId: row.agency_id,
    objectKind: 'request',
    objectId: row.id,
    detail: { items, reason },
  });
  await publish(tx, { topic: 'requests', agencyId: row.agency_id, ids: [row.id] });
}

/** The request as a whole follows its lines: back to the unit when none is left, otherwise it goes on with the rest. */
async function sendBack(
  tx: Tx,
  context: ActingContext,
  ports: RequestsPorts,
  dropped: Dropped,
  given: { left: Left; items: readonly Taken[] },
): Promise<void> {
  const { left, items } = given;
  const before = await lockRequest(tx, left.request_id);
  const isWhole = left.batched + left.loose + left.done === 0;
  if (isWhole && (before.state === 'batched' || before.state === 'accepted')) {
    await returnWhole(tx, context, ports, before, { ...dropped, rows: items.map((item) => item.no) });
    return;
  }
  const ids = items.map((item) => item.id);
  await returnSome(tx, context, ports, before, { left, items: ids, reason: dropped.reason });
}

/** Answers how many lines left. The caller locks the batches and puts the lists together again. */
export async function dropLines(
  tx: Tx,
  context: ActingContext,
  ports: RequestsPorts,
  dropped: Dropped,
): Promise<number> {
  const taken = await takeOut(tx, context, dropped);
  const left = await rawQuery<Left>(tx, LEFT, [[...taken.keys()]]);
  if (dropped.back === 'unit') {
    for (const one of left.toSorted((a, b) => (a.request_id < b.request_id ? -1 : 1))) {
      await sendBack(tx, context, ports, dropped, { left: one, items: taken.get(one.request_id) ?? [] });
    }
  } else {
    const free = left.filter(({ batched }) => batched === 0).map((one) => one.request_id);
    await moveRequests(tx, context, ports, free.sort(), {
      acts: ['unbatch'],
      set: { batch_id: null },
      movement: { kind: 'unbatched', text: () => `Bỏ khỏi đợt tổng hợp: ${dropped.reason}` },
      audit: { action: 'requests.unbatched', detail: { lines: dropped.itemIds.length } },
    });
  }
  return [...taken.values()].reduce((sum, items) => sum + items.length, 0);
}

/** All lines that stand in a batch. */
export async function itemsIn(tx: Tx, batch: { agency_id: string; id: string }): Promise<string[]> {
  const rows = await rosterTables(tx)
    .selectFrom('request_batch_line')
    .select('item_id')
    .where('agency_id', '=', batch.agency_id)
    .where('batch_id', '=', batch.id)
    .where('removed_at', 'is', null)
    .execute();
  return rows.map((row) => row.item_id);
}
