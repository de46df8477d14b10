import type { DeliveryState } from '@congvu/contracts';

/** State of one letter at one receiver (spec interchange §5). `manual`: on no carrier of ours, goes on paper. */
export const DISPATCH_STATES = [
  'queued',
  'sent',
  'arrived',
  'accepted',
  'assigned',
  'processing',
  'done',
  'refused',
  'recalled',
  'failed',
  'manual',
] as const;
export type DispatchState = (typeof DISPATCH_STATES)[number];

/** What happened on our side of the carrier. */
export const TRANSPORT_EVENTS = [
  'handed_over',
  'gave_up',
  'returned',
  'resend',
  'sent_on_paper',
  'sent_by_mail',
  'mail_returned',
] as const;
export type TransportEvent = (typeof TRANSPORT_EVENTS)[number];

/** Status codes of receivers that move a dispatch; every other code is kept in the history only. */
export const REPORT_CODES = ['01', '02', '03', '04', '05', '06'] as const;
export type ReportCode = (typeof REPORT_CODES)[number];

export type DispatchEvent = TransportEvent | ReportCode;

/**
 * `move` changes the state, `keep` adds to the history only, `nothing` has happened before, `wait` comes again later,
 * `refuse` is not possible from here.
 */
export type Step =
  | { kind: 'move'; to: DispatchState }
  | { kind: 'keep' }
  | { kind: 'nothing' }
  | { kind: 'wait' }
  | { kind: 'refuse' };

const KEEP: Step = { kind: 'keep' };
const NOTHING: Step = { kind: 'nothing' };
const WAIT: Step = { kind: 'wait' };
const REFUSE: Step = { kind: 'refuse' };

function moveTo(to: DispatchState): Step {
  return { kind: 'move', to };
}

export const REPORTED_STATE: Record<ReportCode, DispatchState> = {
  '01': 'arrived',
  '02': 'refused',
  '03': 'accepted',
  '04': 'assigned',
  '05': 'processing',
  '06': 'done',
};

/** How far a letter has come; a report may skip steps but never go back. */
const PROGRESS: Partial<Record<DispatchState, number>> = {
  sent: 0,
  arrived: 1,
  accepted: 2,
  assigned: 3,
  processing: 4,
  done: 5,
};

const TRANSPORT: Record<TransportEvent, Partial<Record<DispatchState, Step>>> = {
  handed_over: { queued: moveTo('sent'), failed: moveTo('sent') },
  gave_up: { queued: moveTo('failed') },
  // What the receiver has reported on has got there, whatever a mail server says.
  returned: { sent: moveTo('failed') },
  // A letter that was handed over and met silence goes out once more; its state stays what it is.
  resend: { failed: moveTo('queued'), sent: KEEP },
  sent_on_paper: { manual: moveTo('sent'), failed: moveTo('sent'), sent: KEEP },
  sent_by_mail: { manual: moveTo('sent'), failed: moveTo('sent') },
  // It did not get there, or was taken back: somebody has to send it another way.
  mail_returned: { sent: moveTo('manual') },
};

const ON_OUR_SIDE: ReadonlySet<TransportEvent> = new Set(['handed_over', 'gave_up', 'returned', 'mail_returned']);

function isTransport(event: DispatchEvent): event is TransportEvent {
  return Object.hasOwn(TRANSPORT, event);
}

function stepReport(state: DispatchState, code: ReportCode): Step {
  if (state === 'queued') {
    // Our own receipt of the carrier is still on its way; the report is looked at again.
    return WAIT;
  }
  if (state === 'manual' || state === 'refused' || state === 'recalled') {
    return code === '02' && state === 'refused' ? NOTHING : KEEP;
  }
  if (code === '02') {
    return state === 'done' ? KEEP : moveTo('refused');
  }
  const to = REPORTED_STATE[code];
  // A report proves that the letter arrived, whatever the carrier said.
  const before = PROGRESS[state] ?? 0;
  const after = PROGRESS[to] ?? 0;
  if (after === before) {
    return NOTHING;
  }
  return after > before ? moveTo(to) : KEEP;
}

/** What an event does to a letter at one receiver; pure, total over every pair (spec interchange §5). */
export function stepDispatch(state: DispatchState, event: DispatchEvent): Step {
  if (isTransport(event)) {
    return TRANSPORT[event][state] ?? (ON_OUR_SIDE.has(event) ? NOTHING : REFUSE);
  }
  return stepReport(state, event);
}

export function isReportCode(code: string): code is ReportCode {
  return (REPORT_CODES as readonly string[]).includes(code);
}

/** What the pages of outgoing documents show. */
export const DELIVERY_STATE: Record<DispatchState, DeliveryState> = {
  queued: 'pending',
  manual: 'pending',
  sent: 'sent',
  arrived: 'arrived',
  accepted: 'registered',
  assigned: 'assigned',
  processing: 'in_progress',
  done: 'done',
  refused: 'refused',
  recalled: 'recalled',
  failed: 'failed',
};

/** Words of QĐ 28/2018 where it has one. */
export const DISPATCH_LABELS: Record<DispatchState, string> = {
  queued: 'Đang gửi',
  manual: 'Chưa liên thông, gửi giấy',
  sent: 'Đã gửi',
  arrived: 'Đã đến',
  accepted: 'Đã vào sổ',
  assigned: 'Đã chuyển xử lý',
  processing: 'Đang xử lý',
  done: 'Đã hoàn thành',
  refused: 'Từ chối nhận',
  recalled: 'Đã thu hồi',
  failed: 'Gửi không thành công',
};
