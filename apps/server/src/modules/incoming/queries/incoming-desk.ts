import type { DeskGroup, IncomingTab } from '@congvu/contracts';
import { addWorkingDays, presentDeadline } from '#modules/tasks';
import { hasRole } from '../../../platform/authorise.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { printShortDay, printTime } from '../../../platform/print-dates.ts';
import { seesAll } from '../incoming.policy.ts';
import { SOURCE_LABELS } from '../incoming.states.ts';
import { COUNT_LIMIT, countRows, findRows, type ListRow } from './list-rows.ts';
import { type ListReach, listReach } from './list-scope.ts';

type Row = DeskGroup['rows'][number];
type Chip = NonNullable<Row['chip']>;

const SHOWN = 5;
/** Open parts a person can have on the desk; more is not a desk any more and the list has them all. */
const OPEN_LIMIT = 200;

const NUMBER_WORDS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm'];

/** "V/v phòng, chống mưa đá" → " về việc phòng, chống mưa đá". */
function about(abstract: string): string {
  const bare = abstract.replace(/^(v\/v|về việc)\s+/iu, '').trim();
  const short = bare.length > 160 ? `${bare.slice(0, 159).trimEnd()}…` : bare;
  return short === bare ? short.replace(/\.$/, '') : short;
}

function sentence(row: ListRow): Row['sentence'] {
  const name = [row.type_name === '' ? 'văn bản' : row.type_name, row.number_symbol]
    .filter((part) => part !== '')
    .join(' ');
  return [{ text: row.issuing_agency_name, strong: true }, { text: ` gửi ${name} về việc ${about(row.abstract)}.` }];
}

function arrived(row: ListRow, today: string): string {
  const time = printTime(row.arrived_at);
  return row.arrived_on === today ? `Đến ${time}` : `Đến ${time} ngày ${printShortDay(row.arrived_on, today)}`;
}

function signatures(row: ListRow): string {
  const count = NUMBER_WORDS[row.signer_count] ?? String(row.signer_count);
  switch (row.verdict) {
    case 'valid':
      return `${count} chữ ký hợp lệ`;
    case 'invalid':
      return 'chữ ký không hợp lệ';
    case 'indeterminate':
      return 'chữ ký chưa đủ căn cứ';
    default:
      return row.source === 'paper' ? 'văn bản giấy' : 'không có chữ ký số';
  }
}

const VERDICT_CHIPS: Partial<Record<ListRow['verdict'], Chip>> = {
  invalid: { tone: 'red', label: 'Không hợp lệ' },
  indeterminate: { tone: 'amber', label: 'Chưa đủ căn cứ' },
};

function arrivalChip(row: ListRow): Chip | undefined {
  return row.is_duplicate ? { tone: 'amber', label: 'Có thể trùng' } : VERDICT_CHIPS[row.verdict];
}

/** By the working day after it came at the latest (Decree 30/2020 Art. 22); what came electronically by its noon (QĐ 28/2018 Art. 6). */
function registrationChip(row: ListRow, reach: ListReach, now: Date): Chip | undefined {
  const lastDay = addWorkingDays(row.arrived_on, 1, reach.day.calendar);
  const until = new Date(`${lastDay}T${row.source === 'paper' ? '23:59:59' : '12:00:00'}+07:00`);
  return now > until ? { tone: 'red', label: 'Quá hạn vào sổ' } : arrivalChip(row);
}

function deadlineChip(row: ListRow, reach: ListReach): Chip | undefined {
  const dueOn = row.my_due_on ?? row.due_on;
  if (dueOn === null) {
    return undefined;
  }
  const { tone, label } = presentDeadline(dueOn, reach.day.today, reach.day.calendar);
  return { tone, label };
}

interface Wording {
  label: string;
  proof(row: ListRow): string;
  chip(row: ListRow): Chip | undefined;
}

function deskRow(row: ListRow, words: Wording): Row {
  const chip = words.chip(row);
  const link = `/van-ban-den/${row.id}`;
  return {
    id: row.id,
    channel: row.source,
    channelLabel: SOURCE_LABELS[row.source],
    sentence: sentence(row),
    proof: words.proof(row),
    ...(chip !== undefined && { chip }),
    ...(row.urgency !== 'normal' && { urgency: row.urgency }),
    link,
    action: { label: words.label, link },
  };
}

interface Queue extends Wording {
  key: string;
  title: string;
  tab: IncomingTab;
  tabLabel: string;
}

async function readQueue(context: ActingContext, reach: ListReach, queue: Queue): Promise<DeskGroup> {
  const [rows, count] = await Promise.all([
    findRows(context, queue.tab, reach, { limit: SHOWN }),
    countRows(context, queue.tab, reach),
  ]);
  return {
    key: queue.key,
    title: queue.title,
    tab: { key: queue.tab, label: queue.tabLabel },
    count: Math.min(count, COUNT_LIMIT),
    rows: rows.map((row) => deskRow(row, queue)),
  };
}

function clerkQueues(reach: ListReach, now: Date): Queue[] {
  const proof = (row: ListRow): string => `${arrived(row, reach.day.today)}, ${signatures(row)}`;
  return [
    {
      key: 'incoming.to_register',
      title: 'Mới đến, chờ vào sổ',
      tab: 'to_register',
      tabLabel: 'Chờ vào sổ',
      label: 'Vào sổ',
      proof,
      chip: (row) => registrationChip(row, reach, now),
    },
    {
      key: 'incoming.to_present',
      title: 'Đã vào sổ, chờ chuyển lãnh đạo',
      tab: 'to_present',
      tabLabel: 'Chờ chuyển',
      label: 'Chuyển',
      proof: (row) => `Số đến ${row.arrival_number ?? ''}, ${arrived(row, reach.day.today).toLowerCase()}`,
      chip: () => undefined,
    },
  ];
}

function leaderQueues(reach: ListReach): Queue[] {
  return [
    {
      key: 'incoming.to_direct',
      title: 'Chờ bút phê',
      tab: 'to_direct',
      tabLabel: 'Chờ bút phê',
      label: 'Bút phê',
      proof: (row) => `Số đến ${row.arrival_number ?? ''}, ${signatures(row)}`,
      chip: (row) => VERDICT_CHIPS[row.verdict],
    },
    {
      key: 'incoming.to_approve',
      title: 'Chờ duyệt kết quả',
      tab: 'to_approve',
      tabLabel: 'Chờ duyệt kết quả',
      label: 'Duyệt',
      proof: (row) => `${row.result_by ?? row.lead_name ?? ''} đã báo cáo kết quả`,
      chip: (row) => deadlineChip(row, reach),
    },
  ];
}

interface Heap {
  key: string;
  title: string;
  tab: DeskGroup['tab'];
  overdue?: boolean;
  holds(row: ListRow): boolean;
}

/** In this order: a document lies on the first heap that takes it. */
function heapsOf(reach: ListReach): Heap[] {
  const { today } = reach.day;
  const due = (row: ListRow): string => row.my_due_on ?? '9999-12-31';
  const tab = { key: 'open', label: 'Chờ xử lý' };
  return [
    { key: 'incoming.overdue', title: 'Quá hạn', tab, overdue: true, holds: (row) => due(row) < today },
    { key: 'incoming.due_soon', title: 'Sắp hạn', tab, holds: (row) => due(row) <= reach.soon },
    { key: 'incoming.lead', title: 'Chủ trì', tab, holds: (row) => row.my_role === 'lead' },
    { key: 'incoming.coordinating', title: 'Phối hợp', tab, holds: () => true },
  ];
}

async function workGroups(context: ActingContext, reach: ListReach): Promise<DeskGroup[]> {
  const own = seesAll(context.subject) ? undefined : await findRows(context, 'open', reach, { limit: OPEN_LIMIT });
  const heaps = heapsOf(reach);
  const rows = own ?? [];
  const words: Wording = {
    label: 'Xử lý',
    proof: (row) => `Số đến ${row.arrival_number ?? ''}, ${row.lead_name ?? ''} chủ trì`,
    chip: (row) => deadlineChip(row, reach),
  };
  return heaps.map((heap) => {
    const held = rows.filter((row) => heaps.find((candidate) => candidate.holds(row)) === heap);
    return {
      key: heap.key,
      title: heap.title,
      tab: heap.tab,
      count: held.length,
      ...(heap.overdue === true && { overdue: true }),
      rows: held.slice(0, SHOWN).map((row) => deskRow(row, words)),
    };
  });
}

/** What is for information waits only until it was opened. */
async function informedGroup(context: ActingContext, reach: ListReach): Promise<DeskGroup> {
  const rows = await findRows(context, 'informed', reach, { limit: OPEN_LIMIT });
  const unread = rows.filter((row) => !row.seen);
  return {
    key: 'incoming.informed',
    title: 'Để biết',
    tab: { key: 'informed', label: 'Để biết' },
    count: unread.length,
    rows: unread.slice(0, SHOWN).map((row) =>
      deskRow(row, {
        label: 'Xem',
        proof: () => arrived(row, reach.day.today),
        chip: () => undefined,
      }),
    ),
  };
}

/** What waits for this person among incoming documents, by role; empty groups are left out by the desk. */
export async function incomingDesk(context: ActingContext): Promise<DeskGroup[]> {
  const reach = await listReach(context);
  const { subject } = context;
  const queues = [
    ...(hasRole(subject, 'leader') ? leaderQueues(reach) : []),
    ...(hasRole(subject, 'clerk') ? clerkQueues(reach, context.clock.now()) : []),
  ];
  const [queued, work, informed] = await Promise.all([
    Promise.all(queues.map((queue) => readQueue(context, reach, queue))),
    workGroups(context, reach),
    informedGroup(context, reach),
  ]);
  return [...queued, ...work, informed];
}

/** The number beside "Văn bản đến": what this person must do next. */
export async function incomingCount(context: ActingContext): Promise<{ incoming: number }> {
  const reach = await listReach(context);
  const { subject } = context;
  const tabs: IncomingTab[] = [
    ...(hasRole(subject, 'leader') ? (['to_direct', 'to_approve'] as const) : []),
    ...(hasRole(subject, 'clerk') ? (['to_register', 'to_present'] as const) : []),
  ];
  const counts = await Promise.all(
    (tabs.length === 0 ? (['open'] as const) : tabs).map((tab) => countRows(context, tab, reach)),
  );
  return {
    incoming: Math.min(
      COUNT_LIMIT,
      counts.reduce((sum, count) => sum + count, 0),
    ),
  };
}
