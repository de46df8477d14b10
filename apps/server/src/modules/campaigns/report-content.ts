import type { DraftBlock, DraftContent, FormCode } from '@congvu/contracts';
import { vietnamDate } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { printDay, printMoment } from '../../platform/print-dates.ts';
import { DONE_STATES } from './campaigns.states.ts';
import type { CampaignRow } from './campaigns.tables.ts';
import { formLabels, formsPhrase } from './form-words.ts';
import { type Calendar, dueSentence } from './ladder.ts';
import type { BoardRow } from './members.store.ts';

export interface ReportFacts {
  campaign: CampaignRow;
  rows: readonly BoardRow[];
  today: string;
  calendar: Calendar;
  officeName: string;
  /** The office above, to which it is sent; undefined at the top of a tree. */
  above: { id: string; name: string } | undefined;
  unitSymbol: string;
}

/** Names in the text of the report; longer lists stand in the enclosure alone. */
const NAMED = 300;

function block(kind: DraftBlock['kind'], text: string): DraftBlock {
  return { id: newId(), kind, runs: [{ text }] };
}

interface Standing {
  onTime: BoardRow[];
  late: BoardRow[];
  /** Sent once, but something was sent back and is not here again. */
  open: BoardRow[];
  never: BoardRow[];
  nil: BoardRow[];
}

function standingsOf(rows: readonly BoardRow[]): Standing {
  const done = rows.filter((row) => DONE_STATES.includes(row.state));
  return {
    onTime: done.filter((row) => !row.late),
    late: done.filter((row) => row.late),
    open: rows.filter((row) => row.submitted_at !== null && !DONE_STATES.includes(row.state)),
    never: rows.filter((row) => row.submitted_at === null),
    nil: done.filter((row) => row.state === 'nil'),
  };
}

function sentLine(row: BoardRow): string {
  const at = row.submitted_at === null ? '' : ` gửi đủ lúc ${printMoment(row.submitted_at)}`;
  return `- ${row.member_name}:${at}${row.state === 'nil' ? ' (không phát sinh)' : ''}.`;
}

function missedLine(row: BoardRow): string {
  const reminded = row.reminders === 0 ? 'chưa được nhắc' : `đã nhắc ${row.reminders} lần`;
  return `- ${row.member_name}: ${reminded}.`;
}

function section(title: string, rows: readonly BoardRow[], line: (row: BoardRow) => string): DraftBlock[] {
  if (rows.length === 0) {
    return [];
  }
  const named = rows.slice(0, NAMED);
  const rest =
    rows.length > NAMED ? [block('point', `- ${rows.length - NAMED} cơ quan khác: theo danh sách kèm theo.`)] : [];
  return [block('heading', title), ...named.map((row) => block('point', line(row))), ...rest];
}

function countLine(form: FormCode, rows: readonly BoardRow[]): string {
  const { formLabel, title } = formLabels(form);
  const own = rows.flatMap((row) => row.counts[form] ?? []);
  const total = own.reduce((sum, count) => sum + count, 0);
  const listed = own.filter((count) => count > 0).length;
  return `- ${formLabel} (${title}): ${total} dòng của ${listed} cơ quan, ${own.length - listed} cơ quan không phát sinh.`;
}

function summary({ campaign, rows }: ReportFacts, standing: Standing): string {
  const done = standing.onTime.length + standing.late.length;
  const open = standing.open.length === 0 ? '' : `, ${standing.open.length} cơ quan bị trả lại chưa gửi lại`;
  return `Đến thời điểm báo cáo, ${done} trên ${rows.length} cơ quan đã gửi đủ ${formsPhrase(campaign.forms)}: ${standing.onTime.length} cơ quan đúng hạn, ${standing.late.length} cơ quan chậm hạn; ${standing.nil.length} cơ quan báo không phát sinh; ${standing.never.length} cơ quan chưa gửi đủ${open}.`;
}

function blocksOf(facts: ReportFacts): DraftBlock[] {
  const { campaign, officeName, calendar } = facts;
  const standing = standingsOf(facts.rows);
  const basis = campaign.basis_text === '' ? '' : `Thực hiện ${campaign.basis_text}, `;
  const opened = printDay(vietnamDate(campaign.opened_at));
  const sections = [
    { title: 'Cơ quan gửi đúng hạn', rows: standing.onTime, line: sentLine },
    { title: 'Cơ quan gửi chậm hạn', rows: standing.late, line: sentLine },
    { title: 'Cơ quan bị trả lại, chưa gửi lại', rows: standing.open, line: missedLine },
    { title: 'Cơ quan chưa gửi đủ', rows: standing.never, line: missedLine },
  ].filter((part) => part.rows.length > 0);
  return [
    block(
      'paragraph',
      `${basis}${officeName} báo cáo kết quả thu ${formsPhrase(campaign.forms)}, mở ngày ${opened}, hạn ${dueSentence(campaign.due_before, calendar)} như sau:`,
    ),
    block('heading', '1. Kết quả chung'),
    block('paragraph', summary(facts, standing)),
    block('heading', '2. Số lượng theo từng mẫu'),
    ...campaign.forms.map((form) => block('point', countLine(form, facts.rows))),
    ...sections.flatMap((part, index) => section(`${index + 3}. ${part.title}`, part.rows, part.line)),
    block('paragraph', 'Chi tiết từng cơ quan, từng mẫu theo danh sách kèm theo.'),
    block('paragraph', `Trên đây là báo cáo kết quả đợt thu của ${officeName}./.`),
  ];
}

/** A report (Decree 30/2020 Art. 7) of who sent what and when, to the office above, ready to be read over and submitted. */
export function reportContent(facts: ReportFacts): DraftContent {
  const { campaign, above, unitSymbol } = facts;
  return {
    documentType: 'report',
    abstract: `Kết quả thu ${formsPhrase(campaign.forms)}`,
    urgency: 'normal',
    signerPositionId: null,
    addressees: [],
    recipients: [
      ...(above === undefined ? [] : [{ kind: 'agency' as const, agencyId: above.id, label: above.name }]),
      { kind: 'line', label: unitSymbol === '' ? 'Lưu: VT' : `Lưu: VT, ${unitSymbol}` },
    ],
    blocks: blocksOf(facts),
    typistMark: '',
  };
}
