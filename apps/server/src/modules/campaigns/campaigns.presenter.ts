import type { CampaignListItem, CampaignMember, CampaignView, MyCampaign } from '@congvu/contracts';
import type { Officer } from '#modules/org';
import type { Abilities, Subject } from '../../platform/authorise.ts';
import { campaignLink } from './campaign-ports.ts';
import { campaignPolicies, memberPolicies } from './campaigns.policy.ts';
import { CAMPAIGN_STATE_LABELS, DONE_STATES, MEMBER_STATE_LABELS } from './campaigns.states.ts';
import type { CampaignRow, MemberRequest } from './campaigns.tables.ts';
import { formLabels } from './form-words.ts';
import { type Calendar, dueSentence, lastGoodDay, rungsOf, workingDaysLeft } from './ladder.ts';
import type { BoardRow, MemberRow, Sums } from './members.store.ts';

export interface PresentingDay {
  today: string;
  calendar: Calendar;
}

export function isDayPassed(campaign: Pick<CampaignRow, 'due_before'>, today: string): boolean {
  return today >= campaign.due_before;
}

export function campaignAbilities(subject: Subject, row: CampaignRow, today: string): Abilities {
  return campaignPolicies.abilities(subject, {
    agencyId: row.agency_id,
    state: row.state,
    dayPassed: isDayPassed(row, today),
  });
}

interface PresentedBasis {
  basisText: string;
  basisLink: string | null;
}

function presentDue(row: CampaignRow, { today, calendar }: PresentingDay) {
  return {
    dueBefore: row.due_before,
    lastGoodDay: lastGoodDay(row.due_before),
    dueSentence: dueSentence(row.due_before, calendar),
    workingDaysLeft: workingDaysLeft(row.due_before, today, calendar),
  };
}

export function presentCampaign(
  subject: Subject,
  row: CampaignRow,
  sums: Sums,
  day: PresentingDay,
  basisLink: string | null,
): CampaignListItem {
  return {
    id: row.id,
    name: row.name,
    forms: row.forms,
    basisText: row.basis_text,
    basisLink,
    ...presentDue(row, day),
    state: row.state,
    stateLabel: CAMPAIGN_STATE_LABELS[row.state],
    members: sums.members,
    done: sums.done,
    late: sums.late,
    // Before the day is over nobody has failed to send.
    never: isDayPassed(row, day.today) ? sums.never : 0,
    openedAt: row.opened_at.toISOString(),
    link: campaignLink(row.id),
    abilities: campaignAbilities(subject, row, day.today),
  };
}

function nextOf(row: BoardRow, isOpen: boolean): Pick<CampaignMember, 'next' | 'nextLabel'> {
  if (row.waiting) {
    return { next: 'accept', nextLabel: 'Tiếp nhận' };
  }
  return isOpen && !DONE_STATES.includes(row.state)
    ? { next: 'remind', nextLabel: `Nhắc lần ${row.reminders + 1}` }
    : { next: null, nextLabel: '' };
}

export function presentMember(
  row: BoardRow,
  campaign: CampaignRow,
  head: Officer | undefined,
  today: string,
): CampaignMember {
  return {
    agencyId: row.member_agency_id,
    agencyName: row.member_name,
    shortName: row.short_name,
    group: row.group_key,
    headName: head?.fullName ?? null,
    headTitle: head?.title ?? null,
    counts: Object.fromEntries(campaign.forms.map((form) => [form, row.counts[form] ?? null])),
    state: row.state,
    stateLabel: MEMBER_STATE_LABELS[row.state],
    late: row.late,
    overdue: row.submitted_at === null && isDayPassed(campaign, today),
    submittedAt: row.submitted_at?.toISOString() ?? null,
    reminders: row.reminders,
    lastRemindedAt: row.last_reminded_at?.toISOString() ?? null,
    ...nextOf(row, campaign.state === 'open'),
  };
}

type Ladder = CampaignView['ladder'];

function rungLabel(step: number, number: number): string {
  if (step > 0) {
    return 'Nhắc quá hạn';
  }
  return step === 0 ? 'Nhắc ngày cuối' : `Nhắc lần ${number}`;
}

/** Opening, rungs, today and the last good day in order; two things of one day are one point. */
export function presentLadder(row: CampaignRow, openedOn: string, { today, calendar }: PresentingDay): Ladder {
  const last = lastGoodDay(row.due_before);
  const rungs = rungsOf(row.due_before, row.reminder_steps, calendar).filter(({ on }) => on > openedOn && on !== last);
  const points: Ladder = [
    { on: openedOn, label: 'Mở đợt thu', state: 'done' },
    ...rungs.map(({ step, on }, index): Ladder[number] => ({
      on,
      label: rungLabel(step, index + 1),
      state: on < today ? 'done' : 'planned',
    })),
    { on: last, label: 'Ngày cuối', state: 'last_day' },
  ];
  const now = points.find((point) => point.on === today);
  if (row.state === 'open' && now?.state === 'planned') {
    now.state = 'today';
  }
  if (row.state === 'open' && now === undefined) {
    points.push({ on: today, label: 'Hôm nay', state: 'today' });
  }
  return points.sort((left, right) => left.on.localeCompare(right.on));
}

function toneOf(row: MemberRow, left: number): MyCampaign['tone'] {
  if (DONE_STATES.includes(row.state)) {
    return 'green';
  }
  if (left < 0) {
    return 'red';
  }
  return left <= 2 ? 'amber' : 'neutral';
}

export interface MineFacts {
  officeName: string;
  stateLabels: Record<MemberRequest['state'], string>;
  requestLink(id: string): string;
}

/** What is asked of the own agency, form by form, with what was made of it. */
export function presentMine(
  subject: Subject,
  campaign: CampaignRow,
  row: MemberRow,
  facts: MineFacts & PresentedBasis,
  day: PresentingDay,
): MyCampaign {
  const due = presentDue(campaign, day);
  const forms = campaign.forms.map((form): MyCampaign['forms'][number] => {
    const [id, request] = Object.entries(row.requests).find(([, candidate]) => candidate.form === form) ?? [];
    return {
      form,
      ...formLabels(form),
      requestId: id ?? null,
      requestState: request?.state ?? null,
      requestStateLabel: request === undefined ? 'Chưa lập' : facts.stateLabels[request.state],
      rows: request === undefined ? null : request.rows,
      nil: request?.nil ?? false,
      link: id === undefined ? null : facts.requestLink(id),
    };
  });
  return {
    id: campaign.id,
    name: campaign.name,
    officeName: facts.officeName,
    basisText: facts.basisText,
    basisLink: facts.basisLink,
    ...due,
    tone: toneOf(row, due.workingDaysLeft),
    state: row.state,
    stateLabel: MEMBER_STATE_LABELS[row.state],
    forms,
    abilities: memberPolicies.abilities(subject, {
      memberAgencyId: row.member_agency_id,
      state: row.state,
      campaignOpen: campaign.state === 'open',
    }),
  };
}
