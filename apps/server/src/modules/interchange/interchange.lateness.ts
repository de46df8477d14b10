import { vietnamDate } from '../../platform/clock.ts';
import type { DispatchRow } from './interchange.tables.ts';

export type IsWorkingDay = (day: string) => boolean;

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Longest run without a working day that is looked through (Tết), with room to spare. */
const LONGEST_HOLIDAY = 40;
const MAX_COUNTED = 30;

/** Monday to Friday, for when no calendar of public holidays is plugged in. */
export function isWeekday(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

function shift(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

function startOf(day: string): Date {
  return new Date(`${day}T00:00:00+07:00`);
}

/** The nearest working day from `day` on in direction `step`, `day` itself included. */
function workingDay(day: string, step: 1 | -1, isWorking: IsWorkingDay): string {
  let found = day;
  for (let tries = 0; tries < LONGEST_HOLIDAY && !isWorking(found); tries += 1) {
    found = shift(found, step);
  }
  return found;
}

/** Letters handed over, or arrived, before these instants and still in the same state are late. */
export interface LateLimits {
  notArrivedBefore: Date;
  notRegisteredBefore: Date;
}

/**
 * QĐ 28/2018 Art. 6: the receiver confirms within the working day and has registered by noon of the next one (the law says
 * "buổi sáng ngày làm việc tiếp theo"). Both rules grow with time, so each is one instant to compare with.
 */
export function lateLimits(now: Date, isWorking: IsWorkingDay): LateLimits {
  const today = vietnamDate(now);
  const lastFullDay = workingDay(shift(today, -1), -1, isWorking);
  const isAfternoon = now.getTime() >= startOf(today).getTime() + 12 * HOUR_MS;
  const lastMorning = workingDay(isAfternoon ? today : shift(today, -1), -1, isWorking);
  const dayBefore = workingDay(shift(lastMorning, -1), -1, isWorking);
  return {
    notArrivedBefore: startOf(shift(lastFullDay, 1)),
    notRegisteredBefore: startOf(shift(dayBefore, 1)),
  };
}

type Timed = Pick<DispatchRow, 'state' | 'on_paper' | 'sent_at' | 'arrived_at'> &
  Partial<Pick<DispatchRow, 'change' | 'change_kind'>>;

/** Of a letter that was asked back, recalled or replaced nobody waits for a number in the book any more. */
function isVoid({ change = 'none', change_kind: kind = '' }: Timed): boolean {
  return change !== 'none' && kind !== 'update';
}

/** Why a receiver is late, as the board says it; empty when it is not. */
export function lateReason(row: Timed, limits: LateLimits): string {
  if (isVoid(row)) {
    return '';
  }
  if (row.state === 'sent' && !row.on_paper && row.sent_at !== null && row.sent_at < limits.notArrivedBefore) {
    return 'Chưa xác nhận đã đến trong ngày';
  }
  if (row.state === 'arrived' && row.arrived_at !== null && row.arrived_at < limits.notRegisteredBefore) {
    return 'Chưa vào sổ hết buổi sáng ngày làm việc tiếp theo';
  }
  return '';
}

/** Working days past the day on which the receiver should have answered, 30 at most. */
export function lateDays(row: Timed, now: Date, isWorking: IsWorkingDay): number {
  const from = row.state === 'arrived' ? row.arrived_at : row.sent_at;
  if (from === null) {
    return 0;
  }
  const today = vietnamDate(now);
  let day = workingDay(vietnamDate(from), 1, isWorking);
  let count = 0;
  for (let tries = 0; tries < 2 * LONGEST_HOLIDAY && day < today && count < MAX_COUNTED; tries += 1) {
    day = shift(day, 1);
    count += isWorking(day) ? 1 : 0;
  }
  return count;
}
