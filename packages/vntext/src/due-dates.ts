/** A deadline read from words. */
export interface DueDate {
  /** Last day on which it is still in time, `yyyy-mm-dd`. */
  dueOn: string;
  /** The words it was read from, NFC: `trước ngày 02/4/2021`. */
  found: string;
  /** Where `found` starts in the NFC text, in UTF-16 units. */
  index: number;
  /** True for "trước ngày …": the day named is already late. */
  isExclusive: boolean;
}

const LEAD =
  '(?<lead>trước|chậm nhất(?:\\s{1,4}là)?(?:\\s{1,4}đến)?|muộn nhất(?:\\s{1,4}là)?(?:\\s{1,4}đến)?|hạn(?:\\s{1,4}cuối)?(?:\\s{1,4}là)?(?:\\s{1,4}đến)?(?:\\s{1,4}hết)?|(?:đến\\s{1,4})?hết|xong\\s{1,4}(?:trong|vào)|thời hạn(?:\\s{1,4}đến)?)';
const HOUR = '(?<hour>\\s{1,4}(?:lúc\\s{1,4})?\\d{1,2}\\s{0,4}(?:giờ|h|g|:)\\s{0,4}(?:\\d{2})?(?:\\s{0,4}phút)?)?';
const DAY = '(?:\\s{0,4},?\\s{0,4}ngày)?\\s{1,4}(?<day>\\d{1,2})';
const NUMERIC = '\\s{0,4}[/.-]\\s{0,4}(?<month>\\d{1,2})(?:\\s{0,4}[/.-]\\s{0,4}(?<year>\\d{4}|\\d{2})(?!\\d))?';
const WORDED = '\\s{1,4}tháng\\s{1,4}(?<wordMonth>\\d{1,2})(?:\\s{1,4}năm\\s{1,4}(?<wordYear>\\d{4}))?';
const PATTERN = new RegExp(`(?<![\\p{L}])${LEAD}${HOUR}${DAY}(?:${NUMERIC}|${WORDED})(?!\\d)`, 'giu');

function toDate(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.toISOString().slice(0, 10) : undefined;
}

function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** Without a year the next such day is meant: "trước 05/01" said in December is the January to come. */
function resolve(day: number, month: number, year: string | undefined, today: string): string | undefined {
  if (year !== undefined) {
    return toDate(year.length === 2 ? 2000 + Number(year) : Number(year), month, day);
  }
  const thisYear = Number(today.slice(0, 4));
  const near = toDate(thisYear, month, day);
  return near !== undefined && near >= today ? near : (toDate(thisYear + 1, month, day) ?? near);
}

/**
 * Finds deadlines in Vietnamese official prose, in reading order. A date counts only after a word that sets a limit ("trước ngày",
 * "chậm nhất", "đến hết ngày", "hạn"), so that dates of cited documents are left alone. "Trước ngày 02/4" excludes the day
 * itself (due on 01/4); "trước 17 giờ ngày 02/4" and the other words include it.
 *
 * @param today `yyyy-mm-dd`, chooses the year of a date written without one
 * @example findDueDates('báo cáo trước ngày 01/4', '2021-03-22')[0]?.dueOn // '2021-03-31'
 */
export function findDueDates(text: string, today: string): DueDate[] {
  const found: DueDate[] = [];
  for (const match of text.normalize('NFC').matchAll(PATTERN)) {
    const { lead = '', hour, day, month, wordMonth, year, wordYear } = match.groups ?? {};
    const named = resolve(Number(day), Number(month ?? wordMonth), year ?? wordYear, today);
    if (named !== undefined) {
      const isExclusive = lead.toLowerCase() === 'trước' && hour === undefined;
      found.push({ dueOn: isExclusive ? dayBefore(named) : named, found: match[0], index: match.index, isExclusive });
    }
  }
  return found;
}
