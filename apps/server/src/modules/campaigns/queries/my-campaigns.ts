import type { MyCampaign, MyCampaigns } from '@congvu/contracts';
import type { z } from 'zod';
import { getAgency } from '#modules/org';
import { REQUEST_STATE_LABELS, requestLink } from '#modules/requests';
import { loadCalendar } from '#modules/tasks';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { alsoWithin } from '../../../platform/reach.ts';
import { type PresentingDay, presentMine } from '../campaigns.presenter.ts';
import { campaignTables } from '../campaigns.tables.ts';
import { findOwnLine, type OwnLine } from '../own-line.ts';

const SHOWN = 100;

/** Offices that have ever asked the agency: one or two. */
async function askingOffices(db: Db, agencyId: string): Promise<string[]> {
  const rows = await campaignTables(db)
    .selectFrom('campaign_member')
    .select('agency_id')
    .distinct()
    .where('member_agency_id', '=', agencyId)
    .execute();
  return rows.map((row) => row.agency_id);
}

/** Open campaigns that ask the agency, the nearest day first. */
export async function findOpenLines(db: Db, agencyId: string): Promise<OwnLine[]> {
  const offices = await askingOffices(db, agencyId);
  return alsoWithin('party', offices, () => openLinesOf(db, agencyId));
}

async function openLinesOf(db: Db, agencyId: string): Promise<OwnLine[]> {
  const members = await campaignTables(db)
    .selectFrom('campaign_member')
    .selectAll()
    .where('member_agency_id', '=', agencyId)
    .where('campaign_id', 'in', (query) => query.selectFrom('campaign').select('id').where('state', '=', 'open'))
    .limit(SHOWN)
    .execute();
  if (members.length === 0) {
    return [];
  }
  const campaigns = await campaignTables(db)
    .selectFrom('campaign')
    .selectAll()
    .where(
      'id',
      'in',
      members.map((member) => member.campaign_id),
    )
    .orderBy('due_before')
    .orderBy('id')
    .execute();
  const lines = new Map(members.map((member) => [member.campaign_id, member]));
  return campaigns.flatMap((campaign) => {
    const member = lines.get(campaign.id);
    return member === undefined ? [] : [{ campaign, member }];
  });
}

async function present(context: ActingContext, line: OwnLine, day: PresentingDay): Promise<MyCampaign> {
  const office = await getAgency(context.db, line.campaign.agency_id);
  const facts = {
    officeName: office.name,
    basisText: line.campaign.basis_text,
    // The document lies in the guiding office; the agency has its own copy among its incoming ones.
    basisLink: null,
    stateLabels: REQUEST_STATE_LABELS,
    requestLink,
  };
  return presentMine(context.subject, line.campaign, line.member, facts, day);
}

async function dayOf(context: ActingContext): Promise<PresentingDay> {
  return { today: vietnamDate(context.clock.now()), calendar: await loadCalendar(context.db) };
}

/** What is asked of the own agency. */
export async function listMine(context: ActingContext): Promise<z.infer<typeof MyCampaigns>> {
  const [day, lines] = await Promise.all([dayOf(context), findOpenLines(context.db, context.subject.agencyId)]);
  return { items: await Promise.all(lines.map((line) => present(context, line, day))) };
}

export async function viewMine(context: ActingContext, campaignId: string): Promise<MyCampaign> {
  const line = await findOwnLine(context.db, context.subject.agencyId, campaignId);
  return present(context, line, await dayOf(context));
}
