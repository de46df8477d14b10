const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Spec mail §3.1: soon at first, then every four hours. */
const FIRST_WAITS = [5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR];
const LATER_WAIT = 4 * HOUR;
/** RFC 5321 §4.5.4.1: at least four to five days. */
const GIVE_UP_AFTER = 5 * DAY;
const TELL_AFTER = 4 * HOUR;

/** When to try again; undefined = no more. `attempts` counts the one that has just failed. */
export function nextAttempt(queuedAt: Date, attempts: number, now: Date): Date | undefined {
  const next = new Date(now.getTime() + (FIRST_WAITS[attempts - 1] ?? LATER_WAIT));
  return next.getTime() - queuedAt.getTime() > GIVE_UP_AFTER ? undefined : next;
}

/** The sender hears once that it takes longer. */
export function isDelayToTell(queuedAt: Date, now: Date): boolean {
  return now.getTime() - queuedAt.getTime() >= TELL_AFTER;
}
