import type { DeskGroup } from '@congvu/contracts';
import { hasRole } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { batchLink } from '../rosters.store.ts';

type Row = DeskGroup['rows'][number];

interface WaitingBatch {
  id: string;
  name: string;
  lines: number;
  from: string;
  destination: string;
  numberSymbol: string;
  dueOn: string | null;
  total: number;
}

const TAB = { key: 'requests', label: 'Đề nghị' };
const SHOWN = 5;

const WAITING = `
  select batch.id, batch.name, batch.line_count as lines, office.name as from, batch.destination_name as destination,
    batch.number_symbol as "numberSymbol", batch.answer_due_on as "dueOn", (count(*) over ())::int as total
  from request_batch batch
  join org_agency office on office.id = batch.agency_id
  join org_agency destination on destination.id = batch.destination_agency_id
  where batch.state in ('sent', 'acknowledged', 'partly_resulted')`;

const RECEIVED = `${WAITING} and batch.destination_agency_id = $1 and destination.hosted
  order by batch.answer_due_on nulls last, batch.sent_at limit ${SHOWN}`;
const OVERDUE = `${WAITING} and batch.agency_id = $1 and batch.answer_due_on < $2::date
  order by batch.answer_due_on limit ${SHOWN}`;

function rowOf(batch: WaitingBatch, words: { sentence: Row['sentence']; action: string; isLate: boolean }): Row {
  const due = batch.dueOn === null ? '' : `, trả lời trước hết ngày ${printDay(batch.dueOn)}`;
  return {
    id: batch.id,
    channel: 'inside',
    channelLabel: 'Danh sách',
    sentence: words.sentence,
    proof: `${batch.lines} dòng, công văn ${batch.numberSymbol}${due}`,
    ...(words.isLate && { chip: { tone: 'red', label: 'Quá hạn' } }),
    link: batchLink(batch.id),
    action: { label: words.action, link: batchLink(batch.id) },
  };
}

/** Lists received that wait for their results, and lists of the own office whose answer is late. */
export async function rosterDesk(context: ActingContext): Promise<DeskGroup[]> {
  const { subject } = context;
  if (!hasRole(subject, 'focal')) {
    return [];
  }
  const today = vietnamDate(context.clock.now());
  const received = await rawQuery<WaitingBatch>(context.db, RECEIVED, [subject.agencyId]);
  const overdue = await rawQuery<WaitingBatch>(context.db, OVERDUE, [subject.agencyId, today]);
  const groups: DeskGroup[] = [
    {
      key: 'requests.rosters_received',
      title: 'Danh sách nhận về chờ ghi kết quả',
      tab: TAB,
      count: received[0]?.total ?? 0,
      rows: received.map((batch) =>
        rowOf(batch, {
          sentence: [{ text: batch.from, strong: true }, { text: ` gửi "${batch.name}".` }],
          action: 'Ghi kết quả',
          isLate: batch.dueOn !== null && batch.dueOn < today,
        }),
      ),
    },
    {
      key: 'requests.rosters_overdue',
      title: 'Danh sách cấp trên quá hạn trả lời',
      tab: TAB,
      count: overdue[0]?.total ?? 0,
      rows: overdue.map((batch) =>
        rowOf(batch, {
          sentence: [{ text: batch.destination, strong: true }, { text: ` chưa trả lời "${batch.name}".` }],
          action: 'Mở',
          isLate: true,
        }),
      ),
    },
  ];
  return groups.filter(({ count }) => count > 0);
}
