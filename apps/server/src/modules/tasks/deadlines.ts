import type { DeadlineView } from '@congvu/contracts';
import { findDueDates } from '@congvu/vntext';
import { printShortDay } from '../../platform/print-dates.ts';
import { addWorkingDays, countWorkingDays, lastWorkingDay, type WorkCalendar, weekdayOf } from './calendar.ts';

/** "Sắp hạn" is this many working days or fewer. */
const SOON = 2;
const WEEKDAYS = ['Chủ nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'];

/** The last day that counts as "sắp hạn" today. */
export function soonHorizon(today: string, calendar: WorkCalendar): string {
  return addWorkingDays(today, SOON, calendar);
}

function weekdayDate(day: string, today: string): string {
  return `${WEEKDAYS[weekdayOf(day)]} ${printShortDay(day, today)}`;
}

function lower(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}

function daysLate(dueOn: string, day: string, calendar: WorkCalendar): number {
  // Late on a Saturday is late all the same, although no working day has gone by.
  return Math.max(1, countWorkingDays(dueOn, day, calendar));
}

function named(dueOn: string, today: string, calendar: WorkCalendar): string {
  const day = weekdayDate(dueOn, today);
  const last = lastWorkingDay(dueOn, calendar);
  return last === dueOn || last < today ? day : `${day}, ngày làm việc cuối ${lower(weekdayDate(last, today))}`;
}

function closed(dueOn: string, today: string, closedOn: string, calendar: WorkCalendar): DeadlineView {
  if (closedOn <= dueOn) {
    const sentence = `${weekdayDate(dueOn, today)}, xong đúng hạn`;
    return { dueOn, workingDaysLeft: 0, tone: 'green', label: 'Đúng hạn', sentence };
  }
  const late = daysLate(dueOn, closedOn, calendar);
  const sentence = `${weekdayDate(dueOn, today)}, xong chậm ${late} ngày làm việc`;
  return { dueOn, workingDaysLeft: -late, tone: 'neutral', label: `Chậm ${late} ngày`, sentence };
}

function ahead(dueOn: string, today: string, calendar: WorkCalendar): DeadlineView {
  const left = countWorkingDays(today, dueOn, calendar);
  const tone = left <= SOON ? 'amber' : 'neutral';
  const label = left >= 1 && left <= SOON ? `Còn ${left} ngày` : `Hạn ${printShortDay(dueOn, today)}`;
  const rest = left === 0 ? 'không còn ngày làm việc nào' : `còn ${left} ngày làm việc`;
  return { dueOn, workingDaysLeft: left, tone, label, sentence: `${named(dueOn, today, calendar)}, ${rest}` };
}

/** The chip and the sentence of a deadline as of today; `closedOn` is the day the work was finished. */
export function presentDeadline(
  dueOn: string,
  today: string,
  calendar: WorkCalendar,
  closedOn: string | null = null,
): DeadlineView {
  if (closedOn !== null) {
    return closed(dueOn, today, closedOn, calendar);
  }
  if (dueOn < today) {
    const late = daysLate(dueOn, today, calendar);
    const sentence = `${weekdayDate(dueOn, today)}, quá ${late} ngày làm việc`;
    return { dueOn, workingDaysLeft: -late, tone: 'red', label: `Quá ${late} ngày`, sentence };
  }
  if (dueOn === today) {
    const sentence = `${weekdayDate(dueOn, today)}, hạn hôm nay`;
    return { dueOn, workingDaysLeft: 0, tone: 'amber', label: 'Hạn hôm nay', sentence };
  }
  return ahead(dueOn, today, calendar);
}

export interface WordedDeadline {
  dueOn: string;
  /** The words it was read from. */
  found: string;
}

/** The first deadline the words of a bút phê name: "trước ngày 01/4" is due on 31/3. */
export function readDeadline(text: string, today: string): WordedDeadline | undefined {
  const [first] = findDueDates(text, today);
  return first === undefined ? undefined : { dueOn: first.dueOn, found: first.found };
}
