import type { OpenBatches, OpenedBatches, RequestKind } from '@congvu/contracts';
import { formByKind } from '@congvu/forms';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { batchLines, lockReadyLines, type ReadyLine } from '#modules/requests';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { batchFacts } from '../batch-access.ts';
import { type Destination, destinationOf } from '../destination.ts';
import { mergeList } from '../merge-list.ts';
import { rosterDeskPolicies } from '../rosters.policy.ts';
import { presentBatch } from '../rosters.presenter.ts';
import { addBatchMovement, asColumns, lockCollecting, lockOffice } from '../rosters.store.ts';
import { type BatchRow, rosterTables } from '../rosters.tables.ts';

interface Wanted {
  kind: RequestKind;
  campaignId?: string | undefined;
  requestIds?: string[] | undefined;
}

function dayOf(context: ActingContext): string {
  return printDay(vietnamDate(context.clock.now()));
}

function newBatch(
  context: ActingContext,
  wanted: { kind: RequestKind; campaignId: string | null; urgentSubject?: string },
  destination: Destination,
): BatchRow {
  const now = context.clock.now();
  const form = formByKind(wanted.kind, vietnamDate(now));
  const subject = wanted.urgentSubject === undefined ? '' : ` (khẩn: ${wanted.urgentSubject})`;
  return {
    agency_id: context.subject.agencyId,
    id: newId(now.getTime()),
    kind: wanted.kind,
    form_code: form.code,
    form_set: form.set,
    name: `${form.label} ${form.shortTitle}${subject}, tổng hợp ngày ${dayOf(context)}`,
    state: 'collecting',
    urgent: wanted.urgentSubject !== undefined,
    destination_agency_id: destination.agencyId,
    destination_name: destination.name,
    campaign_id: wanted.campaignId,
    line_count: 0,
    agency_count: 0,
    findings: [],
    decisions: [],
    open_findings: 0,
    pdf_file_id: null,
    xlsx_file_id: null,
    document_id: null,
    number_symbol: '',
    sent_at: null,
    answer_due_on: null,
    reminded_at: null,
    resulted_at: null,
    created_by: context.subject.personId,
    created_at: now,
    updated_at: now,
  };
}

const PLACE_LINES = `
  insert into request_batch_line (agency_id, batch_id, item_id, item_agency_id, request_id, part, stt, original_no)
  select $1, $2, item.id, item.agency_id, item.request_id, item.part, 0, item.no from request_item item where item.id = any ($3::uuid[])
  on conflict (agency_id, batch_id, item_id) do update set removed_at = null, removed_reason = null`;

/** Lines join a locked batch, and their requests with them. */
async function join(tx: Tx, context: ActingContext, batch: BatchRow, lines: readonly ReadyLine[]): Promise<BatchRow> {
  const ids = lines.map((line) => line.item_id);
  await rawQuery(tx, PLACE_LINES, [batch.agency_id, batch.id, ids]);
  await batchLines(tx, context, batch, lines);
  const text = `Thêm ${ids.length} dòng của ${new Set(lines.map((line) => line.item_agency_id)).size} đơn vị`;
  await addBatchMovement(tx, context, { agencyId: batch.agency_id, id: batch.id, kind: 'collected', text });
  await record(tx, context, {
    action: 'requests.roster_collected',
    agencyId: batch.agency_id,
    objectKind: 'request_batch',
    objectId: batch.id,
    detail: { lines: ids.length, requests: new Set(lines.map((line) => line.request_id)).size },
  });
  await publish(tx, { topic: 'requests', agencyId: batch.agency_id, ids: [batch.id] });
  return mergeList(tx, context, batch);
}

/** Lost token, death, dismissal: never waits for others (spec requests.md §4, urgent path). */
async function openUrgent(
  tx: Tx,
  context: ActingContext,
  kind: RequestKind,
  lines: readonly ReadyLine[],
): Promise<BatchRow[]> {
  const opened: BatchRow[] = [];
  for (const own of Map.groupBy(lines, (line) => line.request_id).values()) {
    const destination = await destinationOf(tx, context.subject.agencyId, kind);
    const campaignId = own[0]?.campaign_id ?? null;
    const batch = newBatch(context, { kind, campaignId, urgentSubject: own[0]?.subject ?? '' }, destination);
    await rosterTables(tx).insertInto('request_batch').values(asColumns(batch)).execute();
    opened.push(await join(tx, context, batch, own));
  }
  return opened;
}

async function openKind(
  tx: Tx,
  context: ActingContext,
  wanted: Wanted,
): Promise<{ batches: BatchRow[]; destination: Destination } | undefined> {
  const { agencyId } = context.subject;
  const ready = await lockReadyLines(tx, agencyId, wanted);
  if (ready.length === 0) {
    return undefined;
  }
  const destination = await destinationOf(tx, agencyId, wanted.kind);
  const batches = await openUrgent(
    tx,
    context,
    wanted.kind,
    ready.filter((line) => line.urgent),
  );
  const usual = ready.filter((line) => !line.urgent);
  if (usual.length > 0) {
    const campaigns = new Set(usual.map((line) => line.campaign_id));
    const [only = null] = campaigns.size === 1 ? campaigns : [];
    const wish = newBatch(context, { kind: wanted.kind, campaignId: wanted.campaignId ?? only }, destination);
    batches.push(await join(tx, context, await lockCollecting(tx, wish), usual));
  }
  return { batches, destination };
}

/**
 * Puts accepted lines into one batch a kind and campaign; what is urgent goes into a batch of its own. A line is in one live batch at
 * most: rows are locked, and a unique index stands behind. @throws AppError 422 `requests.batch_empty`, `requests.destination_missing`
 */
export async function openBatches(
  context: ActingContext,
  body: z.output<typeof OpenBatches>,
): Promise<z.infer<typeof OpenedBatches>> {
  rosterDeskPolicies.authorize('requests.roster_open', context.subject, {});
  return command(context, async (tx) => {
    await lockOffice(tx, context.subject.agencyId);
    const answer: z.infer<typeof OpenedBatches>['batches'] = [];
    for (const kind of [...new Set(body.kinds)].sort()) {
      const opened = await openKind(tx, context, { ...body, kind });
      for (const batch of opened?.batches ?? []) {
        const facts = batchFacts(batch, opened?.destination.hosted === true);
        answer.push(presentBatch(batch, { done: 0, granted: 0, refused: 0 }, facts, context));
      }
    }
    if (answer.length === 0) {
      throw invalid(
        'requests.batch_empty',
        'Không còn dòng nào đã tiếp nhận mà chưa tổng hợp. Tiếp nhận đề nghị của các đơn vị trước, rồi tổng hợp.',
      );
    }
    return { batches: answer };
  });
}
