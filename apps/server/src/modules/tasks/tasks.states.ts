import type { AssignmentRole, AssignmentState } from '@congvu/contracts';

export type AssignmentAct = 'open' | 'report' | 'approve' | 'return' | 'pass_on' | 'finish' | 'withdraw';

/** From which states each act may start. `given` and `in_progress` may both report: reading on paper leaves no trace here. */
export const ASSIGNMENT_FROM: Record<AssignmentAct, readonly AssignmentState[]> = {
  open: ['given'],
  report: ['given', 'in_progress'],
  pass_on: ['given', 'in_progress'],
  approve: ['reported'],
  return: ['reported'],
  finish: ['given', 'in_progress', 'reported'],
  withdraw: ['given', 'in_progress', 'reported'],
};

/** Where an act leads. Only the lead's part waits for approval; what is for information is done when it was read. */
export function nextState(
  act: AssignmentAct,
  part: { role: AssignmentRole; needsApproval: boolean; state: AssignmentState },
): AssignmentState {
  switch (act) {
    case 'open':
      return part.role === 'informed' ? 'done' : 'in_progress';
    case 'report':
      return part.role === 'lead' && part.needsApproval ? 'reported' : 'done';
    case 'pass_on':
    case 'return':
      return 'in_progress';
    case 'withdraw':
      return 'withdrawn';
    default:
      return 'done';
  }
}

export function mayAssignment(act: AssignmentAct, state: AssignmentState): boolean {
  return ASSIGNMENT_FROM[act].includes(state);
}

export const ROLE_LABELS: Record<AssignmentRole, string> = {
  lead: 'Chủ trì',
  coordinating: 'Phối hợp',
  informed: 'Để biết',
};

export const ASSIGNMENT_STATE_LABELS: Record<AssignmentState, string> = {
  given: 'Mới giao',
  in_progress: 'Đang xử lý',
  reported: 'Chờ duyệt kết quả',
  done: 'Hoàn thành',
  withdrawn: 'Đã thu hồi',
};
