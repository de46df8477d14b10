import type { ProposalView } from '@congvu/contracts';
import { daysBetween, limitsOn } from '@congvu/forms';

/** Days left at which people are told (spec requests.md §8). */
const EARLY = [120, 90, 75, 65] as const;
/** The head is told as well: no signing task is planned past the end. */
const LAST = [30, 7] as const;
export const FIRST_DAYS = EARLY[0];

export interface Ending {
  subjectKind: 'person' | 'organisation' | 'device';
  /** `yyyy-mm-dd` */
  validTo: string;
  renewalCount: number;
}

export interface Rung {
  kind: Extract<ProposalView['kind'], 'renew' | 'replace'>;
  /** Days of the rung reached; one telling each. */
  step: string;
  daysLeft: number;
  /** Last good day to ask. */
  dueOn: string;
  tone: ProposalView['tone'];
  tellsHead: boolean;
}

const DAY_MS = 86_400_000;

export function shiftDay(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

function toneOf(kind: Rung['kind'], daysLeft: number): Rung['tone'] {
  if (kind === 'replace') {
    return daysLeft <= LAST[0] ? 'red' : 'amber';
  }
  if (daysLeft <= EARLY[3]) {
    return 'red';
  }
  return daysLeft <= EARLY[1] ? 'amber' : 'blue';
}

/**
 * Renewal while the rules of the day allow it (R17: days left, times renewed), otherwise a new certificate that names the old one.
 * Undefined before the first rung and after the end.
 */
export function rungOf(ending: Ending, today: string): Rung | undefined {
  const { validTo, renewalCount } = ending;
  const limits = limitsOn(today);
  const daysLeft = daysBetween(today, validTo);
  if (daysLeft < 0 || daysLeft > FIRST_DAYS) {
    return undefined;
  }
  const kind = daysLeft >= limits.renewalMinDays && renewalCount < limits.renewalMaxCount ? 'renew' : 'replace';
  // The day on which the window of renewal has closed is a rung of its own.
  const rungs = [...EARLY, limits.renewalMinDays - 1, ...LAST].sort((left, right) => left - right);
  const step = rungs.find((days) => days >= daysLeft) ?? FIRST_DAYS;
  return {
    kind,
    step: String(step),
    daysLeft,
    dueOn: kind === 'renew' ? shiftDay(validTo, -limits.renewalMinDays) : validTo,
    tone: toneOf(kind, daysLeft),
    tellsHead: daysLeft <= LAST[0],
  };
}
