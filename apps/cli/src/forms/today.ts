import { isDate } from '@congvu/forms';
import { UsageError } from '../command-line.ts';

/** Vietnam has one time all the year (UTC+7). */
const ZONE_MS = 7 * 3_600_000;

/** Day given with `--today`, else today in Vietnam. @throws UsageError for what is no day */
export function readToday(word: string | undefined): string {
  const today = word ?? new Date(Date.now() + ZONE_MS).toISOString().slice(0, 10);
  if (!isDate(today)) {
    throw new UsageError(`--today là ngày dạng yyyy-mm-dd, không phải "${today}"`);
  }
  return today;
}
