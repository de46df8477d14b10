import type { ReceiverBoard, ReceiverBoardQuery, ReceiverBoardRow } from '@congvu/contracts';
import { foldAccents } from '@congvu/vntext';
import type { ActingContext } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { writeSheet, xlsxAnswer } from '../../../platform/tables/write-sheet.ts';
import { type LoadCalendar, loadLateness } from '../interchange.calendar.ts';
import { dispatchPolicies } from '../interchange.policy.ts';

const DAY_MS = 86_400_000;
const EXPORTED = 10_000;

interface SummedRow {
  receiver_agency_id: string | null;
  receiver_name: string;
  receiver_code: string;
  letters: number;
  registered: number;
  late: number;
  failed: number;
  refused: number;
  manual: number;
  late_since: Date | null;
  median_minutes: number | null;
  trouble: number;
}

/** The clock of a receiver may be behind ours, and a status carries no fraction of a second: nobody confirms before it was sent.
 * $1 agency, $2 and $3 the limits of lateness, $4 from when on, $5 words; one row a body, whatever code it was sent under.
 */
const SUMMED = `
  select (array_agg(receiver_agency_id) filter (where receiver_agency_id is not null))[1] as receiver_agency_id,
    (array_agg(receiver_name order by changed_at desc))[1] as receiver_name,
    (array_agg(receiver_code order by changed_at desc))[1] as receiver_code,
    count(*)::int as letters,
    count(*) filter (where state in ('accepted', 'assigned', 'processing', 'done'))::int as registered,
    count(*) filter (where is_late)::int as late,
    count(*) filter (where state = 'failed')::int as failed,
    count(*) filter (where state = 'refused')::int as refused,
    count(*) filter (where state = 'manual')::int as manual,
    min(coalesce(arrived_at, sent_at)) filter (where is_late) as late_since,
    (percentile_cont(0.5) within group (order by greatest(0, extract(epoch from arrived_at - sent_at)))
      filter (where sent_at is not null and arrived_at is not null) / 60)::float8 as median_minutes,
    count(*) filter (where is_late or state in ('failed', 'refused', 'manual'))::int as trouble
  from (
    select *, (change = 'none' or change_kind = 'update')
      and ((state = 'sent' and not on_paper and sent_at < $2) or (state = 'arrived' and arrived_at < $3)) as is_late
    from interchange_dispatch
    where agency_id = $1 and changed_at >= $4 and search_text like all ($5::text[])
  ) dispatch
  group by coalesce(receiver_agency_id::text, receiver_code)`;

async function parametersOf(
  context: ActingContext,
  query: Pick<ReceiverBoardQuery, 'q' | 'days'>,
  loadCalendar: LoadCalendar,
): Promise<unknown[]> {
  const { agencyId } = context.subject;
  const about = { agencyId, state: 'sent' as const, onPaper: false, isSettled: false };
  dispatchPolicies.authorize('interchange.list', context.subject, about);
  const { limits, now } = await loadLateness(context, loadCalendar);
  const words = foldAccents(query.q ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 8)
    .map((word) => `%${word.replace(/[%_\\]/g, '\\$&')}%`);
  const from = new Date(now.getTime() - Number(query.days) * DAY_MS);
  return [agencyId, limits.notArrivedBefore, limits.notRegisteredBefore, from, words];
}

/** Trouble first, then by name: whoever has to be called stands on top. */
async function pageRows(
  context: ActingContext,
  parameters: readonly unknown[],
  page: { onlyTrouble: boolean; skip: number; limit: number },
): Promise<SummedRow[]> {
  return rawQuery<SummedRow>(
    context.db,
    `select * from (${SUMMED}) summed where not $6 or trouble > 0
     order by trouble desc, receiver_name collate "vi-x-icu", receiver_code offset $7 limit $8`,
    [...parameters, page.onlyTrouble, page.skip, page.limit],
  );
}

function present(row: SummedRow): ReceiverBoardRow {
  return {
    receiverAgencyId: row.receiver_agency_id,
    receiverName: row.receiver_name,
    receiverCode: row.receiver_code,
    letters: row.letters,
    registered: row.registered,
    late: row.late,
    failed: row.failed,
    refused: row.refused,
    manual: row.manual,
    lateSince: row.late_since?.toISOString() ?? null,
    medianMinutes: row.median_minutes,
  };
}

/** The board of the whole agency: which receivers confirm in time, which do not, which cannot be reached. */
export async function viewReceivers(
  context: ActingContext,
  query: ReceiverBoardQuery,
  loadCalendar: LoadCalendar,
): Promise<ReceiverBoard> {
  const parameters = await parametersOf(context, query, loadCalendar);
  const [from] = readCursor(query.cursor, ['integer']) ?? ['0'];
  const skip = Math.max(0, Number(from));
  const page = { onlyTrouble: query.trouble === '1', skip, limit: query.limit + 1 };
  const [rows, [totals]] = await Promise.all([
    pageRows(context, parameters, page),
    rawQuery<ReceiverBoard['totals']>(
      context.db,
      `select count(*)::int as receivers, coalesce(sum(letters), 0)::int as letters,
         coalesce(sum(registered), 0)::int as registered, coalesce(sum(late), 0)::int as late,
         coalesce(sum(failed), 0)::int as failed, coalesce(sum(refused), 0)::int as refused,
         coalesce(sum(manual), 0)::int as manual
       from (${SUMMED}) summed`,
      parameters,
    ),
  ]);
  return {
    items: rows.slice(0, query.limit).map(present),
    nextCursor: rows.length > query.limit ? writeCursor([String(skip + query.limit)]) : null,
    totals: totals ?? { receivers: 0, letters: 0, registered: 0, late: 0, failed: 0, refused: 0, manual: 0 },
  };
}

const COLUMNS = [
  { heading: 'Nơi nhận', width: 42 },
  { heading: 'Mã định danh', width: 22 },
  { heading: 'Văn bản đã gửi', width: 12 },
  { heading: 'Đã vào sổ', width: 12 },
  { heading: 'Chậm', width: 10 },
  { heading: 'Gửi lỗi', width: 10 },
  { heading: 'Từ chối', width: 10 },
  { heading: 'Chờ gửi giấy', width: 12 },
  { heading: 'Xác nhận sau (phút, trung vị)', width: 18 },
];

/** The same rows as a spreadsheet, for whoever reports on the exchange (QĐ 28/2018 Art. 11). */
export async function exportReceivers(
  context: ActingContext,
  query: ReceiverBoardQuery,
  loadCalendar: LoadCalendar,
): Promise<FileAnswer> {
  const parameters = await parametersOf(context, query, loadCalendar);
  const rows = await pageRows(context, parameters, { onlyTrouble: query.trouble === '1', skip: 0, limit: EXPORTED });
  return xlsxAnswer(
    'gui-nhan-theo-co-quan.xlsx',
    await writeSheet({
      name: 'Gửi nhận',
      title: `Tình hình gửi nhận theo cơ quan, ${query.days} ngày gần đây`,
      columns: COLUMNS,
      rows: rows.map((row) => [
        row.receiver_name,
        row.receiver_code,
        row.letters,
        row.registered,
        row.late,
        row.failed,
        row.refused,
        row.manual,
        row.median_minutes === null ? '' : Math.round(row.median_minutes),
      ]),
    }),
  );
}
