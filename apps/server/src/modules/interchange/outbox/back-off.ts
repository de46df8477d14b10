const MINUTES = [1, 5, 15, 60];
const HOUR = 60;
/** Hourly for a day after the first tries (spec interchange §10, outbox 3). */
const MAX_ATTEMPTS = MINUTES.length + 24;
const JITTER = 0.2;

/** When to try again after the given attempt; undefined once it is time to give up. `random` in [0, 1). */
export function nextAttempt(attempt: number, now: Date, random: number): Date | undefined {
  if (attempt >= MAX_ATTEMPTS) {
    return undefined;
  }
  const minutes = MINUTES[attempt - 1] ?? HOUR;
  // Spread out, so that what failed together does not come back together.
  return new Date(now.getTime() + minutes * 60_000 * (1 - JITTER + 2 * JITTER * random));
}
