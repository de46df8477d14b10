/** The only source of the present moment; tests and the story of the demo put another one in its place. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until told to move. */
export function createFakeClock(
  start: string | Date,
): Clock & { set(at: string | Date): void; advance(ms: number): void } {
  let current = new Date(start);
  return {
    now: () => new Date(current),
    set: (at) => {
      current = new Date(at);
    },
    advance: (ms) => {
      current = new Date(current.getTime() + ms);
    },
  };
}

/** A running clock that started at another moment (CONGVU_CLOCK_START, demo and story only). */
export function createShiftedClock(start: Date): Clock {
  const offset = start.getTime() - Date.now();
  return { now: () => new Date(Date.now() + offset) };
}

/** Jobs wait by the clock of the machine, which the clock of the demo and its story do not follow. */
export function wallTime(clock: Clock, at: Date): Date {
  return new Date(systemClock.now().getTime() + at.getTime() - clock.now().getTime());
}

const VIETNAM_DATE = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh', dateStyle: 'short' });

/** The calendar date in Vietnam as `yyyy-mm-dd`: official dates and register years follow it (Asia/Ho_Chi_Minh). */
export function vietnamDate(at: Date): string {
  return VIETNAM_DATE.format(at);
}

export function vietnamYear(at: Date): number {
  return Number(vietnamDate(at).slice(0, 4));
}
