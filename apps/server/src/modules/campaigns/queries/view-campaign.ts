import type { CampaignView } from '@congvu/contracts';
import { listOfficers, type Officer } from '#modules/org';
import { loadCalendar } from '#modules/tasks';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { documentLink } from '../basis.ts';
import { campaignPolicies } from '../campaigns.policy.ts';
import { isDayPassed, presentCampaign, presentLadder, presentMember } from '../campaigns.presenter.ts';
import { DONE_STATES } from '../campaigns.states.ts';
import { type CampaignKey, getCampaign, listMovements } from '../campaigns.store.ts';
import type { CampaignRow } from '../campaigns.tables.ts';
import { type BoardRow, type GroupSum, pageMembers, type Sums, sumMembers } from '../members.store.ts';

/** More than a district has; larger campaigns are read page by page. */
const FIRST_PAGE = 200;
const SHOWN_MOVEMENTS = 100;

export async function getReadable(context: ActingContext, id: string): Promise<CampaignRow> {
  const { subject } = context;
  const row = await getCampaign(context.db, { agencyId: subject.agencyId, id });
  const dayPassed = isDayPassed(row, vietnamDate(context.clock.now()));
  campaignPolicies.authorize('campaigns.read', subject, { agencyId: row.agency_id, state: row.state, dayPassed });
  return row;
}

/** The head of each agency: of several the highest in rank. */
export async function headsOf(
  db: Db,
  members: readonly Pick<BoardRow, 'member_agency_id'>[],
  today: string,
): Promise<Map<string, Officer>> {
  const ids = members.map((member) => member.member_agency_id);
  const heads = (await listOfficers(db, ids, today)).filter((officer) => officer.office === 'head');
  // The list has the highest first; of two entries of one key a map keeps the last.
  return new Map(heads.reverse().map((head) => [head.agencyId, head]));
}

function isDone(sum: GroupSum): boolean {
  return DONE_STATES.includes(sum.state);
}

function totals(groups: readonly GroupSum[]): Sums {
  const add = (pick: (sum: GroupSum) => number) => groups.reduce((total, sum) => total + pick(sum), 0);
  return {
    members: add((sum) => sum.members),
    done: add((sum) => (isDone(sum) ? sum.members : 0)),
    late: add((sum) => sum.late),
    never: add((sum) => sum.never),
    waiting: add((sum) => sum.waiting),
  };
}

function presentGroups(groups: readonly GroupSum[]): CampaignView['groups'] {
  return [...Map.groupBy(groups, (sum) => sum.groupKey)].map(([key, sums]) => ({
    key,
    name: sums[0]?.groupName ?? '',
    total: totals(sums).members,
    done: totals(sums).done,
  }));
}

function presentSummary(groups: readonly GroupSum[]): CampaignView['summary'] {
  const summary = { not_opened: 0, preparing: 0, submitted: 0, returned: 0, nil: 0, consolidated: 0 };
  for (const sum of groups) {
    summary[sum.state] += sum.members;
  }
  return summary;
}

/** The board: sums over all agencies, the ladder, the first page of lines. */
export async function viewCampaign(context: ActingContext, id: string): Promise<CampaignView> {
  const row = await getReadable(context, id);
  const key: CampaignKey = { agencyId: row.agency_id, id };
  const today = vietnamDate(context.clock.now());
  const [calendar, groups, rows, movements, basisLink] = await Promise.all([
    loadCalendar(context.db),
    sumMembers(context.db, key),
    pageMembers(context.db, key, { limit: FIRST_PAGE + 1 }),
    listMovements(context.db, key, SHOWN_MOVEMENTS),
    documentLink(context.db, row.agency_id, row.document_id),
  ]);
  const page = rows.slice(0, FIRST_PAGE);
  const heads = await headsOf(context.db, page, today);
  const day = { today, calendar };
  return {
    ...presentCampaign(context.subject, row, totals(groups), day, basisLink),
    groups: presentGroups(groups),
    summary: presentSummary(groups),
    ladder: presentLadder(row, vietnamDate(row.opened_at), day),
    reminderSteps: row.reminder_steps,
    items: page.map((member) => presentMember(member, row, heads.get(member.member_agency_id), today)),
    nextCursor: rows.length > FIRST_PAGE ? writeCursor(page) : null,
    reportDocumentId: row.report_document_id,
    reportLink: await documentLink(context.db, row.agency_id, row.report_document_id),
    movements: movements.map(({ at, actor_name, kind, text }) => ({
      at: at.toISOString(),
      actorName: actor_name,
      kind,
      text,
    })),
  };
}

export function writeCursor(page: readonly BoardRow[]): string | null {
  const last = page.at(-1);
  return last === undefined ? null : Buffer.from(last.sort_key).toString('base64url');
}
