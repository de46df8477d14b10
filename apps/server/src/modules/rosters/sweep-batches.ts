import { record } from '#modules/audit';
import { notify } from '#modules/notifications';
import { vietnamDate } from '../../platform/clock.ts';
import { type Context, command, type Services, systemContext } from '../../platform/context.ts';
import { printDay } from '../../platform/print-dates.ts';
import { rawQuery } from '../../platform/sql.ts';
import { focalPeople } from './document-moved.ts';
import { recordPortion } from './results/record-portion.ts';
import { settlePortion } from './results/settle.ts';
import { addBatchMovement, batchLink, lockBatch, updateBatch } from './rosters.store.ts';

const WAITING = `state in ('sent', 'acknowledged', 'partly_resulted') and answer_due_on < $1::date
  and (reminded_at is null or reminded_at < $2::timestamptz)`;
const AGAIN_AFTER_MS = 3 * 86_400_000;

async function remind(context: Context, id: string): Promise<void> {
  await command(context, async (tx) => {
    const now = context.clock.now();
    const batch = await lockBatch(tx, id);
    const key = { agencyId: batch.agency_id, id };
    const [due] = await rawQuery<{ id: string }>(
      tx,
      `select id from request_batch where agency_id = $3 and id = $4 and ${WAITING}`,
      [vietnamDate(now), new Date(now.getTime() - AGAIN_AFTER_MS), key.agencyId, id],
    );
    if (due === undefined) {
      return;
    }
    await updateBatch(tx, context, key, { reminded_at: now });
    const text = `Quá hạn trả lời ngày ${printDay(batch.answer_due_on ?? '')}; nhắc ${batch.destination_name}`;
    await addBatchMovement(tx, context, { ...key, kind: 'reminded', text });
    for (const agencyId of new Set([batch.agency_id, batch.destination_agency_id])) {
      await notify(tx, context, {
        agencyId,
        personIds: await focalPeople(tx, context, agencyId),
        kind: 'requests.roster_overdue',
        text: `${batch.name}: quá hạn trả lời ngày ${printDay(batch.answer_due_on ?? '')} theo quy định 03 ngày làm việc.`,
        link: batchLink(id),
        reason: 'Cán bộ đầu mối',
      });
    }
    await record(tx, context, {
      action: 'requests.roster_reminded',
      agencyId: batch.agency_id,
      objectKind: 'request_batch',
      objectId: id,
      detail: { dueOn: batch.answer_due_on },
    });
  });
}

/** Three working days at the authority without an answer (spec requests.md §5, R16): told again every third day. */
export async function remindOverdue(services: Services): Promise<void> {
  const now = services.clock.now();
  const rows = await rawQuery<{ id: string }>(
    services.db,
    `select id from request_batch where ${WAITING} order by answer_due_on, id limit 200`,
    [vietnamDate(now), new Date(now.getTime() - AGAIN_AFTER_MS)],
  );
  for (const { id } of rows) {
    await remind(systemContext(services), id);
  }
}

interface GrantedRow {
  id: string;
  batch_id: string;
  result: Record<string, string>;
}

const PORTION = 200;

/** Lines that were granted and whose register could not take them then: a mailbox came, a register was put right. */
export async function recordGranted(services: Services): Promise<void> {
  const rows = await rawQuery<GrantedRow>(
    services.db,
    `select id, batch_id, result from request_item where state = 'granted' and live and batch_id is not null
     order by result_at, id limit $1`,
    [PORTION],
  );
  const context = systemContext(services);
  for (const [batchId, own] of Map.groupBy(rows, (row) => row.batch_id)) {
    await context.db.transaction().execute(async (tx) => {
      const batch = await lockBatch(tx, batchId);
      if (batch.state !== 'partly_resulted') {
        return;
      }
      const results = own.map(({ id, result }) => ({ ...result, lineId: id, outcome: 'granted' as const }));
      const portion = await recordPortion(tx, context, batch, results);
      const changed = portion.changed.filter(({ item }) => item.state === 'recorded');
      await settlePortion(tx, context, batch, { ...portion, changed });
    });
  }
}
