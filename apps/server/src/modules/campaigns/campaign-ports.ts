import { clearNotices } from '#modules/notifications';
import type { MovedRequest, RequestsPorts } from '#modules/requests';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { publish } from '../../platform/events.ts';
import { DONE_STATES, isWithdrawn, standingOf } from './campaigns.states.ts';
import { addMovement, campaignOf, withinOffice } from './campaigns.store.ts';
import type { CampaignRow, MemberRequests } from './campaigns.tables.ts';
import { lateFrom } from './ladder.ts';
import { findMember, lockMember, type MemberRow, updateMember } from './members.store.ts';

export function campaignLink(id: string): string {
  return `/dot-thu/${id}`;
}

function withMoved(requests: MemberRequests, moved: MovedRequest): MemberRequests {
  const { [moved.id]: known, ...others } = requests;
  if (isWithdrawn(moved.state)) {
    return others;
  }
  return {
    ...others,
    [moved.id]: {
      form: moved.form,
      state: moved.state,
      rows: moved.nil ? 0 : moved.itemCount,
      nil: moved.nil,
      // A correction is sent again; in time or late was decided by the first time.
      submittedAt: known?.submittedAt ?? moved.submittedAt?.toISOString() ?? null,
    },
  };
}

/**
 * When all of it had come for the first time. A return by the guiding office does not take that away, a withdrawal by the agency
 * itself does.
 */
function firstComplete(row: MemberRow, moved: MovedRequest, completeAt: Date | null): Date | null {
  return isWithdrawn(moved.state) ? completeAt : (row.submitted_at ?? completeAt);
}

/** The line of an agency after one of its requests moved, in the transaction of that move. */
export async function applyMove(tx: Tx, context: Context, moved: MovedRequest): Promise<void> {
  if (moved.campaignId === null) {
    return;
  }
  const row = await lockMember(tx, { campaignId: moved.campaignId, memberAgencyId: moved.agencyId });
  const campaign = await campaignOf(tx, row);
  if (row === undefined || campaign === undefined) {
    return;
  }
  const requests = withMoved(row.requests, moved);
  const standing = standingOf(campaign.forms, requests, row.opened_at !== null);
  const submittedAt = firstComplete(row, moved, standing.completeAt);
  const late = submittedAt !== null && submittedAt >= lateFrom(campaign.due_before);
  await updateMember(tx, row, {
    requests: JSON.stringify(requests),
    counts: JSON.stringify(standing.counts),
    state: standing.state,
    waiting: standing.waiting,
    submitted_at: submittedAt,
    late,
  });
  if (DONE_STATES.includes(standing.state) && !DONE_STATES.includes(row.state)) {
    await finishLine(tx, context, campaign, row, { nil: standing.state === 'nil', late });
  }
  await publish(tx, { topic: 'campaigns', agencyId: row.agency_id, ids: [row.campaign_id] });
  await publish(tx, { topic: 'campaigns', agencyId: row.member_agency_id, ids: [row.campaign_id] });
}

async function finishLine(
  tx: Tx,
  context: Context,
  campaign: CampaignRow,
  row: MemberRow,
  how: { nil: boolean; late: boolean },
): Promise<void> {
  const what = how.nil ? 'Báo không phát sinh' : 'Gửi đủ danh sách';
  const key = { agencyId: campaign.agency_id, id: campaign.id };
  const movement = {
    kind: how.late ? 'submitted_late' : 'submitted',
    text: `${what} của ${row.short_name}${how.late ? ', chậm hạn' : ''}`,
  };
  await withinOffice(row, () => addMovement(tx, context, key, movement));
  await clearNotices(tx, { agencyId: row.member_agency_id, link: campaignLink(campaign.id) });
}

/** What `requests` asks of campaigns; plugged in modules.ts. */
export const campaignPorts: Pick<RequestsPorts, 'moved' | 'campaign'> = {
  moved: applyMove,
  campaign: async (db, { campaignId, agencyId }) => {
    const member = await findMember(db, { campaignId, memberAgencyId: agencyId });
    const campaign = await campaignOf(db, member);
    return campaign === undefined
      ? undefined
      : {
          forms: campaign.forms,
          dueBefore: campaign.due_before,
          open: campaign.state === 'open',
          officeAgencyId: campaign.agency_id,
          name: campaign.name,
        };
  },
};
