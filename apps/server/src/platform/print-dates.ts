import { vietnamDate } from './clock.ts';

const TIME = new Intl.DateTimeFormat('vi-VN', {
  timeZone: 'Asia/Ho_Chi_Minh',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

function parts(day: string): [year: string, month: string, date: string] | undefined {
  const [, year, month, date] = DAY.exec(day) ?? [];
  return year === undefined || month === undefined || date === undefined ? undefined : [year, month, date];
}

/**
 * "22/3/2021", "05/01/2021": a zero before days below ten and the months 1 and 2, as documents, screens and registers write days
 * (Decree 30/2020 Annex I, II.4). Text that is no day stands as it is.
 */
export function printDay(day: string): string {
  const found = parts(day);
  return found === undefined ? day : `${printDayOfYear(day)}/${found[0]}`;
}

function printDayOfYear(day: string): string {
  const [, month = '', date = ''] = parts(day) ?? [];
  return `${date}/${Number(month) < 3 ? month : Number(month)}`;
}

/** `31/3`, with the year when it is not the one of `today`. */
export function printShortDay(day: string, today: string): string {
  return day.slice(0, 4) === today.slice(0, 4) ? printDayOfYear(day) : printDay(day);
}

/** "14:05", in Vietnam. */
export function printTime(at: Date): string {
  return TIME.format(at);
}

/** "14:05 ngày 22/3/2021". */
export function printMoment(at: Date): string {
  return `${printTime(at)} ngày ${printDay(vietnamDate(at))}`;
}

/** "09:58 hôm nay", "17:05 ngày 19/3", with the year when it is another one. */
export function printMomentSince(at: Date, now: Date): string {
  const [on, today] = [vietnamDate(at), vietnamDate(now)];
  return on === today ? `${printTime(at)} hôm nay` : `${printTime(at)} ngày ${printShortDay(on, today)}`;
}
