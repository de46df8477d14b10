import type { AgencyLine, DelegationView, PositionTerm } from '@congvu/contracts';

/** From the first day to the last one, both included; `null` is without end. Days are `yyyy-mm-dd`, so text compares as time. */
export interface Term {
  validFrom: string;
  validTo: string | null;
}

function shift(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

export function dayBefore(day: string): string {
  return shift(day, -1);
}

export function dayAfter(day: string): string {
  return shift(day, 1);
}

export function laterDay(one: string, other: string): string {
  if (one > other) {
    return one;
  }
  return other;
}

export function covers(term: Term, on: string): boolean {
  return term.validFrom <= on && (term.validTo === null || term.validTo >= on);
}

/** True when every day of the inner term lies in the outer one. */
export function contains(outer: Term, inner: Term): boolean {
  const endsIn = outer.validTo === null || (inner.validTo !== null && inner.validTo <= outer.validTo);
  return outer.validFrom <= inner.validFrom && endsIn;
}

export function overlaps(one: Term, other: Term): boolean {
  const starts = other.validTo === null || one.validFrom <= other.validTo;
  return starts && (one.validTo === null || other.validFrom <= one.validTo);
}

export function agencyState(term: Term, today: string): AgencyLine['state'] {
  if (term.validTo !== null && term.validTo < today) {
    return 'ended';
  }
  if (term.validFrom > today) {
    return 'coming';
  }
  return term.validTo === null ? 'living' : 'ending';
}

/** A post that was taken back before its first day ends before it starts and is over at once. */
export function positionState(term: Term, today: string): PositionTerm['state'] {
  if (term.validTo !== null && (term.validTo < today || term.validTo < term.validFrom)) {
    return 'ended';
  }
  return term.validFrom > today ? 'coming' : 'in_office';
}

interface Delegated extends Term {
  /** Last day of the post that holds the right. */
  holderValidTo: string | null;
  revokedAt: Date | null;
}

/** Nobody signs on a delegation whose post has ended, so it ends with the post. */
export function delegationState(given: Delegated, today: string): DelegationView['state'] {
  if (given.revokedAt !== null) {
    return 'revoked';
  }
  const { validFrom, validTo, holderValidTo } = given;
  const endsWithPost = holderValidTo !== null && (validTo === null || holderValidTo < validTo);
  const state = positionState({ validFrom, validTo: endsWithPost ? holderValidTo : validTo }, today);
  return state === 'in_office' ? 'in_force' : state;
}

export const DELEGATION_STATE_LABELS: Record<DelegationView['state'], string> = {
  coming: 'Chưa có hiệu lực',
  in_force: 'Đang có hiệu lực',
  ended: 'Hết hiệu lực',
  revoked: 'Đã thu hồi',
};
