import { addDays, isWeekend } from './dates.ts';

function build(day: number, month: number, year: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const same = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return same ? date.toISOString().slice(0, 10) : undefined;
}

function fullYear(text: string | undefined, today: string, past: boolean): number {
  const thisYear = Number(today.slice(0, 4));
  if (text === undefined || text === '') {
    return thisYear;
  }
  const year = Number(text);
  if (text.length > 2) {
    return year;
  }
  return past && 2000 + year > thisYear ? 1900 + year : 2000 + year;
}

/** `+5` counts Monday to Friday; days off by decision are known to the server, which says the deadline in words. */
function addWorkingDays(today: string, count: number): string {
  let date = today;
  for (let left = count; left > 0; ) {
    date = addDays(date, 1);
    if (!isWeekend(date)) {
      left -= 1;
    }
  }
  return date;
}

/** Digits without separators: `123` is 12/3, `1203` 12/03, `120321` and `12032021` with the year. */
function readDigits(digits: string, today: string, past: boolean): string | undefined {
  const parts = /^(\d{2})(\d{1,2})(\d{2}|\d{4})?$/.exec(digits.length === 3 ? digits : digits.padStart(4, '0'));
  return parts === null ? undefined : build(Number(parts[1]), Number(parts[2]), fullYear(parts[3], today, past));
}

/**
 * Reads a date the ways clerks type it (`12/3/21`, `12-3`, `123`, `120321`, `+5`); undefined when it is none. With `past`, two
 * digits of a year beyond today's are of the last century.
 */
export function readDate(typed: string, today: string, past = false): string | undefined {
  const text = typed.trim();
  const later = /^\+(\d{1,3})$/.exec(text);
  if (later !== null) {
    return addWorkingDays(today, Number(later[1]));
  }
  if (/^\d{3,8}$/.test(text)) {
    return readDigits(text, today, past);
  }
  const parts = /^(\d{1,2})[/.\-\s](\d{1,2})(?:[/.\-\s](\d{2}|\d{4}))?$/.exec(text);
  return parts === null ? undefined : build(Number(parts[1]), Number(parts[2]), fullYear(parts[3], today, past));
}
