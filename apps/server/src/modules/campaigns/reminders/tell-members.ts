import { record } from '#modules/audit';
import { notify } from '#modules/notifications';
import { getAgency, listOfficers } from '#modules/org';
import { loadCalendar } from '#modules/tasks';
import { vietnamDate } from '../../../platform/clock.ts';
import { type Context, command, type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import type { JobDefinition } from '../../../platform/jobs.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { campaignLink } from '../campaign-ports.ts';
import { DONE_STATES } from '../campaigns.states.ts';
import { findCampaign } from '../campaigns.store.ts';
import type { CampaignRow } from '../campaigns.tables.ts';
import type { MemberRow } from '../members.store.ts';
import { noticeText } from './words.ts';

export const TELL_JOB = 'campaigns.tell';
/** Agencies told in one transaction. */
export const TELL_BATCH = 200;

type Untold = Pick<MemberRow, 'member_agency_id' | 'state' | 'requests'> & { step: string; note: string };

// Two workers share the work instead of waiting for each other. The rows are chosen before anything is joined to them: right after
// thousands were written the planner knows nothing of the tables.
const UNTOLD = `
  with untold as materialized (
    select member_agency_id, step, note from campaign_reminder
    where agency_id = $1 and campaign_id = $2 and told_at is null
    order by member_agency_id, at limit ${TELL_BATCH} for update skip locked
  )
  select untold.*, member.state, member.requests from untold
  cross join lateral (
    select state, requests from campaign_member
    where agency_id = $1 and campaign_id = $2 and member_agency_id = untold.member_agency_id offset 0
  ) member`;

const TOLD = `
  update campaign_reminder reminder set told_at = $3
  from unnest($4::uuid[], $5::text[]) as told (member_agency_id, step)
  where reminder.agency_id = $1 and reminder.campaign_id = $2 and reminder.member_agency_id = told.member_agency_id
    and reminder.step = told.step`;

async function tellAgency(
  tx: Tx,
  context: Context,
  campaign: CampaignRow,
  told: { line: Untold; personIds: string[]; text: string },
): Promise<void> {
  await notify(tx, context, {
    agencyId: told.line.member_agency_id,
    personIds: told.personIds,
    kind: told.line.step === 'opened' ? 'campaigns.opened' : 'campaigns.reminded',
    text: told.text,
    link: campaignLink(campaign.id),
    reason: 'Lãnh đạo, văn thư của cơ quan được yêu cầu',
  });
}

/**
 * Tells head and clerk of the agencies called and not told yet, at most a batch; answers how many calls were dealt with. Who has
 * sent everything meanwhile is left in peace.
 */
export async function tellMembers(tx: Tx, context: Context, campaign: CampaignRow): Promise<number> {
  const now = context.clock.now();
  const today = vietnamDate(now);
  const untold = await rawQuery<Untold>(tx, UNTOLD, [campaign.agency_id, campaign.id]);
  if (untold.length === 0) {
    return 0;
  }
  const due = campaign.state === 'open' ? untold.filter((line) => !DONE_STATES.includes(line.state)) : [];
  const [office, calendar, officers] = [
    await getAgency(tx, campaign.agency_id),
    await loadCalendar(tx),
    await listOfficers(
      tx,
      due.map((line) => line.member_agency_id),
      today,
    ),
  ];
  const people = Map.groupBy(officers, (officer) => officer.agencyId);
  for (const line of due) {
    const personIds = (people.get(line.member_agency_id) ?? []).map((officer) => officer.personId);
    const text = noticeText({ campaign, officeName: office.short_name, line, today, calendar });
    await tellAgency(tx, context, campaign, { line, personIds, text });
  }
  await rawQuery(tx, TOLD, [
    campaign.agency_id,
    campaign.id,
    now,
    untold.map((line) => line.member_agency_id),
    untold.map((line) => line.step),
  ]);
  return untold.length;
}

/** The rest of thousands; again and at the same time as often as it likes. */
export async function tellAll(services: Services, campaignId: string): Promise<void> {
  const context = systemContext(services);
  for (let told = TELL_BATCH; told === TELL_BATCH; ) {
    told = await command(context, async (tx) => {
      const campaign = await findCampaign(tx, campaignId);
      const count = campaign === undefined ? 0 : await tellMembers(tx, context, campaign);
      if (campaign !== undefined && count > 0) {
        await record(tx, context, {
          action: 'campaigns.told',
          agencyId: campaign.agency_id,
          objectKind: 'campaign',
          objectId: campaign.id,
          detail: { agencies: count },
        });
      }
      return count;
    });
  }
}

export function tellJobs(services: Services): JobDefinition[] {
  return [{ name: TELL_JOB, handle: ({ campaignId }) => tellAll(services, String(campaignId)) }];
}
