import { vietnamDate } from '../../platform/clock.ts';

const CLOCK = new Intl.DateTimeFormat('vi-VN', {
  timeZone: 'Asia/Ho_Chi_Minh',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** `22/03/2021` as lists and registers print dates. */
export function formatDate(on: string | null): string {
  return on === null ? '' : on.split('-').reverse().join('/');
}

/** "09:58 hôm nay", "17:05 ngày 19/3", with the year when it is another one. */
export function formatMoment(at: Date, now: Date): string {
  const on = vietnamDate(at);
  const today = vietnamDate(now);
  if (on === today) {
    return `${CLOCK.format(at)} hôm nay`;
  }
  const [year = '', month = '', day = ''] = on.split('-');
  const short = `${Number(day)}/${Number(month)}`;
  return `${CLOCK.format(at)} ngày ${year === today.slice(0, 4) ? short : `${short}/${year}`}`;
}

/** "14:05 ngày 22/03/2021", at the foot of printed registers. */
export function formatPrintedAt(at: Date): string {
  return `${CLOCK.format(at)} ngày ${formatDate(vietnamDate(at))}`;
}
