import type { MemberState } from '@congvu/contracts';
import { type Decision, definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';
import { DONE_STATES } from './campaigns.states.ts';

export interface CampaignFacts {
  /** The guiding office. */
  agencyId: string;
  state: 'open' | 'closed';
  /** The last good day is over. */
  dayPassed: boolean;
}

function readsBoard(subject: Subject): boolean {
  return hasRole(subject, 'focal', 'leader', 'unit_head', 'clerk', 'auditor');
}

function focal(subject: Subject, campaign: CampaignFacts, then: () => Decision = () => YES): Decision {
  return subject.agencyId === campaign.agencyId && hasRole(subject, 'focal')
    ? then()
    : no('Việc của cán bộ đầu mối tại đơn vị mở đợt thu.');
}

function whileOpen(campaign: CampaignFacts): Decision {
  return campaign.state === 'open' ? YES : no('Đợt thu đã kết thúc.');
}

/** The board is the guiding office's; other agencies see their own line only (`memberPolicies`). */
export const campaignPolicies = definePolicies<
  CampaignFacts,
  'campaigns.read' | 'campaigns.edit' | 'campaigns.remind' | 'campaigns.close' | 'campaigns.report' | 'campaigns.export'
>({
  'campaigns.read': (subject, campaign) =>
    subject.agencyId === campaign.agencyId && readsBoard(subject)
      ? YES
      : no('Bảng theo dõi đợt thu dành cho đơn vị mở đợt.'),
  'campaigns.edit': (subject, campaign) => focal(subject, campaign, () => whileOpen(campaign)),
  'campaigns.remind': (subject, campaign) => focal(subject, campaign, () => whileOpen(campaign)),
  'campaigns.close': (subject, campaign) => focal(subject, campaign, () => whileOpen(campaign)),
  'campaigns.report': (subject, campaign) =>
    focal(subject, campaign, () =>
      campaign.state === 'closed' || campaign.dayPassed
        ? YES
        : no('Báo cáo được lập khi đã qua ngày cuối hoặc khi kết thúc đợt thu.'),
    ),
  'campaigns.export': (subject, campaign) =>
    subject.agencyId === campaign.agencyId && readsBoard(subject)
      ? YES
      : no('Danh sách của đợt thu dành cho đơn vị mở đợt.'),
});

export const officePolicies = definePolicies<null, 'campaigns.list' | 'campaigns.open'>({
  'campaigns.list': (subject) =>
    readsBoard(subject) ? YES : no('Danh sách đợt thu dành cho lãnh đạo, văn thư và cán bộ đầu mối.'),
  'campaigns.open': (subject) =>
    hasRole(subject, 'focal') ? YES : no('Chỉ cán bộ đầu mối được mở đợt thu. Liên hệ quản trị để được phân công.'),
});

export interface MemberFacts {
  memberAgencyId: string;
  state: MemberState;
  campaignOpen: boolean;
}

/** The unit's side: everybody sees what his agency is asked, whoever prepares requests there answers. */
export const memberPolicies = definePolicies<MemberFacts, 'campaigns.mine' | 'campaigns.answer' | 'campaigns.nil'>({
  'campaigns.mine': (subject, member) =>
    subject.agencyId === member.memberAgencyId ? YES : no('Đợt thu này không gửi đến cơ quan của người dùng.'),
  'campaigns.answer': prepares,
  'campaigns.nil': (subject, member) =>
    DONE_STATES.includes(member.state) ? no('Cơ quan đã gửi đủ các mẫu của đợt thu.') : prepares(subject, member),
});

function prepares(subject: Subject, member: MemberFacts): Decision {
  if (subject.agencyId !== member.memberAgencyId || !hasRole(subject, 'clerk', 'specialist', 'unit_head', 'leader')) {
    return no('Việc của văn thư, chuyên viên hoặc lãnh đạo cơ quan được yêu cầu.');
  }
  return member.campaignOpen ? YES : no('Đợt thu đã kết thúc.');
}
