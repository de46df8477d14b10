const ZONE = 'Asia/Ho_Chi_Minh';
const WEEKDAYS = ['Chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy'];
const DAY_MS = 86_400_000;

/** How far the office's clock is from this computer's; the demo lives in March 2021. */
let offsetMs = 0;

export function setOfficeClock(now: string): void {
  offsetMs = Date.parse(now) - Date.now();
}

export function officeNow(): Date {
  return new Date(Date.now() + offsetMs);
}

/** The same moment on the clock of this computer, for the programs that run here. */
export function onThisComputer(instant: string): string {
  return new Date(Date.parse(instant) - offsetMs).toISOString();
}

const PARTS = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

function partsOf(instant: Date): Record<string, string> {
  return Object.fromEntries(PARTS.formatToParts(instant).map((part) => [part.type, part.value]));
}

/** Official date of an instant in Vietnam, `yyyy-mm-dd`. */
export function dateOf(instant: Date | string): string {
  const parts = partsOf(typeof instant === 'string' ? new Date(instant) : instant);
  return `${parts.year}-${parts.month}-${parts.day}`;
}

export function officeToday(): string {
  return dateOf(officeNow());
}

function split(date: string): [number, number, number] {
  const [year = 0, month = 0, day = 0] = date.slice(0, 10).split('-').map(Number);
  return [year, month, day];
}

/** As the decree writes dates: days below 10 and months 1 and 2 get a zero (Decree 30/2020, Annex I, II.4). */
export function formatDate(date: string | null | undefined): string {
  if (date === null || date === undefined || date === '') {
    return '';
  }
  const [year, month, day] = split(date);
  return `${formatDayMonth(day, month)}/${year}`;
}

function formatDayMonth(day: number, month: number): string {
  return `${day < 10 ? '0' : ''}${day}/${month < 3 ? '0' : ''}${month}`;
}

export function formatShortDate(date: string): string {
  const [, month, day] = split(date);
  return formatDayMonth(day, month);
}

function weekdayOf(date: string): string {
  const [year, month, day] = split(date);
  return WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? '';
}

/** "thứ Tư 31/3" */
export function formatWeekdayDate(date: string): string {
  return `${weekdayOf(date)} ${formatShortDate(date)}`;
}

export function formatTime(instant: string): string {
  const parts = partsOf(new Date(instant));
  return `${parts.hour}:${parts.minute}`;
}

/** "10:42 ngày 22/3/2021", for titles and printed things. */
export function formatInstant(instant: string): string {
  return `${formatTime(instant)} ngày ${formatDate(dateOf(instant))}`;
}

export function daysBetween(from: string, to: string): number {
  const [fy, fm, fd] = split(from);
  const [ty, tm, td] = split(to);
  return Math.round((Date.UTC(ty, tm - 1, td) - Date.UTC(fy, fm - 1, fd)) / DAY_MS);
}

/** Short time of a list: "13:12" today, "thứ Sáu" this week, "18/3" this year, "18/3/2020" before. */
export function formatWhen(instant: string): string {
  const date = dateOf(instant);
  const today = officeToday();
  const days = daysBetween(date, today);
  if (days === 0) {
    return formatTime(instant);
  }
  if (days > 0 && days < 7) {
    return weekdayOf(date);
  }
  return date.slice(0, 4) === today.slice(0, 4) ? formatShortDate(date) : formatDate(date);
}

/** "hôm nay", "hôm qua", "22/3/2021": where only the day is known. */
export function formatDayOf(instant: string): string {
  const days = daysBetween(dateOf(instant), officeToday());
  return days === 0 ? 'hôm nay' : days === 1 ? 'hôm qua' : formatDate(dateOf(instant));
}

/** "hôm nay 10:42", "hôm qua 16:05", "22/3/2021 10:42" */
export function formatMoment(instant: string): string {
  return `${formatDayOf(instant)} ${formatTime(instant)}`;
}

/** "Thứ Hai, 22 tháng 3" */
export function formatToday(instant: string): string {
  const date = dateOf(instant);
  const [, month, day] = split(date);
  const weekday = weekdayOf(date);
  return `${weekday.charAt(0).toUpperCase()}${weekday.slice(1)}, ${day} tháng ${month}`;
}

export function formatNumber(value: number): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, '.');
}

export function addDays(date: string, days: number): string {
  const [year, month, day] = split(date);
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
}

export function isWeekend(date: string): boolean {
  const [year, month, day] = split(date);
  return [0, 6].includes(new Date(Date.UTC(year, month - 1, day)).getUTCDay());
}
