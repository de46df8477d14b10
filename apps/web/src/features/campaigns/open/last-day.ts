import { lastGoodDay } from '@congvu/forms';
import { formatDate, formatWeekdayDate } from '../../../shared/text/dates.ts';

/** "Ngày cuối là thứ Năm 01/4; gửi từ ngày 02/4/2021 là muộn." */
export function lastDayWords(dueBefore: string | null): string | undefined {
  return dueBefore === null
    ? undefined
    : `Ngày cuối là ${formatWeekdayDate(lastGoodDay(dueBefore))}; gửi từ ngày ${formatDate(dueBefore)} là muộn.`;
}
