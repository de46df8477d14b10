import type { FormCode, MemberState, RequestState } from '@congvu/contracts';
import type { MemberCounts, MemberRequest, MemberRequests } from './campaigns.tables.ts';

export const MEMBER_STATE_LABELS: Record<MemberState, string> = {
  not_opened: 'Chưa mở',
  preparing: 'Đang lập',
  submitted: 'Đã gửi',
  returned: 'Trả lại',
  nil: 'Không phát sinh',
  consolidated: 'Đã tổng hợp',
};

export const CAMPAIGN_STATE_LABELS = { open: 'Đang thu', closed: 'Đã kết thúc' } as const;

/** Nothing more is asked of the agency. */
export const DONE_STATES: readonly MemberState[] = ['submitted', 'nil', 'consolidated'];

type Stage = 'gone' | 'preparing' | 'returned' | 'sent' | 'settled';

/** What a state of a request means for its campaign. A refused list was sent and is settled; one withdrawn never came. */
const STAGES: Record<RequestState, Stage> = {
  draft: 'preparing',
  awaiting_declarant: 'preparing',
  awaiting_head: 'preparing',
  awaiting_seal: 'preparing',
  submitted: 'sent',
  accepted: 'sent',
  returned: 'returned',
  refused: 'settled',
  batched: 'settled',
  forwarded: 'settled',
  resulted: 'settled',
  closed: 'settled',
  withdrawn: 'gone',
};

export function isWithdrawn(state: RequestState): boolean {
  return STAGES[state] === 'gone';
}

function hasCome({ state }: MemberRequest): boolean {
  return STAGES[state] === 'sent' || STAGES[state] === 'settled';
}

/** What still speaks for the agency: a refused list no longer does once another of its form has been begun. */
function live(requests: MemberRequests): MemberRequest[] {
  const all = Object.values(requests).filter((request) => !isWithdrawn(request.state));
  const renewed = new Set(all.filter(({ state }) => state !== 'refused').map(({ form }) => form));
  return all.filter(({ form, state }) => state !== 'refused' || !renewed.has(form));
}

/** A form has come when it has a request and none of its requests is still being written. */
function formHasCome(requests: readonly MemberRequest[], form: FormCode): boolean {
  const own = requests.filter((request) => request.form === form);
  return own.length > 0 && own.every(hasCome);
}

/** Forms the agency still owes. */
export function missingForms(forms: readonly FormCode[], requests: MemberRequests): FormCode[] {
  const own = live(requests);
  return forms.filter((form) => !formHasCome(own, form));
}

/** Forms for which the agency has begun nothing. */
export function untouchedForms(forms: readonly FormCode[], requests: MemberRequests): FormCode[] {
  const own = live(requests);
  return forms.filter((form) => !own.some((request) => request.form === form));
}

export interface MemberStanding {
  state: MemberState;
  counts: MemberCounts;
  waiting: boolean;
  /** When the last of it was sent; null while something is missing. */
  completeAt: Date | null;
}

function stateOf(own: readonly MemberRequest[], forms: readonly FormCode[], seen: boolean): MemberState {
  if (own.some((request) => STAGES[request.state] === 'returned')) {
    return 'returned';
  }
  if (!forms.every((form) => formHasCome(own, form))) {
    return own.length > 0 || seen ? 'preparing' : 'not_opened';
  }
  const listed = own.filter((request) => !request.nil);
  if (listed.length === 0) {
    return 'nil';
  }
  return listed.every((request) => STAGES[request.state] === 'settled') ? 'consolidated' : 'submitted';
}

/** Rows the guiding office has been sent, also of what it has sent back; what a unit still writes is its own affair. */
function countsOf(own: readonly MemberRequest[]): MemberCounts {
  const counts: MemberCounts = {};
  for (const request of own.filter((candidate) => STAGES[candidate.state] !== 'preparing')) {
    counts[request.form] = (counts[request.form] ?? 0) + request.rows;
  }
  return counts;
}

/** Where an agency stands, from its requests alone. */
export function standingOf(forms: readonly FormCode[], requests: MemberRequests, seen: boolean): MemberStanding {
  const own = live(requests).filter((request) => forms.includes(request.form));
  const state = stateOf(own, forms, seen);
  const sent = own.flatMap((request) => (request.submittedAt === null ? [] : [Date.parse(request.submittedAt)]));
  return {
    state,
    counts: countsOf(own),
    waiting: own.some((request) => request.state === 'submitted' && !request.nil),
    completeAt: DONE_STATES.includes(state) && sent.length > 0 ? new Date(Math.max(...sent)) : null,
  };
}
