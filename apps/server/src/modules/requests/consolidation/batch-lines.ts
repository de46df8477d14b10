import { record } from '#modules/audit';
import type { ActingContext, Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { returnLocked } from '../commands/decide-request.ts';
import { pluggedPorts } from '../plugged-ports.ts';
import { asMoved } from '../queries/for-others.ts';
import { addMovement, lockRequest, transitionRequest } from '../requests.store.ts';
import type { RequestRow } from '../requests.tables.ts';
import { moveRequests, tellUnit } from './move-requests.ts';

/** Locked lines join a batch, and their requests with them. */
export async function batchLines(
  tx: Tx,
  context: Context,
  batch: { id: string; name: string },
  lines: readonly { item_id: string; request_id: string }[],
): Promise<void> {
  const ids = lines.map((line) => line.item_id);
  await rawQuery(tx, 'update request_item set batch_id = $1 where id = any ($2::uuid[])', [batch.id, ids]);
  await moveRequests(tx, context, [...new Set(lines.map((line) => line.request_id))], {
    act: 'batch',
    set: { batch_id: batch.id },
    movement: { kind: 'batched', text: () => `Đưa vào "${batch.name}"` },
    audit: { action: 'requests.batched', detail: { batch: batch.id } },
  });
}

export interface LeavingLines {
  officeId: string;
  /** Lines of this office whose batch, if they stand in one, lets them go: that is the caller's to know. */
  itemIds: readonly string[];
  reason: string;
}

interface Left {
  request_id: string;
  /** Lines in a batch, lines without a result outside one, lines with a result. */
  batched: number;
  loose: number;
  done: number;
}

interface Taken {
  id: string;
  request_id: string;
  no: number;
}

const TAKE = `
  update request_item item set batch_id = null,
    state = case when $3::boolean then 'returned' else item.state end,
    reason = case when $3::boolean then $4::text else item.reason end
  from request
  where item.id = any ($2::uuid[]) and item.state = 'open' and item.live
    and request.agency_id = item.agency_id and request.id = item.request_id and request.consolidator_agency_id = $1
  returning item.id, item.request_id, item.no`;

const LEFT = `
  select request_id,
    count(*) filter (where state = 'open' and batch_id is not null)::int as batched,
    count(*) filter (where state = 'open' and batch_id is null)::int as loose,
    count(*) filter (where state in ('granted', 'recorded', 'refused'))::int as done
  from request_item where live and request_id = any ($1::uuid[]) group by request_id`;

async function takeOut(tx: Tx, { officeId, itemIds, reason }: LeavingLines, returned: boolean) {
  const taken = await rawQuery<Taken>(tx, TAKE, [officeId, itemIds, returned, reason]);
  const byRequest = Map.groupBy(taken, (row) => row.request_id);
  const left = await rawQuery<Left>(tx, LEFT, [[...byRequest.keys()]]);
  return { count: taken.length, byRequest, left };
}

async function returnWhole(
  tx: Tx,
  context: ActingContext,
  before: RequestRow,
  given: { reason: string; rows: readonly number[] },
): Promise<void> {
  const key = { agencyId: before.agency_id, id: before.id };
  const accepted =
    before.state === 'batched' ? await transitionRequest(tx, context, key, 'unbatch', { batch_id: null }) : before;
  const fields = before.content.rows === undefined ? [] : given.rows;
  await returnLocked(tx, context, pluggedPorts(), accepted, {
    reason: given.reason,
    fields: fields.map((row) => ({ field: 'rows', row, reason: given.reason })),
  });
}

/** Some lines of a list come back, the others go on: told and written down, the request stays where its lines are. */
async function returnSome(
  tx: Tx,
  context: ActingContext,
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
  await pluggedPorts().moved(tx, context, asMoved(row));
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

/**
 * Lines go back to who sent them. The request as a whole follows: back to the unit when no line is left, otherwise it goes on with
 * the rest. Answers how many went.
 */
export async function returnLines(tx: Tx, context: ActingContext, leaving: LeavingLines): Promise<number> {
  const { count, byRequest, left } = await takeOut(tx, leaving, true);
  const { reason } = leaving;
  for (const one of left.toSorted((a, b) => (a.request_id < b.request_id ? -1 : 1))) {
    const items = byRequest.get(one.request_id) ?? [];
    const before = await lockRequest(tx, one.request_id);
    const isWhole = one.batched + one.loose + one.done === 0;
    if (isWhole && (before.state === 'batched' || before.state === 'accepted')) {
      await returnWhole(tx, context, before, { reason, rows: items.map((item) => item.no) });
    } else {
      await returnSome(tx, context, before, { left: one, items: items.map((item) => item.id), reason });
    }
  }
  return count;
}

/** Lines leave their batch and stay accepted: they join a later one. Answers how many left. */
export async function unbatchLines(tx: Tx, context: ActingContext, leaving: LeavingLines): Promise<number> {
  const { count, left } = await takeOut(tx, leaving, false);
  const free = left.filter(({ batched }) => batched === 0).map((one) => one.request_id);
  await moveRequests(tx, context, free.sort(), {
    act: 'unbatch',
    set: { batch_id: null },
    movement: { kind: 'unbatched', text: () => `Bỏ khỏi đợt tổng hợp: ${leaving.reason}` },
    audit: { action: 'requests.unbatched', detail: { lines: leaving.itemIds.length } },
  });
  return count;
}
