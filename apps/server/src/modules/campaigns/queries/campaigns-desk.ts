import type { DeskGroup } from '@congvu/contracts';
import { getAgency } from '#modules/org';
import { loadCalendar } from '#modules/tasks';
import { hasRole } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { campaignLink } from '../campaign-ports.ts';
import { DONE_STATES, missingForms } from '../campaigns.states.ts';
import { type CampaignRow, campaignTables } from '../campaigns.tables.ts';
import { formsPhrase } from '../form-words.ts';
import { type Calendar, daysLeftPhrase, workingDaysLeft } from '../ladder.ts';
import { sumCampaigns } from '../members.store.ts';
import type { OwnLine } from '../own-line.ts';
import { findOpenLines } from './my-campaigns.ts';

type Row = DeskGroup['rows'][number];

const TAB = { key: 'campaigns', label: 'Đợt thu' };
const SHOWN = 5;
/** A number that needs no exact figure any more. */
const COUNT_LIMIT = 1_000;

interface Day {
  today: string;
  calendar: Calendar;
}

function chipOf(campaign: CampaignRow, { today, calendar }: Day): Row['chip'] {
  const left = workingDaysLeft(campaign.due_before, today, calendar);
  if (left < 0) {
    return { tone: 'red', label: `Quá ${-left} ngày` };
  }
  if (left === 0) {
    return { tone: 'amber', label: 'Ngày cuối' };
  }
  return { tone: left <= 2 ? 'amber' : 'neutral', label: `Còn ${left} ngày` };
}

async function askedRow(context: ActingContext, { campaign, member }: OwnLine, day: Day): Promise<Row> {
  const office = await getAgency(context.db, campaign.agency_id);
  const missing = formsPhrase(missingForms(campaign.forms, member.requests));
  const returned = member.state === 'returned';
  const chip = chipOf(campaign, day);
  return {
    id: campaign.id,
    channel: 'inside',
    channelLabel: 'Đợt thu',
    sentence: [
      { text: office.short_name, strong: true },
      {
        text: ` ${returned ? 'trả lại, cần sửa và gửi lại' : 'yêu cầu gửi'} ${missing}, ${daysLeftPhrase(campaign.due_before, day.today, day.calendar)}.`,
      },
    ],
    proof: [campaign.basis_text, `trước ngày ${printDay(campaign.due_before)}`]
      .filter((part) => part !== '')
      .join(', '),
    ...(chip !== undefined && { chip }),
    link: campaignLink(campaign.id),
    action: { label: returned ? 'Sửa' : 'Lập danh sách', link: campaignLink(campaign.id) },
  };
}

/** Whoever is reminded: head and clerk. */
async function askedGroups(context: ActingContext, day: Day): Promise<DeskGroup[]> {
  if (!hasRole(context.subject, 'leader', 'clerk')) {
    return [];
  }
  const lines = (await findOpenLines(context.db, context.subject.agencyId)).filter(
    ({ member }) => !DONE_STATES.includes(member.state),
  );
  const overdue = lines.filter(({ campaign }) => day.today >= campaign.due_before);
  const ahead = lines.filter(({ campaign }) => day.today < campaign.due_before);
  const group = async (key: string, title: string, own: OwnLine[], isOverdue: boolean): Promise<DeskGroup> => ({
    key,
    title,
    tab: TAB,
    count: own.length,
    ...(isOverdue && { overdue: true }),
    rows: await Promise.all(own.slice(0, SHOWN).map((line) => askedRow(context, line, day))),
  });
  return [
    await group('campaigns.overdue', 'Đợt thu quá hạn', overdue, true),
    await group('campaigns.asked', 'Danh sách phải gửi', ahead, false),
  ];
}

async function openCampaigns(context: ActingContext): Promise<CampaignRow[]> {
  return campaignTables(context.db)
    .selectFrom('campaign')
    .selectAll()
    .where('agency_id', '=', context.subject.agencyId)
    .where('state', '=', 'open')
    .orderBy('due_before')
    .orderBy('id')
    .limit(COUNT_LIMIT)
    .execute();
}

/** The guiding office: campaigns in which something was sent that nobody has accepted. */
async function officeGroups(context: ActingContext, day: Day): Promise<DeskGroup[]> {
  if (!hasRole(context.subject, 'focal')) {
    return [];
  }
  const campaigns = await openCampaigns(context);
  const ids = campaigns.map((campaign) => campaign.id);
  const sums = await sumCampaigns(context.db, context.subject.agencyId, ids);
  const waiting = campaigns.filter((campaign) => (sums.get(campaign.id)?.waiting ?? 0) > 0);
  const rows = waiting.slice(0, SHOWN).map((campaign): Row => {
    const sum = sums.get(campaign.id);
    return {
      id: campaign.id,
      channel: 'inside',
      channelLabel: 'Đợt thu',
      sentence: [
        { text: `${sum?.waiting ?? 0} cơ quan`, strong: true },
        { text: ` đã gửi ${formsPhrase(campaign.forms)}, chờ tiếp nhận.` },
      ],
      proof: `${campaign.name}: ${sum?.done ?? 0} trên ${sum?.members ?? 0} cơ quan đã gửi, ${daysLeftPhrase(campaign.due_before, day.today, day.calendar)}`,
      link: campaignLink(campaign.id),
      action: { label: 'Tiếp nhận', link: campaignLink(campaign.id) },
    };
  });
  return [{ key: 'campaigns.to_accept', title: 'Đợt thu chờ tiếp nhận', tab: TAB, count: waiting.length, rows }];
}

export async function campaignsDesk(context: ActingContext): Promise<DeskGroup[]> {
  const day = { today: vietnamDate(context.clock.now()), calendar: await loadCalendar(context.db) };
  return (await Promise.all([askedGroups(context, day), officeGroups(context, day)])).flat();
}

const STILL_TO_COME = `
  select count(*)::int as n from (
    select 1 from campaign join campaign_member member on member.agency_id = campaign.agency_id and member.campaign_id = campaign.id
    where campaign.agency_id = $1 and campaign.state = 'open' and member.state in ('not_opened', 'preparing', 'returned')
    limit ${COUNT_LIMIT}
  ) s`;

/** Beside "Theo dõi": agencies the office still waits for; elsewhere what the own agency still has to send. */
export async function countCampaigns(context: ActingContext): Promise<Record<string, number>> {
  const { db, subject } = context;
  if (hasRole(subject, 'focal')) {
    const [row] = await rawQuery<{ n: number }>(db, STILL_TO_COME, [subject.agencyId]);
    return { campaigns: row?.n ?? 0 };
  }
  const lines = await findOpenLines(db, subject.agencyId);
  return { campaigns: lines.filter(({ member }) => !DONE_STATES.includes(member.state)).length };
}
