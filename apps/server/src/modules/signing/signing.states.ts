import type { SigningItem } from '@congvu/contracts';

export type SessionAct = 'prepare' | 'send' | 'complete' | 'fail' | 'refuse' | 'expire' | 'supersede';
type State = SigningItem['state'];

/** spec/signatures.md §3: every way out is final but `failed`, which may be prepared again on the bytes of the moment. */
export const SESSION_TRANSITIONS: Record<SessionAct, { from: readonly State[]; to: State }> = {
  prepare: { from: ['open', 'failed'], to: 'prepared' },
  send: { from: ['prepared'], to: 'sent' },
  complete: { from: ['prepared', 'sent'], to: 'completed' },
  fail: { from: ['open', 'prepared', 'sent', 'failed'], to: 'failed' },
  refuse: { from: ['prepared', 'sent'], to: 'refused' },
  expire: { from: ['open', 'prepared', 'sent', 'failed'], to: 'expired' },
  supersede: { from: ['open', 'prepared', 'sent', 'failed'], to: 'superseded' },
};
