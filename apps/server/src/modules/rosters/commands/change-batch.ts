import type { BatchView, RemoveLines } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { clearNotices, notify } from '#modules/notifications';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { lockBatchFor, withinBatch } from '../batch-access.ts';
import { focalPeople } from '../document-moved.ts';
import { dropLines, itemsIn } from '../drop-lines.ts';
import { mergeList } from '../merge-list.ts';
import { presentWhole } from '../queries/view-batch.ts';
import type { BatchAction } from '../rosters.policy.ts';
import { addBatchMovement, batchLink, transitionBatch } from '../rosters.store.ts';
import type { BatchRow } from '../rosters.tables.ts';

interface Told {
  batch: BatchRow;
  text: string;
  detail?: Record<string, unknown>;
}

/** One act on a batch in one transaction: right, work, history, audit, event, answer. */
async function act(
  context: ActingContext,
  id: string,
  given: { action: BatchAction; past: string },
  work: (tx: Tx, batch: BatchRow) => Promise<Told>,
): Promise<BatchView> {
  return command(context, async (tx) => {
    const { row } = await lockBatchFor(tx, context, id, given.action);
    return withinBatch(row, async () => {
      const { batch, text, detail = {} } = await work(tx, row);
      await addBatchMovement(tx, context, { agencyId: row.agency_id, id, kind: given.past, text });
      await record(tx, context, {
        action: `requests.roster_${given.past}`,
        agencyId: row.agency_id,
        objectKind: 'request_batch',
        objectId: id,
        detail,
      });
      await clearNotices(tx, { agencyId: context.subject.agencyId, link: batchLink(id) });
      for (const agencyId of new Set([row.agency_id, context.subject.agencyId])) {
        await publish(tx, { topic: 'requests', agencyId, ids: [id] });
      }
      return presentWhole(tx, context, batch);
    });
  });
}

/** Lines leave the batch and stay accepted: they join the next one. @throws AppError 404 `requests.item_not_found` */
export async function removeLines(
  context: ActingContext,
  id: string,
  body: z.output<typeof RemoveLines>,
): Promise<BatchView> {
  return act(context, id, { action: 'requests.roster_change', past: 'removed' }, async (tx, batch) => {
    const inside = new Set(await itemsIn(tx, batch));
    if (body.lineIds.some((lineId) => !inside.has(lineId))) {
      throw notFound('requests.item_not_found', 'Có dòng không còn trong đợt này. Tải lại trang rồi chọn lại.');
    }
    const dropped = { officeId: batch.agency_id, itemIds: body.lineIds, reason: body.reason, back: 'pool' } as const;
    const count = await dropLines(tx, context, dropped);
    return {
      batch: await mergeList(tx, context, batch),
      text: `Bỏ ${count} dòng khỏi đợt: ${body.reason}`,
      detail: { lines: body.lineIds },
    };
  });
}

/** Looks again: registers and other lists have moved on since. */
export async function recheckBatch(context: ActingContext, id: string): Promise<BatchView> {
  return act(context, id, { action: 'requests.roster_change', past: 'rechecked' }, async (tx, batch) => {
    const merged = await mergeList(tx, context, batch);
    return { batch: merged, text: `Kiểm tra lại: ${merged.findings.length} điểm cần xem` };
  });
}

/** Gives the batch up; its lines stay accepted. */
export async function cancelBatch(context: ActingContext, id: string): Promise<BatchView> {
  return act(context, id, { action: 'requests.roster_cancel', past: 'cancelled' }, async (tx, batch) => {
    const itemIds = await itemsIn(tx, batch);
    await dropLines(tx, context, {
      officeId: batch.agency_id,
      itemIds,
      reason: 'hủy đợt tổng hợp',
      back: 'pool',
    });
    const cancelled = await transitionBatch(tx, context, { agencyId: batch.agency_id, id }, 'cancel', {
      findings: [],
      open_findings: 0,
    });
    return { batch: cancelled, text: `Hủy đợt, ${itemIds.length} dòng trở lại danh sách chờ tổng hợp` };
  });
}

/** The superior, or for one outside this installation the office that sent it, says that it has arrived. */
export async function acknowledgeBatch(context: ActingContext, id: string): Promise<BatchView> {
  return act(context, id, { action: 'requests.roster_acknowledge', past: 'acknowledged' }, async (tx, batch) => {
    const text = `${batch.destination_name} đã tiếp nhận danh sách`;
    await notify(tx, context, {
      agencyId: batch.agency_id,
      personIds: await focalPeople(tx, context, batch.agency_id),
      kind: 'requests.roster_acknowledged',
      text: `${text}: ${batch.name}.`,
      link: batchLink(id),
      reason: 'Cán bộ đầu mối',
    });
    return {
      batch: await transitionBatch(tx, context, { agencyId: batch.agency_id, id }, 'acknowledge'),
      text: `Ghi nhận ${text}`,
    };
  });
}

export async function archiveBatch(context: ActingContext, id: string): Promise<BatchView> {
  return act(context, id, { action: 'requests.roster_archive', past: 'archived' }, async (tx, batch) => ({
    batch: await transitionBatch(tx, context, { agencyId: batch.agency_id, id }, 'archive'),
    text: 'Lưu đợt tổng hợp',
  }));
}
