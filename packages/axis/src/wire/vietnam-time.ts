/** Vietnam keeps UTC+7 all year; the axes write local time without a zone. */
const OFFSET_MS = 7 * 3_600_000;

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

interface LocalParts {
  year: string;
  month: string;
  day: string;
  time: string;
  ms: number;
}

function partsOf(at: Date): LocalParts {
  const local = new Date(at.getTime() + OFFSET_MS);
  return {
    year: pad(local.getUTCFullYear(), 4),
    month: pad(local.getUTCMonth() + 1),
    day: pad(local.getUTCDate()),
    time: `${pad(local.getUTCHours())}:${pad(local.getUTCMinutes())}:${pad(local.getUTCSeconds())}`,
    ms: local.getUTCMilliseconds(),
  };
}

function instant(year: string, month: string, day: string, time: string, ms = 0): Date | undefined {
  const at = new Date(`${year.padStart(4, '0')}-${pad(Number(month))}-${pad(Number(day))}T${time}+07:00`);
  const isReal = !Number.isNaN(at.getTime()) && partsOf(at).day === pad(Number(day));
  return isReal ? new Date(at.getTime() + ms) : undefined;
}

/** `ddMMyyyy'T'HHmmss+SSSS`: the "+" is a letter, behind it stand milliseconds in four digits, no zone. */
export function writeTimestamp(at: Date): string {
  const { year, month, day, time, ms } = partsOf(at);
  return `${day}${month}${year}T${time.replaceAll(':', '')}+${pad(ms, 4)}`;
}

export function readTimestamp(text: string): Date | undefined {
  const match = /^(\d{2})(\d{2})(\d{4})T(\d{2})(\d{2})(\d{2})\+(\d{1,4})$/.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, day = '', month = '', year = '', hours, minutes, seconds, ms = '0'] = match;
  return instant(year, month, day, `${hours}:${minutes}:${seconds}`, Number(ms));
}

export type DateForm = 'yyyy/MM/dd HH:mm:ss' | 'yyyy/MM/dd' | 'dd/MM/yyyy';

export function writeLocal(at: Date, form: DateForm): string {
  const { year, month, day, time } = partsOf(at);
  switch (form) {
    case 'yyyy/MM/dd':
      return `${year}/${month}/${day}`;
    case 'dd/MM/yyyy':
      return `${day}/${month}/${year}`;
    default:
      return `${year}/${month}/${day} ${time}`;
  }
}

/**
 * A moment in any of the forms that clients write: `yyyy/MM/dd`, `yyyy-MM-dd`, `dd/MM/yyyy`, each with or without a time.
 * `end`: a day without a time means its last moment.
 */
export function readLocal(text: string, end = false): Date | undefined {
  const match = /^(\d{1,4})[/-](\d{1,2})[/-](\d{1,4})(?:[ T](\d{1,2}:\d{2}(?::\d{2})?))?/.exec(text.trim());
  if (match === null) {
    return undefined;
  }
  const [, first = '', month = '', last = '', clock] = match;
  const [year, day] = first.length > 2 ? [first, last] : [last, first];
  const time = clock === undefined ? (end ? '23:59:59' : '00:00:00') : clock.padEnd(8, ':00').padStart(8, '0');
  return instant(year, month, day, time, clock === undefined && end ? 999 : 0);
}
