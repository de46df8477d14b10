const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const DAY_FIRST = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$/;
const DIGITS = /^(\d{2})(\d{2})(\d{4}|\d{2})$/;
const WORDS = /^(?:ngày )?(\d{1,2}) tháng (\d{1,2}) năm (\d{4})$/;

/** Two digits of a year: births and papers of this century up to 49, else of the last. */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 4) {
    return year;
  }
  return year < 50 ? 2000 + year : 1900 + year;
}

/** `yyyy-mm-dd` of a day that exists, from 1900 to 2199. */
function toIso(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1900 && year < 2200;
  return isReal ? date.toISOString().slice(0, 10) : undefined;
}

/**
 * Reads a day as people type it.
 * @example readDate('7/5/88') // '1988-05-07'
 * @example readDate('31/02/2021') // undefined
 */
export function readDate(text: string): string | undefined {
  if (text.length > 60) {
    return undefined;
  }
  const plain = text
    .normalize('NFKC')
    .replace(/\s*([/.-])\s*/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
  const iso = ISO.exec(plain);
  if (iso !== null) {
    return toIso(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  }
  const match = DAY_FIRST.exec(plain) ?? DIGITS.exec(plain) ?? WORDS.exec(plain);
  return match === null ? undefined : toIso(fullYear(match[3] ?? ''), Number(match[2]), Number(match[1]));
}

export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && readDate(text) === text;
}

/** dd/mm/yyyy; text that is no day is printed as it stands, so that nothing typed is lost. */
export function printDate(text: string): string {
  return isDate(text) ? `${text.slice(8)}/${text.slice(5, 7)}/${text.slice(0, 4)}` : text;
}

const DAY_MS = 86_400_000;

function utc(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

export function addDays(day: string, count: number): string {
  return new Date(utc(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** 29 February of a year without one is 28 February. */
export function addYears(day: string, count: number): string {
  const year = Number(day.slice(0, 4)) + count;
  return toIso(year, Number(day.slice(5, 7)), Number(day.slice(8))) ?? `${year}-02-28`;
}

export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to) - utc(from)) / DAY_MS);
}

/** Full years lived on a day. */
export function ageOn(bornOn: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(bornOn.slice(0, 4));
  return day.slice(5) < bornOn.slice(5) ? years - 1 : years;
}
