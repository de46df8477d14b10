import { addDays, printDate } from './dates.ts';

/**
 * Last day on which it is still in time: "trước ngày 02/4" excludes the day.
 * @example lastGoodDay('2021-04-02') // '2021-04-01'
 */
export function lastGoodDay(dueBefore: string): string {
  return addDays(dueBefore, -1);
}

/**
 * Whether something received at an instant came before the day, by the clock of Vietnam (+07:00 all year).
 * @param receivedAt RFC 3339 instant
 * @example isInTime('2021-04-01T16:59:59Z', '2021-04-02') // true
 */
export function isInTime(receivedAt: string, dueBefore: string): boolean {
  return Date.parse(receivedAt) < Date.parse(`${dueBefore}T00:00:00+07:00`);
}

/** @example dueText('2021-04-02') // 'trước ngày 02/04/2021 (hạn cuối 01/04/2021)' */
export function dueText(dueBefore: string): string {
  return `trước ngày ${printDate(dueBefore)} (hạn cuối ${printDate(lastGoodDay(dueBefore))})`;
}
