import type { FilledForm, FormDefinition } from '../definition.ts';
import type { PrintedColumn } from '../typst/pages.ts';

export interface PrintOptions {
  /** Prints "CHỮ KÝ THỬ NGHIỆM" at the foot of every page: the keys are demo keys. */
  demo?: boolean;
  /** Day of creation written into the file, `yyyy-mm-dd`; the day of the form unless told, never the clock. */
  createdOn?: string;
  /** False leaves out the room for the signature, and the form has no places for signature and seal. */
  signatureRoom?: boolean;
}

const DEMO_MARK = 'CHỮ KÝ THỬ NGHIỆM';
/** What stays of the room for a signature when nobody signs, in millimetres. */
export const NO_ROOM = 8;
const DOTS = '……………';

export function demoMark(options: PrintOptions): string | null {
  return options.demo === true ? DEMO_MARK : null;
}

function splitDate(date: string | null | undefined): { year: number; month: number; day: number } | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date ?? '');
  const [, year, month, day] = (match ?? []).map(Number);
  const isDay = year !== undefined && month !== undefined && day !== undefined && month >= 1 && month <= 12;
  return isDay && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate() ? { year, month, day } : undefined;
}

/** What the file says of its own making: told, or the day of the form, or the first day of its set. */
export function createdOn(
  options: PrintOptions,
  date: string | null | undefined,
  definition: FormDefinition,
): { year: number; month: number; day: number } {
  const days = [options.createdOn, date, definition.validFrom];
  return days.map(splitDate).find((day) => day !== undefined) ?? { year: 2021, month: 3, day: 1 };
}

/** Days under 10 and months 1 and 2 with a zero in front (Decree 30/2020, Annex I part II section 4b). */
export function placeAndDate({ place = '', date }: Pick<FilledForm, 'place' | 'date'>): string {
  const day = splitDate(date);
  const where = place.trim() === '' ? DOTS : place.trim();
  if (day === undefined) {
    return `${where}, ngày …… tháng …… năm ……`;
  }
  const month = String(day.month).padStart(day.month < 3 ? 2 : 1, '0');
  return `${where}, ngày ${String(day.day).padStart(2, '0')} tháng ${month} năm ${day.year}`;
}

/** Column of the running number, in millimetres. */
const NUMBER_WIDTH = { few: 11, many: 14 };
/** A date or a phone number fits into the narrowest column. */
const LEAST_WIDTH = 23;

export interface PlannedColumn {
  title: string;
  /** Share of the width. */
  share: number;
  align: PrintedColumn['align'];
}

/** STT and the columns behind it over the width of the page, in millimetres. */
export function layColumns(columns: readonly PlannedColumn[], rows: number, pageWidth: number): PrintedColumn[] {
  const stt = rows > 9_999 ? NUMBER_WIDTH.many : NUMBER_WIDTH.few;
  const all = columns.reduce((sum, { share }) => sum + share, 0);
  const width = pageWidth - stt;
  const narrow = columns.filter(({ share }) => (share / all) * width < LEAST_WIDTH);
  const taken = narrow.length * LEAST_WIDTH;
  const rest = all - narrow.reduce((sum, { share }) => sum + share, 0);
  const laid = columns.map(({ title, share, align }) => {
    const own = narrow.length > 0 && (share / all) * width < LEAST_WIDTH;
    return { title, align, width: own ? LEAST_WIDTH : (share / rest) * (width - taken) };
  });
  return [{ title: 'STT', width: stt, align: 'center' }, ...laid];
}

/** Longest cell of a row that stays in one piece; a longer one might be higher than a page. */
const LONGEST_WHOLE = 240;

export function staysWhole(rows: readonly (readonly string[])[]): boolean {
  return rows.every((row) => row.every((cell) => cell.length <= LONGEST_WHOLE));
}

/** Width of the text area in millimetres. */
export function textWidth(landscape: boolean): number {
  return landscape ? 262 : 165;
}

/** One thing on one line: what a person typed into a field of several lines stays one text. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
