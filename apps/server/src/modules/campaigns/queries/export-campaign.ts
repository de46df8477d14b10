import { loadCalendar } from '#modules/tasks';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { printApart } from '../../../platform/print-apart.ts';
import { printMoment } from '../../../platform/print-dates.ts';
import { type BoardSheet, renderBoardXlsx } from '../board-xlsx.ts';
import { campaignPolicies } from '../campaigns.policy.ts';
import { isDayPassed } from '../campaigns.presenter.ts';
import { DONE_STATES, MEMBER_STATE_LABELS } from '../campaigns.states.ts';
import { getCampaign } from '../campaigns.store.ts';
import type { CampaignRow } from '../campaigns.tables.ts';
import { type Calendar, dueSentence } from '../ladder.ts';
import { type BoardRow, pageMembers } from '../members.store.ts';

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** No office asks more agencies at once. */
const MAX_ROWS = 25_000;
/** More rows would hold up the office while they are packed. */
const ROWS_HERE = 1_000;
const PRINTER = new URL('../board-xlsx.worker.ts', import.meta.url);

/** Late, never and in time told apart. */
function punctuality(row: BoardRow, campaign: CampaignRow, today: string): string {
  if (row.submitted_at !== null) {
    return row.late ? 'Chậm hạn' : 'Đúng hạn';
  }
  return isDayPassed(campaign, today) ? 'Quá hạn, chưa gửi đủ' : 'Trong hạn';
}

function cellsOf(row: BoardRow, index: number, campaign: CampaignRow, today: string): (string | number)[] {
  return [
    index + 1,
    row.member_name,
    row.group_name,
    ...campaign.forms.map((form) => row.counts[form] ?? ''),
    MEMBER_STATE_LABELS[row.state],
    punctuality(row, campaign, today),
    row.submitted_at === null ? '' : printMoment(row.submitted_at),
    row.reminders,
    row.last_reminded_at === null ? '' : printMoment(row.last_reminded_at),
  ];
}

interface Facts {
  campaign: CampaignRow;
  today: string;
  calendar: Calendar;
}

function sheetOf(rows: readonly BoardRow[], { campaign, today, calendar }: Facts): BoardSheet {
  const done = rows.filter((row) => DONE_STATES.includes(row.state)).length;
  const basis = campaign.basis_text === '' ? '' : `${campaign.basis_text}, `;
  const forms = campaign.forms.map((form) => form.slice(1));
  return {
    title: campaign.name,
    subtitle: `${basis}hạn ${dueSentence(campaign.due_before, calendar)}. ${done} trên ${rows.length} cơ quan đã gửi.`,
    heads: ['STT', 'Cơ quan', 'Nhóm', ...forms, 'Trạng thái', 'Thời hạn', 'Gửi đủ lúc', 'Số lần nhắc', 'Nhắc gần nhất'],
    widths: [6, 44, 26, ...forms.map(() => 7), 18, 22, 22, 12, 22],
    rows: rows.map((row, index) => cellsOf(row, index, campaign, today)),
  };
}

/** The board as a workbook, a row an agency in the order of the directory. */
export async function writeBoard(rows: readonly BoardRow[], facts: Facts): Promise<Buffer> {
  const sheet = sheetOf(rows, facts);
  return rows.length > ROWS_HERE ? printApart(PRINTER, sheet) : renderBoardXlsx(sheet);
}

export async function allMembers(db: Db | Tx, campaign: CampaignRow): Promise<BoardRow[]> {
  return pageMembers(db, { agencyId: campaign.agency_id, id: campaign.id }, { limit: MAX_ROWS });
}

export async function exportCampaign(context: ActingContext, id: string): Promise<FileAnswer> {
  const { db, subject } = context;
  const campaign = await getCampaign(db, { agencyId: subject.agencyId, id });
  const today = vietnamDate(context.clock.now());
  campaignPolicies.authorize('campaigns.export', subject, {
    agencyId: campaign.agency_id,
    state: campaign.state,
    dayPassed: isDayPassed(campaign, today),
  });
  const [rows, calendar] = await Promise.all([allMembers(db, campaign), loadCalendar(db)]);
  const bytes = await writeBoard(rows, { campaign, today, calendar });
  return {
    stream: bytes,
    headers: {
      'content-type': XLSX,
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename*=UTF-8''theo-doi-dot-thu.xlsx`,
      'cache-control': 'no-store',
    },
  };
}
