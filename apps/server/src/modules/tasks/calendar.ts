/** Public holidays on fixed days of the solar calendar (Labour Code 2019 Art. 112); lunar ones and days in lieu stand in the table. */
const FIXED_HOLIDAYS = new Set(['01-01', '04-30', '05-01', '09-02']);
const DAY_MS = 86_400_000;

/** Days whose working differs from the rule: holidays, days in lieu, Saturdays worked. */
export type WorkCalendar = ReadonlyMap<string, boolean>;

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** 0 = Sunday … 6 = Saturday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** Monday to Friday without holidays, unless the calendar says otherwise for this very day. */
export function isWorkingDay(day: string, calendar: WorkCalendar): boolean {
  const exception = calendar.get(day);
  if (exception !== undefined) {
    return exception;
  }
  const weekday = weekdayOf(day);
  return weekday !== 0 && weekday !== 6 && !FIXED_HOLIDAYS.has(day.slice(5));
}

/** Counting stops here: a deadline years away is "hơn 999 ngày" for everybody. */
const COUNT_LIMIT = 999;

/** Working days after `from` up to and with `to`; negative when `to` lies before. */
export function countWorkingDays(from: string, to: string, calendar: WorkCalendar): number {
  if (to < from) {
    return -countWorkingDays(to, from, calendar);
  }
  let count = 0;
  for (let day = addDays(from, 1); day <= to && count < COUNT_LIMIT; day = addDays(day, 1)) {
    count += isWorkingDay(day, calendar) ? 1 : 0;
  }
  return count;
}

/** The day on which the n-th working day after `from` falls. */
export function addWorkingDays(from: string, count: number, calendar: WorkCalendar): string {
  let day = from;
  for (let left = count; left > 0; ) {
    day = addDays(day, 1);
    left -= isWorkingDay(day, calendar) ? 1 : 0;
  }
  return day;
}

/** The last working day not after the day: what is due on a Sunday must leave the office on Friday. */
export function lastWorkingDay(day: string, calendar: WorkCalendar): string {
  let found = day;
  while (!isWorkingDay(found, calendar)) {
    found = addDays(found, -1);
  }
  return found;
}
