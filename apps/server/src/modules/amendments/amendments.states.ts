import type { AmendmentKind, AmendmentRequestState, AmendmentState, AskState, FreezeView } from '@congvu/contracts';

/** What we ask of one receiver (spec interchange §5, "change process"). */
export type AskEvent = 'ask' | 'agree' | 'reject';

/**
 * Agreement is for good, whatever comes after it and in whatever order: what was destroyed does not come back. A refusal may be
 * followed by a further asking, or by an agreement that overtook it.
 */
const ASK: Record<AskEvent, Partial<Record<AskState, AskState>>> = {
  ask: { planned: 'asked', rejected: 'asked' },
  agree: { asked: 'agreed', rejected: 'agreed' },
  reject: { asked: 'rejected' },
};

/** Undefined: nothing changes from here. */
export function stepAsk(state: AskState, event: AskEvent): AskState | undefined {
  return ASK[event][state];
}

export type AmendmentAct = 'issue' | 'consent' | 'decline';

export const AMENDMENT_TRANSITIONS: Record<AmendmentAct, { from: readonly AmendmentState[]; to: AmendmentState }> = {
  issue: { from: ['drafted'], to: 'asked' },
  consent: { from: ['awaiting_consent'], to: 'asked' },
  decline: { from: ['awaiting_consent'], to: 'declined' },
};

/** What lies at us: answered once, for good; `lapsed` when the document went by another request. */
export type RequestAct = 'agree' | 'reject' | 'lapse';

export const REQUEST_TRANSITIONS: Record<RequestAct, AmendmentRequestState> = {
  agree: 'agreed',
  reject: 'rejected',
  lapse: 'lapsed',
};

export function mayAnswer(state: AmendmentRequestState): boolean {
  return state === 'waiting';
}

/** Dispatch states of a receiver that has the letter (spec interchange §5: 13 and kinds 1–3 from `sent` to `done`). */
const HOLDING = ['sent', 'arrived', 'accepted', 'assigned', 'processing', 'done'] as const;
const REGISTERED = ['accepted', 'assigned', 'processing', 'done'] as const;

export function holdsLetter(state: string): boolean {
  return (HOLDING as readonly string[]).includes(state);
}

export function hasRegistered(state: string): boolean {
  return (REGISTERED as readonly string[]).includes(state);
}

/** Both end with the content destroyed at the receiver. */
export function isRecalling(kind: AmendmentKind): kind is 'take_back' | 'recall' {
  return kind === 'take_back' || kind === 'recall';
}

export const KIND_LABELS: Record<AmendmentKind, string> = {
  take_back: 'Lấy lại',
  recall: 'Thu hồi',
  replace: 'Thay thế',
  correct: 'Đính chính',
  update: 'Cập nhật',
};

export const AMENDMENT_STATE_LABELS: Record<AmendmentState, string> = {
  drafted: 'Đang soạn văn bản',
  awaiting_consent: 'Chờ lãnh đạo đồng ý',
  declined: 'Lãnh đạo không đồng ý',
  asked: 'Đã gửi nơi nhận',
};

export const ASK_LABELS: Record<AskState, string> = {
  planned: 'Chưa gửi yêu cầu',
  asked: 'Chờ trả lời',
  agreed: 'Đồng ý',
  rejected: 'Từ chối',
  on_paper: 'Chỉ có bản giấy',
};

export const REQUEST_STATE_LABELS: Record<AmendmentRequestState, string> = {
  waiting: 'Chờ văn thư trả lời',
  agreed: 'Đã đồng ý',
  rejected: 'Đã từ chối',
  lapsed: 'Không còn cần trả lời',
};

export const FREEZE_OF: Partial<Record<AmendmentKind, FreezeView['kind']>> = {
  take_back: 'taken_back',
  recall: 'recalled',
  replace: 'replaced',
};
