import type { ProposalView } from '@congvu/contracts';
import { type Decision, definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';

export interface ProposalFacts {
  agencyId: string;
  consolidatorAgencyId: string;
  personId: string | null;
  kind: ProposalView['kind'];
  state: ProposalView['state'];
}

/** What a person may ask for himself; lists are the clerk's and the heads'. */
const OWN_KINDS: readonly ProposalView['kind'][] = ['renew', 'replace', 'restore_token', 'lost_token'];

export function seesAgency(subject: Subject): boolean {
  return hasRole(subject, 'clerk', 'leader', 'unit_head', 'administrator', 'auditor');
}

function reads(subject: Subject, proposal: ProposalFacts): boolean {
  if (subject.agencyId === proposal.agencyId && (seesAgency(subject) || subject.personId === proposal.personId)) {
    return true;
  }
  // Who leaves an office is that office's own matter.
  return (
    proposal.kind !== 'hand_over' && hasRole(subject, 'focal') && subject.agencyId === proposal.consolidatorAgencyId
  );
}

/** A hand-over is begun by those who may begin one without a proposal. */
const HANDING_OVER = ['clerk', 'leader', 'administrator'] as const;

function whileOpen(proposal: ProposalFacts): Decision {
  return proposal.state === 'open' ? YES : no('Đề xuất này đã được dùng hoặc đã bỏ qua.');
}

function works(subject: Subject, proposal: ProposalFacts): boolean {
  const roles = proposal.kind === 'hand_over' ? HANDING_OVER : (['clerk', 'leader', 'unit_head'] as const);
  return subject.agencyId === proposal.agencyId && hasRole(subject, ...roles);
}

export const proposalPolicies = definePolicies<ProposalFacts, 'proposals.read' | 'proposals.use' | 'proposals.dismiss'>(
  {
    'proposals.read': (subject, proposal) =>
      reads(subject, proposal) ? YES : no('Đề xuất dành cho văn thư, lãnh đạo và người liên quan của cơ quan.'),
    'proposals.use': (subject, proposal) => {
      const isOwn =
        subject.agencyId === proposal.agencyId &&
        subject.personId === proposal.personId &&
        OWN_KINDS.includes(proposal.kind);
      return works(subject, proposal) || isOwn
        ? whileOpen(proposal)
        : no('Văn thư, lãnh đạo cơ quan hoặc người liên quan lập đề nghị theo đề xuất này.');
    },
    'proposals.dismiss': (subject, proposal) => {
      if (!works(subject, proposal)) {
        return no('Văn thư hoặc lãnh đạo cơ quan bỏ qua đề xuất này.');
      }
      return proposal.kind === 'lost_token'
        ? no('Việc mất thiết bị còn mở đến khi nơi cấp thu hồi hoặc báo mất được rút.')
        : whileOpen(proposal);
    },
  },
);

export const proposalDeskPolicies = definePolicies<null, 'proposals.list'>({ 'proposals.list': () => YES });
