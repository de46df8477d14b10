import { record } from '#modules/audit';
import { notify } from '#modules/notifications';
import { listPositions } from '#modules/org';
import { forwardRequests } from '#modules/requests';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { publish } from '../../platform/events.ts';
import { answerDueOn, weekdaysOnly } from './answer-term.ts';
import type { RostersPorts } from './ports.ts';
import { addBatchMovement, batchLink, transitionBatch } from './rosters.store.ts';
import { type BatchRow, rosterTables } from './rosters.tables.ts';

export interface LetterStep {
  agencyId: string;
  documentId: string;
  to: 'handed_over' | 'issued' | 'returned' | 'cancelled';
  numberSymbol: string;
}

async function lockBatchesOf(tx: Tx, step: LetterStep): Promise<BatchRow[]> {
  return rosterTables(tx)
    .selectFrom('request_batch')
    .selectAll()
    .where('agency_id', '=', step.agencyId)
    .where('document_id', '=', step.documentId)
    .where('state', 'in', ['letter_drafted', 'awaiting_signature'])
    .orderBy('id')
    .forUpdate()
    .execute();
}

async function requestsIn(tx: Tx, batch: Pick<BatchRow, 'agency_id' | 'id'>): Promise<string[]> {
  const rows = await rosterTables(tx)
    .selectFrom('request_batch_line')
    .select('request_id')
    .distinct()
    .where('agency_id', '=', batch.agency_id)
    .where('batch_id', '=', batch.id)
    .where('removed_at', 'is', null)
    .execute();
  return rows.map((row) => row.request_id);
}

/** People with role `focal` of an agency: they check, consolidate and record results. */
export async function focalPeople(tx: Tx, context: Context, agencyId: string): Promise<string[]> {
  const positions = await listPositions(tx, agencyId, vietnamDate(context.clock.now()));
  return positions.filter((post) => post.roles.includes('focal')).map((post) => post.personId);
}

async function forward(
  tx: Tx,
  context: Context,
  ports: RostersPorts,
  batch: BatchRow,
  numberSymbol: string,
): Promise<void> {
  const now = context.clock.now();
  const today = vietnamDate(now);
  const isWorking = await (ports.loadCalendar ?? weekdaysOnly)(tx);
  const dueOn = answerDueOn(batch.kind, today, isWorking);
  const sent = await transitionBatch(tx, context, { agencyId: batch.agency_id, id: batch.id }, 'send', {
    number_symbol: numberSymbol,
    sent_at: now,
    answer_due_on: dueOn,
  });
  await forwardRequests(tx, context, await requestsIn(tx, batch), {
    batchId: batch.id,
    destinationAgencyId: batch.destination_agency_id,
    destinationName: batch.destination_name,
    numberSymbol,
  });
  await notify(tx, context, {
    agencyId: sent.destination_agency_id,
    personIds: await focalPeople(tx, context, sent.destination_agency_id),
    kind: 'requests.roster_received',
    text: `${batch.name}: ${batch.line_count} dòng, gửi kèm công văn ${numberSymbol}.`,
    link: batchLink(batch.id),
    reason: 'Đầu mối tiếp nhận danh sách',
  });
  await publish(tx, { topic: 'requests', agencyId: sent.destination_agency_id, ids: [batch.id] });
}

async function moveBatch(
  tx: Tx,
  context: Context,
  ports: RostersPorts,
  batch: BatchRow,
  step: LetterStep,
): Promise<string> {
  const key = { agencyId: batch.agency_id, id: batch.id };
  switch (step.to) {
    case 'handed_over':
      await transitionBatch(tx, context, key, 'hand_over');
      return 'Công văn đã trình ký';
    case 'returned':
      if (batch.state === 'awaiting_signature') {
        await transitionBatch(tx, context, key, 'take_back', { number_symbol: '' });
      }
      return 'Công văn bị trả lại, chờ sửa và trình lại';
    case 'cancelled':
      await transitionBatch(tx, context, key, 'lose_letter', { document_id: null, number_symbol: '' });
      return `Công văn ${step.numberSymbol} bị hủy số; soạn công văn khác để gửi`;
    case 'issued':
      await forward(tx, context, ports, batch, step.numberSymbol);
      return `Gửi ${batch.destination_name} theo công văn ${step.numberSymbol}`;
  }
}

/** A document took a step; batches whose covering letter it is take theirs in the same transaction. */
export async function documentMoved(tx: Tx, context: Context, ports: RostersPorts, step: LetterStep): Promise<void> {
  for (const batch of await lockBatchesOf(tx, step)) {
    const text = await moveBatch(tx, context, ports, batch, step);
    await addBatchMovement(tx, context, { agencyId: batch.agency_id, id: batch.id, kind: `letter_${step.to}`, text });
    await record(tx, context, {
      action: `requests.roster_letter_${step.to}`,
      agencyId: batch.agency_id,
      objectKind: 'request_batch',
      objectId: batch.id,
      detail: { document: step.documentId, numberSymbol: step.numberSymbol },
    });
    await publish(tx, { topic: 'requests', agencyId: batch.agency_id, ids: [batch.id] });
  }
}
