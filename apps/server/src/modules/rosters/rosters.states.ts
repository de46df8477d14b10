import type { BatchState } from '@congvu/contracts';

export type BatchAct =
  | 'change'
  | 'draft_letter'
  | 'lose_letter'
  | 'hand_over'
  | 'take_back'
  | 'send'
  | 'acknowledge'
  | 'result_partly'
  | 'result_all'
  | 'archive'
  | 'cancel';

interface Transition {
  from: readonly BatchState[];
  to: BatchState;
}

/**
 * Spec requests.md §5. The letter steers the middle: `requests` hears of its steps from `outgoing`. A letter that was given up leaves
 * its batches in `letter_drafted` without a document: their lines may be changed and another letter drafted.
 */
export const BATCH_TRANSITIONS: Record<Exclude<BatchAct, 'change'>, Transition> = {
  draft_letter: { from: ['collecting', 'letter_drafted'], to: 'letter_drafted' },
  lose_letter: { from: ['letter_drafted', 'awaiting_signature'], to: 'letter_drafted' },
  hand_over: { from: ['letter_drafted'], to: 'awaiting_signature' },
  take_back: { from: ['awaiting_signature'], to: 'letter_drafted' },
  send: { from: ['awaiting_signature', 'letter_drafted'], to: 'sent' },
  acknowledge: { from: ['sent'], to: 'acknowledged' },
  result_partly: { from: ['sent', 'acknowledged', 'partly_resulted'], to: 'partly_resulted' },
  result_all: { from: ['sent', 'acknowledged', 'partly_resulted'], to: 'resulted' },
  archive: { from: ['resulted'], to: 'archived' },
  cancel: { from: ['collecting', 'letter_drafted'], to: 'cancelled' },
};

export const BATCH_STATE_LABELS: Record<BatchState, string> = {
  collecting: 'Đang tổng hợp',
  letter_drafted: 'Đã soạn công văn',
  awaiting_signature: 'Công văn chờ ký',
  sent: 'Đã gửi cấp trên',
  acknowledged: 'Cấp trên đã nhận',
  partly_resulted: 'Có kết quả một phần',
  resulted: 'Đủ kết quả',
  archived: 'Đã lưu',
  cancelled: 'Đã hủy',
};

/** From here on the destination has it; lines change only by their results. */
export const SENT_STATES: readonly BatchState[] = ['sent', 'acknowledged', 'partly_resulted', 'resulted', 'archived'];
