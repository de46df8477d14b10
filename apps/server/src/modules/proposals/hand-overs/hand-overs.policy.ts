import type { HandOverView } from '@congvu/contracts';
import { type Decision, definePolicies, hasRole, no, type Subject, YES } from '../../../platform/authorise.ts';

export interface HandOverFacts {
  agencyId: string;
  personId: string;
  state: HandOverView['state'];
}

function sees(subject: Subject, handOver: HandOverFacts): boolean {
  return (
    subject.agencyId === handOver.agencyId &&
    (subject.personId === handOver.personId ||
      hasRole(subject, 'leader', 'clerk', 'administrator', 'unit_head', 'auditor'))
  );
}

function works(subject: Subject, handOver: HandOverFacts): Decision {
  if (subject.agencyId !== handOver.agencyId || !hasRole(subject, 'leader', 'clerk', 'administrator')) {
    return no('Bàn giao do lãnh đạo, văn thư hoặc quản trị của cơ quan thực hiện.');
  }
  return handOver.state === 'open' ? YES : no('Cuộc bàn giao này đã kết thúc.');
}

export const handOverPolicies = definePolicies<
  HandOverFacts,
  | 'proposals.read_hand_over'
  | 'proposals.settle_hand_over'
  | 'proposals.finish_hand_over'
  | 'proposals.cancel_hand_over'
>({
  'proposals.read_hand_over': (subject, handOver) =>
    sees(subject, handOver) ? YES : no('Bàn giao dành cho lãnh đạo, văn thư và người bàn giao.'),
  'proposals.settle_hand_over': works,
  'proposals.finish_hand_over': works,
  'proposals.cancel_hand_over': works,
});

export const handOverDeskPolicies = definePolicies<null, 'proposals.list_hand_overs' | 'proposals.start_hand_over'>({
  'proposals.list_hand_overs': () => YES,
  'proposals.start_hand_over': (subject) =>
    hasRole(subject, 'leader', 'clerk', 'administrator')
      ? YES
      : no('Bàn giao do lãnh đạo, văn thư hoặc quản trị của cơ quan bắt đầu.'),
});
