import type { RequestReason, RequestView, ReturnRequest } from '@congvu/contracts';
import type { z } from 'zod';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { finishStep } from '../engine/finish-step.ts';
import { retireItems } from '../engine/items.ts';
import { markThings } from '../engine/mark-things.ts';
import { lockFor } from '../engine/read-request.ts';
import type { RequestsPorts } from '../ports.ts';
import { viewRequest } from '../queries/view-request.ts';
import { type RequestChange, transitionRequest, voidSignatures } from '../requests.store.ts';
import { type RequestRow, type ReturnedField, requestTables } from '../requests.tables.ts';

type Reason = z.output<typeof RequestReason>;

function keyOf(row: RequestRow) {
  return { agencyId: row.agency_id, id: row.id };
}

/** Unsent again: nothing of what was signed counts, and the day the system wrote is taken off. */
export function unsigned(before: RequestRow): RequestChange {
  const dated = before.prefilled.includes('date');
  return {
    content: dated ? { ...before.content, date: null } : before.content,
    content_hash: null,
    prefilled: before.prefilled.filter((key) => key !== 'date'),
    file_id: null,
    file_sha256: null,
    pages: 0,
    version: before.version + 1,
  };
}

/** The revision is over; it stays as it was sent. What ended it first counts: withdrawn after a return it keeps why it came back. */
async function endRevision(tx: Tx, context: ActingContext, row: RequestRow, reason: string): Promise<void> {
  await requestTables(tx)
    .updateTable('request_revision')
    .set({ ended_at: context.clock.now(), reason })
    .where('agency_id', '=', row.agency_id)
    .where('request_id', '=', row.id)
    .where('revision', '=', row.revision)
    .where('ended_at', 'is', null)
    .execute();
}

/** Head or declarant sends it back to whoever prepared it, inside the agency. */
export async function giveBack(
  context: ActingContext,
  ports: RequestsPorts,
  id: string,
  { reason }: Reason,
): Promise<RequestView> {
  await command(context, async (tx) => {
    const { row: before } = await lockFor(tx, context, id, 'requests.give_back');
    await voidSignatures(tx, context, keyOf(before));
    const row = await transitionRequest(tx, context, keyOf(before), 'give_back', {
      ...unsigned(before),
      returned_reason: reason,
      returned_by: context.subject.displayName,
      returned_at: context.clock.now(),
    });
    await finishStep(tx, context, ports, row, {
      from: before.state,
      verb: 'given_back',
      text: `Trả về cho người lập: ${reason}`,
      detail: { reason },
    });
    return { id };
  });
  return viewRequest(context, id);
}

/** In the caller's transaction; the row is locked and the caller has authorised. */
export async function withdrawLocked(
  tx: Tx,
  context: ActingContext,
  ports: RequestsPorts,
  before: RequestRow,
  reason: string,
): Promise<void> {
  const row = await transitionRequest(tx, context, keyOf(before), 'withdraw', { closed_at: context.clock.now() });
  await voidSignatures(tx, context, keyOf(before));
  await retireItems(tx, row, { state: 'open', reason: '' });
  await endRevision(tx, context, row, reason);
  if (before.state === 'submitted' || before.state === 'accepted') {
    await markThings(tx, context, row, 'active');
  }
  const text = `Rút đề nghị: ${reason}`;
  await finishStep(tx, context, ports, row, { from: before.state, verb: 'withdrawn', text, detail: { reason } });
}

export async function withdrawRequest(
  context: ActingContext,
  ports: RequestsPorts,
  id: string,
  { reason }: Reason,
): Promise<RequestView> {
  await command(context, async (tx) => {
    const { row: before } = await lockFor(tx, context, id, 'requests.withdraw');
    await withdrawLocked(tx, context, ports, before, reason);
    return { id };
  });
  return viewRequest(context, id);
}

/** The guiding office takes it in; whoever sent it is told the same moment. */
export async function acceptRequest(context: ActingContext, ports: RequestsPorts, id: string): Promise<void> {
  await command(context, async (tx) => {
    const { row: before } = await lockFor(tx, context, id, 'requests.accept');
    const row = await transitionRequest(tx, context, keyOf(before), 'accept', { accepted_at: context.clock.now() });
    await finishStep(tx, context, ports, row, {
      from: before.state,
      verb: 'accepted',
      text: 'Tiếp nhận ở đơn vị đầu mối',
      detail: { items: row.item_count },
    });
    if (row.urgent) {
      await ports.urgentAccepted(tx, context, { id: row.id });
    }
    return { id };
  });
}

/** In the caller's transaction; the row is locked and the caller has authorised. What is corrected comes as a new revision. */
export async function returnLocked(
  tx: Tx,
  context: ActingContext,
  ports: RequestsPorts,
  before: RequestRow,
  body: { reason: string; fields: ReturnedField[] },
): Promise<RequestRow> {
  const { reason, fields } = body;
  const row = await transitionRequest(tx, context, keyOf(before), 'return', {
    returned_reason: reason,
    returned_by: context.subject.displayName,
    returned_at: context.clock.now(),
    returned_fields: fields,
    accepted_at: null,
  });
  await voidSignatures(tx, context, keyOf(before));
  await retireItems(tx, row, { state: 'returned', reason });
  await endRevision(tx, context, row, reason);
  await markThings(tx, context, row, 'active');
  const places = fields.length === 0 ? '' : ` (${fields.length} chỗ cần sửa)`;
  await finishStep(tx, context, ports, row, {
    from: before.state,
    verb: 'returned',
    text: `Trả lại đơn vị${places}: ${reason}`,
    detail: { reason, fields },
  });
  return row;
}

/** Whole, or single fields and lines with their own reason; what is corrected comes as a new revision. */
export async function returnRequest(
  context: ActingContext,
  ports: RequestsPorts,
  id: string,
  body: z.output<typeof ReturnRequest>,
): Promise<RequestView> {
  await command(context, async (tx) => {
    const { row: before } = await lockFor(tx, context, id, 'requests.return');
    await returnLocked(tx, context, ports, before, body);
    return { id };
  });
  return viewRequest(context, id);
}

export async function refuseRequest(
  context: ActingContext,
  ports: RequestsPorts,
  id: string,
  { reason }: Reason,
): Promise<RequestView> {
  await command(context, async (tx) => {
    const { row: before } = await lockFor(tx, context, id, 'requests.refuse');
    const now = context.clock.now();
    const row = await transitionRequest(tx, context, keyOf(before), 'refuse', {
      returned_reason: reason,
      returned_by: context.subject.displayName,
      returned_at: now,
      closed_at: now,
    });
    await retireItems(tx, row, { state: 'refused', reason });
    await endRevision(tx, context, row, reason);
    await markThings(tx, context, row, 'active');
    const text = `Từ chối ở đơn vị đầu mối: ${reason}`;
    await finishStep(tx, context, ports, row, { from: before.state, verb: 'refused', text, detail: { reason } });
    return { id };
  });
  return viewRequest(context, id);
}

/** Returned → draft: the next revision, signed by nobody; what was sent before stays in the history. */
export async function correctRequest(context: ActingContext, ports: RequestsPorts, id: string): Promise<RequestView> {
  await command(context, async (tx) => {
    const { row: before } = await lockFor(tx, context, id, 'requests.correct');
    const row = await transitionRequest(tx, context, keyOf(before), 'correct', {
      ...unsigned(before),
      revision: before.revision + 1,
    });
    await finishStep(tx, context, ports, row, {
      from: before.state,
      verb: 'corrected',
      text: `Mở lần sửa thứ ${row.revision}`,
    });
    return { id };
  });
  return viewRequest(context, id);
}
