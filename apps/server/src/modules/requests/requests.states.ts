import type { ItemState, RequestState } from '@congvu/contracts';

export type RequestAct =
  | 'save'
  | 'ask_declarant'
  | 'ask_head'
  | 'declare'
  | 'approve'
  | 'approve_to_seal'
  | 'seal'
  | 'give_back'
  | 'withdraw'
  | 'accept'
  | 'return'
  | 'refuse'
  | 'correct'
  | 'batch'
  | 'unbatch'
  | 'forward'
  | 'forward_urgent'
  | 'recall'
  | 'result'
  | 'close';

interface Transition {
  from: readonly RequestState[];
  to: RequestState;
}

/**
 * Spec requests.md §4. Every way to the guiding office leads through the head of the unit: only `approve`, and `seal` behind
 * `approve_to_seal`, reach `submitted`. Whatever goes back to `draft` loses its signatures.
 */
export const REQUEST_TRANSITIONS: Record<RequestAct, Transition> = {
  save: { from: ['draft'], to: 'draft' },
  ask_declarant: { from: ['draft'], to: 'awaiting_declarant' },
  ask_head: { from: ['draft'], to: 'awaiting_head' },
  declare: { from: ['awaiting_declarant'], to: 'awaiting_head' },
  approve: { from: ['awaiting_head'], to: 'submitted' },
  approve_to_seal: { from: ['awaiting_head'], to: 'awaiting_seal' },
  seal: { from: ['awaiting_seal'], to: 'submitted' },
  give_back: { from: ['awaiting_declarant', 'awaiting_head', 'awaiting_seal'], to: 'draft' },
  withdraw: {
    from: ['draft', 'awaiting_declarant', 'awaiting_head', 'awaiting_seal', 'submitted', 'accepted', 'returned'],
    to: 'withdrawn',
  },
  accept: { from: ['submitted'], to: 'accepted' },
  return: { from: ['submitted', 'accepted'], to: 'returned' },
  refuse: { from: ['submitted', 'accepted'], to: 'refused' },
  correct: { from: ['returned'], to: 'draft' },
  batch: { from: ['accepted'], to: 'batched' },
  unbatch: { from: ['batched'], to: 'accepted' },
  forward: { from: ['batched'], to: 'forwarded' },
  // Lost token, death, dismissal: singly, past the batch.
  forward_urgent: { from: ['accepted'], to: 'forwarded' },
  recall: { from: ['forwarded'], to: 'batched' },
  result: { from: ['forwarded', 'resulted'], to: 'resulted' },
  close: { from: ['resulted'], to: 'closed' },
};

export const REQUEST_STATE_LABELS: Record<RequestState, string> = {
  draft: 'Nháp',
  awaiting_declarant: 'Chờ người khai ký',
  awaiting_head: 'Chờ thủ trưởng duyệt',
  awaiting_seal: 'Chờ đóng dấu',
  submitted: 'Đã gửi đơn vị đầu mối',
  accepted: 'Đã tiếp nhận',
  returned: 'Trả lại',
  refused: 'Từ chối',
  batched: 'Đã tổng hợp',
  forwarded: 'Đã chuyển cấp trên',
  resulted: 'Có kết quả',
  closed: 'Hoàn tất',
  withdrawn: 'Đã rút',
};

export const ITEM_STATE_LABELS: Record<ItemState, string> = {
  open: 'Chờ kết quả',
  returned: 'Trả lại',
  granted: 'Được cấp',
  refused: 'Từ chối',
  recorded: 'Đã ghi sổ',
};

/** From here on a request is with the guiding office and not at its end. */
export const UNDER_WAY: readonly RequestState[] = ['accepted', 'batched', 'forwarded', 'resulted'];

/** Nothing more will happen to it. */
export const FINAL_STATES: readonly RequestState[] = ['refused', 'closed', 'withdrawn'];

/** In which states an act may be done at all: tells "too late" from "not yours". */
export const ACTION_STATES = {
  'requests.edit': REQUEST_TRANSITIONS.save.from,
  'requests.send': REQUEST_TRANSITIONS.ask_head.from,
  'requests.declare': REQUEST_TRANSITIONS.declare.from,
  'requests.approve': REQUEST_TRANSITIONS.approve.from,
  'requests.seal': REQUEST_TRANSITIONS.seal.from,
  'requests.scan': ['awaiting_declarant', 'awaiting_head'],
  'requests.override': ['draft', 'awaiting_declarant', 'awaiting_head'],
  'requests.give_back': REQUEST_TRANSITIONS.give_back.from,
  'requests.withdraw': REQUEST_TRANSITIONS.withdraw.from,
  'requests.accept': REQUEST_TRANSITIONS.accept.from,
  'requests.return': REQUEST_TRANSITIONS.return.from,
  'requests.refuse': REQUEST_TRANSITIONS.refuse.from,
  'requests.correct': REQUEST_TRANSITIONS.correct.from,
} as const satisfies Record<string, readonly RequestState[]>;
