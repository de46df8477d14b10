import { record } from '#modules/audit';
import { clearNotices } from '#modules/notifications';
import { command, type Services, systemContext } from '../../../platform/context.ts';
import { publish } from '../../../platform/events.ts';
import type { JobDefinition } from '../../../platform/jobs.ts';
import { campaignLink } from '../campaign-ports.ts';
import { pageMembers } from '../members.store.ts';

export const CLEAR_JOB = 'campaigns.clear';
const BATCH = 500;

interface ClosedCampaign {
  agencyId: string;
  id: string;
}

/** A closed campaign asks nothing more: its notices are read for everyone, and the pages of the agencies look again. */
export async function clearMembers(services: Services, campaign: ClosedCampaign): Promise<void> {
  const context = systemContext(services);
  const clearFrom = async (after: string | undefined): Promise<string | undefined> =>
    command(context, async (tx) => {
      const rows = await pageMembers(tx, campaign, { after, limit: BATCH });
      for (const row of rows) {
        await clearNotices(tx, { agencyId: row.member_agency_id, link: campaignLink(campaign.id) });
        await publish(tx, { topic: 'campaigns', agencyId: row.member_agency_id, ids: [campaign.id] });
      }
      await record(tx, context, {
        action: 'campaigns.notices_cleared',
        agencyId: campaign.agencyId,
        objectKind: 'campaign',
        objectId: campaign.id,
        detail: { agencies: rows.length },
      });
      return rows.length === BATCH ? rows.at(-1)?.sort_key : undefined;
    });
  let last = await clearFrom(undefined);
  while (last !== undefined) {
    last = await clearFrom(last);
  }
}

export function clearJobs(services: Services): JobDefinition[] {
  return [
    {
      name: CLEAR_JOB,
      handle: ({ agencyId, campaignId }) =>
        clearMembers(services, { agencyId: String(agencyId), id: String(campaignId) }),
    },
  ];
}
