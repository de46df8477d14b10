import type { SigningItem } from '@congvu/contracts';

export type SessionAct = 'prepare' | 'send' | 'complete' | 'fail' | 'refuse' | 'expire' | 'supersede';
type State = SigningItem['state'];

/** spec/signatures.md §3: every way out is final but `failed`, which may be prepared again on the bytes of the moment. */
export const SESSION_TRANSITIONS: Record<SessionAct, { from: readonly State[]; to: State }> = {
  // From `prepared` again when the first preparation waited too long for its signature.
  prepare: { from: ['open', 'failed', 'prepared', 'sent'], to: 'prepared' },
  send: { from: ['prepared'], to: 'sent' },
  complete: { from: ['prepared', 'sent'], to: 'completed' },
  fail: { from: ['open', 'prepared', 'sent', 'failed'], to: 'failed' },
  refuse: { from: ['open', 'prepared', 'sent', 'failed'], to: 'refused' },
  expire: { from: ['open', 'prepared', 'sent', 'failed'], to: 'expired' },
  supersede: { from: ['open', 'prepared', 'sent', 'failed'], to: 'superseded' },
};

/** Sessions that may still become a signature. */
export const LIVE_STATES: readonly State[] = ['open', 'prepared', 'sent', 'failed'];
