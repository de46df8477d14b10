import type { Subject } from '../../platform/authorise.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { notFound } from '../../platform/errors.ts';
import { memberPolicies } from './campaigns.policy.ts';
import { campaignClosed, campaignOf } from './campaigns.store.ts';
import type { CampaignRow } from './campaigns.tables.ts';
import { findMember, lockMember, type MemberRow } from './members.store.ts';

export interface OwnLine {
  campaign: CampaignRow;
  member: MemberRow;
}

function notAMember() {
  return notFound(
    'campaigns.not_a_member',
    'Cơ quan không được yêu cầu trong đợt thu này. Tải lại danh sách các đợt thu của cơ quan.',
  );
}

export async function findOwnLine(db: Db | Tx, agencyId: string, campaignId: string): Promise<OwnLine> {
  const member = await findMember(db, { campaignId, memberAgencyId: agencyId });
  const campaign = await campaignOf(db, member);
  if (member === undefined || campaign === undefined) {
    throw notAMember();
  }
  return { campaign, member };
}

/** The line of the own agency, locked, when the act is allowed now. */
export async function lockOwnLine(
  tx: Tx,
  subject: Subject,
  campaignId: string,
  act: 'campaigns.mine' | 'campaigns.answer',
): Promise<OwnLine> {
  const member = await lockMember(tx, { campaignId, memberAgencyId: subject.agencyId });
  const campaign = await campaignOf(tx, member);
  if (member === undefined || campaign === undefined) {
    throw notAMember();
  }
  const facts = { memberAgencyId: member.member_agency_id, state: member.state };
  // First the person, then the state, as everywhere.
  memberPolicies.authorize(act, subject, { ...facts, campaignOpen: true });
  if (act === 'campaigns.answer' && campaign.state !== 'open') {
    throw campaignClosed();
  }
  return { campaign, member };
}
