import type { OutgoingState } from '@congvu/contracts';

export type OutgoingAct = 'hand_over' | 'sign' | 'number' | 'seal' | 'issue' | 'return' | 'cancel';

interface Transition {
  from: readonly OutgoingState[];
  to: OutgoingState;
}

/**
 * The order of Decree 30/2020 Art. 12–18 and 32: personal signature, then number and date, then the organisation's signature,
 * then issue. `numbered` is a seal under way or interrupted: its number stays bound until it is sealed or given up.
 */
export const OUTGOING_TRANSITIONS: Record<OutgoingAct, Transition> = {
  hand_over: { from: ['returned'], to: 'awaiting_signature' },
  sign: { from: ['awaiting_signature'], to: 'signed' },
  number: { from: ['signed'], to: 'numbered' },
  seal: { from: ['numbered'], to: 'sealed' },
  issue: { from: ['sealed'], to: 'issued' },
  return: { from: ['awaiting_signature', 'signed', 'numbered', 'sealed'], to: 'returned' },
  cancel: { from: ['numbered', 'sealed'], to: 'cancelled' },
};

export const OUTGOING_STATE_LABELS: Record<OutgoingState, string> = {
  awaiting_signature: 'Chờ ký',
  signed: 'Chờ cấp số, đóng dấu',
  numbered: 'Đã cấp số, chờ đóng dấu',
  sealed: 'Chờ phát hành',
  issued: 'Đã phát hành',
  returned: 'Trả lại',
  cancelled: 'Đã hủy số',
};
