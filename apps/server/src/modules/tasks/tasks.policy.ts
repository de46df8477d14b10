import type { AssignmentRole, AssignmentState } from '@congvu/contracts';
import { type Decision, definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';
import { ASSIGNMENT_STATE_LABELS, type AssignmentAct, mayAssignment } from './tasks.states.ts';

/** Whose part it is: a named person, or a unit whose head (or everyone, when it has no head) holds it. */
export interface HolderFacts {
  agencyId: string;
  personId: string | null;
  unitId: string;
  unitHasHead: boolean;
}

export interface AssignmentFacts extends HolderFacts {
  role: AssignmentRole;
  state: AssignmentState;
  /** The subject decides on the result: holder of the part this one was passed on from, or the leader at the top. */
  isDecider: boolean;
}

export type TaskAction =
  | 'tasks.list'
  | 'tasks.phrases'
  | 'tasks.report'
  | 'tasks.sub_assign'
  | 'tasks.approve_result'
  | 'tasks.return_result';

export function isHolder(subject: Subject, part: HolderFacts): boolean {
  if (subject.agencyId !== part.agencyId) {
    return false;
  }
  if (part.personId !== null) {
    return part.personId === subject.personId;
  }
  return part.unitHasHead
    ? hasRole(subject, 'unit_head') && subject.unitIds.includes(part.unitId)
    : subject.unitIds.includes(part.unitId);
}

function inState(act: AssignmentAct, part: AssignmentFacts): Decision {
  return mayAssignment(act, part.state)
    ? YES
    : no(`Phần việc đang ở trạng thái "${ASSIGNMENT_STATE_LABELS[part.state]}".`);
}

function decides(act: AssignmentAct, part: AssignmentFacts): Decision {
  return part.isDecider ? inState(act, part) : no('Người giao việc duyệt kết quả của phần việc này.');
}

export const taskPolicies = definePolicies<AssignmentFacts, TaskAction>({
  'tasks.list': () => YES,
  'tasks.phrases': () => YES,
  'tasks.report': (subject, part) => {
    if (!isHolder(subject, part)) {
      return no('Chỉ người được giao phần việc này báo cáo kết quả.');
    }
    return part.role === 'informed' ? no('Văn bản nhận để biết, không phải báo cáo.') : inState('report', part);
  },
  'tasks.sub_assign': (subject, part) => {
    if (!hasRole(subject, 'unit_head') || !isHolder(subject, part)) {
      return no('Trưởng đơn vị được giao việc mới phân công lại trong đơn vị.');
    }
    return part.role === 'informed' ? no('Văn bản nhận để biết, không phải phân công.') : inState('pass_on', part);
  },
  'tasks.approve_result': (_subject, part) => decides('approve', part),
  'tasks.return_result': (_subject, part) => decides('return', part),
});
