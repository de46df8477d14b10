import type { IncomingSource, IncomingState } from '@congvu/contracts';

export type IncomingAct =
  | 'register'
  | 'return'
  | 'present'
  | 'direct'
  | 'report'
  | 'approve_result'
  | 'return_result'
  | 'complete'
  | 'replace'
  | 'recall';

interface Transition {
  from: readonly IncomingState[];
  to: IncomingState;
}

/** Decree 30/2020 Art. 21–24: register, present, direct, work, approve, done; "Trả lại" and "Thu hồi" stand beside it. */
export const INCOMING_TRANSITIONS: Record<IncomingAct, Transition> = {
  register: { from: ['received'], to: 'registered' },
  // A refusal after registration is allowed too ("trả lại sau tiếp nhận", spec interchange §5); the number stays in the book.
  return: { from: ['received', 'registered', 'awaiting_directive'], to: 'returned' },
  present: { from: ['registered', 'awaiting_directive'], to: 'awaiting_directive' },
  direct: { from: ['registered', 'awaiting_directive', 'in_progress'], to: 'in_progress' },
  report: { from: ['in_progress'], to: 'awaiting_result_approval' },
  approve_result: { from: ['awaiting_result_approval'], to: 'done' },
  return_result: { from: ['awaiting_result_approval'], to: 'in_progress' },
  complete: { from: ['registered', 'awaiting_directive', 'in_progress'], to: 'done' },
  // A later letter of the same sender takes its place: nothing is left to do with this one (Art. 18).
  replace: { from: ['registered', 'awaiting_directive', 'in_progress', 'awaiting_result_approval'], to: 'done' },
  // The sender may ask for a letter back however far it has come; the content is destroyed, the number stays in the book.
  recall: {
    from: [
      'received',
      'registered',
      'awaiting_directive',
      'in_progress',
      'awaiting_result_approval',
      'done',
      'returned',
    ],
    to: 'recalled',
  },
};

export function mayAct(act: IncomingAct, state: IncomingState): boolean {
  return INCOMING_TRANSITIONS[act].from.includes(state);
}

export const INCOMING_STATE_LABELS: Record<IncomingState, string> = {
  received: 'Mới nhận',
  registered: 'Đã vào sổ',
  awaiting_directive: 'Chờ bút phê',
  in_progress: 'Đang xử lý',
  awaiting_result_approval: 'Chờ duyệt kết quả',
  done: 'Hoàn thành',
  returned: 'Trả lại',
  recalled: 'Thu hồi',
};

export const SOURCE_LABELS: Record<IncomingSource, string> = { axis: 'Liên thông', paper: 'Giấy', mail: 'Thư' };
