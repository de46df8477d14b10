import type { DeskGroup, DeskRow } from '@congvu/contracts';
import { hasRole } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { countDispatches, pageDispatches } from '../dispatch.filters.ts';
import { type Lateness, type LoadCalendar, loadLateness } from '../interchange.calendar.ts';
import { chipOf, problemOf } from '../interchange.presenter.ts';
import type { DispatchRow, InboxRow } from '../interchange.tables.ts';
import { EXCHANGE_PAGE, outgoingLink, QUARANTINE_PAGE } from '../notices.ts';

const TAB = { key: 'interchange', label: 'Theo dõi gửi nhận' };
const ROWS = 200;
const SHOWN = 20;
const NAMED = 3;

type Problem = NonNullable<ReturnType<typeof problemOf>>;

const VERB: Record<Problem, string> = {
  failed: 'chưa nhận được vì gửi không thành công:',
  refused: 'từ chối nhận',
  silent: 'chưa xác nhận đã nhận',
  manual: 'chưa liên thông, cần gửi giấy',
};
const ACTION: Record<Problem, string> = {
  failed: 'Gửi lại',
  refused: 'Xem lý do',
  silent: 'Xem nơi nhận',
  manual: 'Đánh dấu đã gửi',
};

function silence(row: DispatchRow): string {
  if (row.state === 'arrived') {
    return 'chưa vào sổ';
  }
  return VERB.silent;
}

function proofOf(row: DispatchRow, problem: Problem): string {
  const sent = row.sent_at === null ? '' : `Gửi ngày ${printDay(vietnamDate(row.sent_at))}`;
  const parts = problem === 'refused' || problem === 'failed' ? [row.note, sent] : [sent];
  return parts.filter((part) => part !== '').join('. ') || `Phát hành ngày ${printDay(vietnamDate(row.changed_at))}`;
}

function nameReceivers(rows: readonly DispatchRow[]): string {
  const names = rows.slice(0, NAMED).map((row) => row.receiver_name);
  return rows.length > NAMED ? `${names.join(', ')} và ${rows.length - NAMED} nơi khác` : names.join(', ');
}

/** One row for a letter and a kind of trouble: 26 silent receivers are one thing to do. */
function deskRow(rows: readonly DispatchRow[], problem: Problem, lateness: Lateness): DeskRow | undefined {
  const [first] = rows;
  if (first === undefined) {
    return undefined;
  }
  const chip = chipOf(first, lateness);
  const link = outgoingLink(first.document_id);
  return {
    id: `interchange:${problem}:${first.document_id}`,
    channel: 'outgoing',
    channelLabel: 'Đi',
    sentence: [
      { text: nameReceivers(rows), strong: true },
      { text: ` ${problem === 'silent' ? silence(first) : VERB[problem]} ${first.type_name} ${first.number_symbol}` },
    ],
    proof: proofOf(first, problem),
    ...(chip === null ? {} : { chip }),
    link,
    action: { label: ACTION[problem], link: `${EXCHANGE_PAGE}/${first.document_id}` },
  };
}

function groupRows(rows: readonly DispatchRow[], lateness: Lateness): { late: DeskRow[]; other: DeskRow[] } {
  const groups = Map.groupBy(rows, (row) => `${problemOf(row, lateness)}|${row.state}|${row.document_id}`);
  const late: DeskRow[] = [];
  const other: DeskRow[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    const problem = first === undefined ? null : problemOf(first, lateness);
    const row = problem === null ? undefined : deskRow(group, problem, lateness);
    if (row !== undefined) {
      (problem === 'silent' ? late : other).push(row);
    }
  }
  return { late, other };
}

function quarantineRow(row: InboxRow): DeskRow {
  return {
    id: `interchange:quarantine:${row.id}`,
    channel: 'axis',
    channelLabel: 'Liên thông',
    sentence: [{ text: 'Gói tin từ ' }, { text: row.sender_code, strong: true }, { text: ' chưa nhận vào được' }],
    proof: row.error_text,
    chip: { tone: 'amber', label: 'Cách ly' },
    link: QUARANTINE_PAGE,
    action: { label: 'Xem', link: QUARANTINE_PAGE },
  };
}

async function listSetAside(context: ActingContext): Promise<InboxRow[]> {
  return rawQuery<InboxRow>(
    context.db,
    `select * from interchange_inbox where agency_id = $1 and state = 'quarantined' order by id desc limit ${SHOWN}`,
    [context.subject.agencyId],
  );
}

function group(key: string, title: string, rows: DeskRow[], overdue: boolean): DeskGroup[] {
  return rows.length === 0
    ? []
    : [{ key, title, tab: TAB, count: rows.length, ...(overdue ? { overdue } : {}), rows: rows.slice(0, SHOWN) }];
}

/** What the clerk must see to: letters nobody confirms, that came back or could not go; messages set aside. */
export async function listDeskGroups(context: ActingContext, loadCalendar: LoadCalendar): Promise<DeskGroup[]> {
  if (!hasRole(context.subject, 'clerk')) {
    return [];
  }
  const lateness = await loadLateness(context, loadCalendar);
  const { agencyId } = context.subject;
  const [rows, setAside] = await Promise.all([
    pageDispatches(context.db, { agencyId, box: 'problems', limits: lateness.limits, limit: ROWS }),
    listSetAside(context),
  ]);
  const { late, other } = groupRows(rows, lateness);
  return [
    ...group('interchange-late', 'Nơi nhận chưa xác nhận', late, true),
    ...group('interchange-problems', 'Gửi nhận cần xử lý', other, false),
    ...group('interchange-quarantine', 'Gói tin chờ văn thư xem', setAside.map(quarantineRow), false),
  ];
}

/** The number beside "Theo dõi" for clerks. */
export async function countProblems(context: ActingContext, loadCalendar: LoadCalendar): Promise<number> {
  if (!hasRole(context.subject, 'clerk')) {
    return 0;
  }
  const lateness = await loadLateness(context, loadCalendar);
  const { agencyId } = context.subject;
  const [problems, setAside] = await Promise.all([
    countDispatches(context.db, { agencyId, box: 'problems', limits: lateness.limits }),
    listSetAside(context),
  ]);
  return problems + setAside.length;
}
