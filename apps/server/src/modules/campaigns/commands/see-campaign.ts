import type { MyCampaign } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { publish } from '../../../platform/events.ts';
import { standingOf } from '../campaigns.states.ts';
import { updateMember } from '../members.store.ts';
import { findOwnLine, lockOwnLine } from '../own-line.ts';
import { viewMine } from '../queries/my-campaigns.ts';

/** The first time somebody of the agency opens it: "Chưa mở" becomes "Đang lập". Later times write nothing. */
export async function seeCampaign(context: ActingContext, id: string): Promise<MyCampaign> {
  const seen = await findOwnLine(context.db, context.subject.agencyId, id);
  if (seen.member.opened_at === null && seen.campaign.state === 'open') {
    await keepFirstLook(context, id);
  }
  return viewMine(context, id);
}

async function keepFirstLook(context: ActingContext, id: string): Promise<void> {
  await command(context, async (tx) => {
    const { campaign, member } = await lockOwnLine(tx, context.subject, id, 'campaigns.mine');
    await updateMember(tx, member, {
      opened_at: member.opened_at ?? context.clock.now(),
      state: standingOf(campaign.forms, member.requests, true).state,
    });
    await record(tx, context, {
      action: 'campaigns.seen',
      agencyId: member.member_agency_id,
      objectKind: 'campaign',
      objectId: campaign.id,
    });
    await publish(tx, { topic: 'campaigns', agencyId: campaign.agency_id, ids: [campaign.id] });
    return null;
  });
}
