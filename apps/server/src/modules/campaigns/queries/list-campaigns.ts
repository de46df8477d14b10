import type { CampaignPage, CampaignQuery } from '@congvu/contracts';
import type { z } from 'zod';
import { loadCalendar } from '#modules/tasks';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { documentLink } from '../basis.ts';
import { officePolicies } from '../campaigns.policy.ts';
import { presentCampaign } from '../campaigns.presenter.ts';
import { type CampaignRow, campaignTables } from '../campaigns.tables.ts';
import { sumCampaigns } from '../members.store.ts';

const NO_SUMS = { members: 0, done: 0, late: 0, never: 0, waiting: 0 };
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Ids are made in the order of opening, so that the id alone says where the next page begins. */
async function findRows(context: ActingContext, query: z.infer<typeof CampaignQuery>): Promise<CampaignRow[]> {
  return campaignTables(context.db)
    .selectFrom('campaign')
    .selectAll()
    .where('agency_id', '=', context.subject.agencyId)
    .$if(query.state !== undefined, (rows) => rows.where('state', '=', query.state ?? 'open'))
    .$if(query.cursor !== undefined && UUID.test(query.cursor), (rows) => rows.where('id', '<', query.cursor ?? ''))
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute();
}

/** Campaigns of the own office, newest first; who has no part in collecting gets none. */
export async function listCampaigns(
  context: ActingContext,
  query: z.infer<typeof CampaignQuery>,
): Promise<CampaignPage> {
  const { db, subject } = context;
  const abilities = officePolicies.abilities(subject, null);
  if (abilities['campaigns.list'] !== true) {
    return { items: [], nextCursor: null, abilities };
  }
  const rows = await findRows(context, query);
  const page = rows.slice(0, query.limit);
  const ids = page.map((row) => row.id);
  const [calendar, sums] = await Promise.all([loadCalendar(db), sumCampaigns(db, subject.agencyId, ids)]);
  const day = { today: vietnamDate(context.clock.now()), calendar };
  const items = await Promise.all(
    page.map(async (row) =>
      presentCampaign(
        subject,
        row,
        sums.get(row.id) ?? NO_SUMS,
        day,
        await documentLink(db, row.agency_id, row.document_id),
      ),
    ),
  );
  return { items, nextCursor: rows.length > query.limit ? (ids.at(-1) ?? null) : null, abilities };
}
