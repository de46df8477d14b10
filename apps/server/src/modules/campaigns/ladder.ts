import { isWorkingDay, presentDeadline } from '#modules/tasks';
import { printDay, printShortDay, printTime } from '../../platform/print-dates.ts';

const DAY_MS = 86_400_000;
const WEEKDAYS = ['Chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy'];
/** Every printed day carries its year. */
/** Working days before (negative), on (0) and after the last good day. */
export const DEFAULT_STEPS: readonly number[] = [-5, -2, 0, 1];
/** Reminders wait for the morning of a working day (ux.md §6) and are not made up for after office hours. */
const QUIET_UNTIL = '07:30';
const QUIET_FROM = '18:00';

export type Calendar = Parameters<typeof isWorkingDay>[1];

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** "Trước ngày 02/4/2021" excludes the day (spec requests.md R12): the last good one is 01/4. */
export function lastGoodDay(dueBefore: string): string {
  return addDays(dueBefore, -1);
}

/** The instant from which on a submission is late: midnight in Vietnam, which knows no summer time. */
export function lateFrom(dueBefore: string): Date {
  return new Date(`${dueBefore}T00:00:00+07:00`);
}

function nearestWorkingDay(day: string, direction: 1 | -1, calendar: Calendar): string {
  let found = day;
  while (!isWorkingDay(found, calendar)) {
    found = addDays(found, direction);
  }
  return found;
}

/** The last working day on which it is still in time: what is due on a Sunday is sent on Friday. */
export function lastWorkingDay(dueBefore: string, calendar: Calendar): string {
  return nearestWorkingDay(lastGoodDay(dueBefore), -1, calendar);
}

function stepWorkingDays(from: string, count: number, calendar: Calendar): string {
  const direction = count < 0 ? -1 : 1;
  let day = from;
  for (let left = Math.abs(count); left > 0; left -= 1) {
    day = nearestWorkingDay(addDays(day, direction), direction, calendar);
  }
  return day;
}

export interface Rung {
  step: number;
  on: string;
}

/** The days of the ladder, in order, counted in working days from the last one that is good. */
export function rungsOf(dueBefore: string, steps: readonly number[], calendar: Calendar): Rung[] {
  const last = lastWorkingDay(dueBefore, calendar);
  return [...new Set(steps)]
    .sort((left, right) => left - right)
    .map((step) => ({ step, on: stepWorkingDays(last, step, calendar) }));
}

/** The newest rung whose day has come, by its key; a day put off begins a ladder of its own. */
export function reachedRung(
  campaign: { due_before: string; reminder_steps: readonly number[] },
  today: string,
  calendar: Calendar,
): (Rung & { key: string }) | undefined {
  const rung = rungsOf(campaign.due_before, campaign.reminder_steps, calendar)
    .filter(({ on }) => on <= today)
    .at(-1);
  return rung === undefined ? undefined : { ...rung, key: `${campaign.due_before}:${rung.step}` };
}

/** Working days from today to the last good day; negative when it is over, and then at least one. */
export function workingDaysLeft(dueBefore: string, today: string, calendar: Calendar): number {
  return presentDeadline(lastGoodDay(dueBefore), today, calendar).workingDaysLeft;
}

/** "còn 3 ngày làm việc", "hạn cuối là hôm nay", "quá hạn 1 ngày làm việc". */
export function daysLeftPhrase(dueBefore: string, today: string, calendar: Calendar): string {
  const left = workingDaysLeft(dueBefore, today, calendar);
  if (left < 0) {
    return `quá hạn ${-left} ngày làm việc`;
  }
  if (left > 0) {
    return `còn ${left} ngày làm việc`;
  }
  return today === lastGoodDay(dueBefore) ? 'hạn cuối là hôm nay' : 'không còn ngày làm việc nào';
}

/** Whether reminders may go out at this moment of this day. */
export function mayRemind(now: Date, today: string, calendar: Calendar): boolean {
  const time = printTime(now);
  return isWorkingDay(today, calendar) && time >= QUIET_UNTIL && time < QUIET_FROM;
}

function named(day: string, year: string): string {
  return `${WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()]} ${printShortDay(day, year)}`;
}

/** "trước ngày 02/4/2021, ngày cuối là thứ Năm 01/4". */
export function dueSentence(dueBefore: string, calendar: Calendar): string {
  const last = lastGoodDay(dueBefore);
  const working = lastWorkingDay(dueBefore, calendar);
  const sentence = `trước ngày ${printDay(dueBefore)}, ngày cuối là ${named(last, dueBefore)}`;
  return working === last ? sentence : `${sentence}, ngày làm việc cuối là ${named(working, dueBefore)}`;
}
