import type { CampaignView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { publish } from '../../../platform/events.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { addMovement, updateOpenCampaign } from '../campaigns.store.ts';
import { lockForAct } from '../lock-for-act.ts';
import { sumCampaigns } from '../members.store.ts';
import { viewCampaign } from '../queries/view-campaign.ts';
import { CLEAR_JOB } from '../reminders/clear-members.ts';

/** Nothing more is collected; what was sent goes on its way, and the board stays. */
export async function closeCampaign(context: ActingContext, id: string): Promise<CampaignView> {
  await command(context, async (tx) => {
    const row = await lockForAct(tx, context, id, 'campaigns.close');
    const key = { agencyId: row.agency_id, id: row.id };
    await updateOpenCampaign(tx, context, key, { state: 'closed', closed_at: context.clock.now() });
    const sums = (await sumCampaigns(tx, row.agency_id, [row.id])).get(row.id);
    await addMovement(tx, context, key, {
      kind: 'closed',
      text: `Kết thúc đợt thu: ${sums?.done ?? 0} trên ${sums?.members ?? 0} cơ quan đã gửi`,
    });
    await record(tx, context, {
      action: 'campaigns.closed',
      agencyId: row.agency_id,
      objectKind: 'campaign',
      objectId: row.id,
      detail: { members: sums?.members ?? 0, done: sums?.done ?? 0, late: sums?.late ?? 0, never: sums?.never ?? 0 },
    });
    await enqueue(tx, CLEAR_JOB, { agencyId: row.agency_id, campaignId: row.id });
    await publish(tx, { topic: 'campaigns', agencyId: row.agency_id, ids: [row.id] });
    return null;
  });
  return viewCampaign(context, id);
}
