import type { BatchView, DecideFinding } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid, notFound } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { lockBatchFor } from '../batch-access.ts';
import { dropLines } from '../drop-lines.ts';
import { mergeList } from '../merge-list.ts';
import { presentWhole } from '../queries/view-batch.ts';
import { addBatchMovement, lockBatch, lockOffice } from '../rosters.store.ts';
import type { BatchRow, StoredFinding } from '../rosters.tables.ts';

function assertLegal(finding: StoredFinding, keep: readonly string[]): void {
  if (keep.some((id) => !finding.lineIds.includes(id))) {
    throw invalid('requests.item_not_found', 'Dòng được giữ không thuộc phát hiện này. Tải lại trang rồi chọn lại.');
  }
  const isDouble = finding.code === 'requests.duplicate_item';
  if (finding.severity === 'error' && keep.length > (isDouble ? 1 : 0)) {
    throw invalid(
      'requests.conflicts_open',
      isDouble
        ? 'Các dòng này trùng nhau nên chỉ giữ được một dòng. Chọn một dòng đúng; các dòng khác trả lại đơn vị.'
        : 'Lỗi này không bỏ qua được. Trả lại dòng cho đơn vị kèm lý do.',
    );
  }
}

/** Other batches of the office the lines stand in: a contradiction is told in both, and settled in both. */
async function lockOthers(tx: Tx, batch: BatchRow, itemIds: readonly string[]): Promise<BatchRow[]> {
  const rows = await rawQuery<{ id: string }>(
    tx,
    `select distinct batch_id as id from request_batch_line
     where agency_id = $1 and item_id = any ($2::uuid[]) and removed_at is null and batch_id <> $3 order by 1`,
    [batch.agency_id, itemIds, batch.id],
  );
  const others: BatchRow[] = [];
  for (const { id } of rows) {
    others.push(await lockBatch(tx, id));
  }
  return others;
}

/** Which lines a decision takes out: of what only waits, the waiting ones; they stay accepted and join a later batch. */
async function leaving(tx: Tx, batch: BatchRow, finding: StoredFinding, keep: readonly string[]): Promise<string[]> {
  const gone = finding.lineIds.filter((id) => !keep.includes(id));
  if (finding.severity !== 'wait') {
    return gone;
  }
  const rows = await rawQuery<{ id: string }>(
    tx,
    'select item_id as id from request_batch_line where agency_id = $1 and batch_id = $2 and item_id = any ($3::uuid[])',
    [batch.agency_id, batch.id, gone],
  );
  return rows.map((row) => row.id);
}

/**
 * A person settles what several lines claim: those not kept go back to their unit with the reason, and the list is put together anew.
 * @throws AppError 404 `requests.item_not_found` · 422 `requests.conflicts_open`
 */
export async function decideFinding(
  context: ActingContext,
  id: string,
  body: z.output<typeof DecideFinding>,
): Promise<BatchView> {
  const { displayName } = context.subject;
  return command(context, async (tx) => {
    await lockOffice(tx, context.subject.agencyId);
    const { row: batch } = await lockBatchFor(tx, context, id, 'requests.roster_change');
    const finding = batch.findings.find((one) => one.id === body.findingId);
    if (finding === undefined) {
      throw notFound('requests.item_not_found', 'Phát hiện này không còn: danh sách vừa thay đổi. Tải lại trang.');
    }
    assertLegal(finding, body.keep);
    const gone = await leaving(tx, batch, finding, body.keep);
    const others = await lockOthers(tx, batch, finding.lineIds);
    const back = finding.severity === 'wait' ? 'pool' : 'unit';
    await dropLines(tx, context, { officeId: batch.agency_id, itemIds: gone, reason: body.reason, back });
    const decision = {
      findingId: finding.id,
      keep: body.keep,
      by: displayName,
      reason: body.reason,
      at: context.clock.now().toISOString(),
    };
    const decisions = [...batch.decisions.filter((one) => one.findingId !== finding.id), decision];
    const merged = await mergeList(tx, context, batch, { decisions });
    for (const other of others) {
      await mergeList(tx, context, other);
    }
    const key = { agencyId: batch.agency_id, id };
    const text = `${finding.rule}: giữ ${body.keep.length}, bỏ ${gone.length} dòng. ${body.reason}`;
    await addBatchMovement(tx, context, { ...key, kind: 'decided', text });
    await record(tx, context, {
      action: 'requests.roster_decided',
      agencyId: batch.agency_id,
      objectKind: 'request_batch',
      objectId: id,
      detail: { rule: finding.rule, code: finding.code, kept: body.keep, gone, back },
    });
    await publish(tx, { topic: 'requests', agencyId: batch.agency_id, ids: [id] });
    return presentWhole(tx, context, merged);
  });
}
