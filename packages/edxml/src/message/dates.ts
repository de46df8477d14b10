const HOUR_MS = 3_600_000;
/** Vietnamese local time, without summer time. */
const OFFSET_MS = 7 * HOUR_MS;

function isCalendarDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return (
    year >= 1000 && date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  );
}

function isoDay(year: string, month: string, day: string): string | undefined {
  return isCalendarDay(Number(year), Number(month), Number(day))
    ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
    : undefined;
}

/** Day written year first or day first, with "/", "-" or "."; month first is never guessed. */
function readDay(text: string): string | undefined {
  const first = /^(\d{4})([/.-])(\d{1,2})\2(\d{1,2})$/.exec(text);
  if (first !== null) {
    return isoDay(first[1] ?? '', first[3] ?? '', first[4] ?? '');
  }
  const last = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$/.exec(text);
  return last === null ? undefined : isoDay(last[4] ?? '', last[3] ?? '', last[1] ?? '');
}

/** `8:05`, `08:05:09.123`, `8:05 PM`, `8:05 CH` (chiều) → `08:05:09` of 24 hours. */
function readClock(text: string): string | undefined {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)? ?(AM|PM|SA|CH)?$/i.exec(text);
  if (match === null) {
    return undefined;
  }
  const half = match[4]?.toUpperCase();
  const [written, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  const hour = half === undefined ? written : (written % 12) + (half === 'PM' || half === 'CH' ? 12 : 0);
  if (hour > 23 || minute > 59 || second > 59 || (half !== undefined && written > 12)) {
    return undefined;
  }
  return [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':');
}

/** An instant with a zone, in Vietnamese local time; undefined when the text has no zone or is no instant. */
function readZoned(text: string): { day: string; clock: string } | undefined {
  const match = /^(\S+?)[ T](\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}:?\d{2})$/i.exec(text);
  const [day, clock] = [readDay(match?.[1] ?? ''), readClock(match?.[2] ?? '')];
  if (match === null || day === undefined || clock === undefined) {
    return undefined;
  }
  const zone = (match[3] ?? '').toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const local = vietnamTime(Date.parse(`${day}T${clock}${zone}`));
  return local === undefined ? undefined : { day: local.slice(0, 10), clock: local.slice(11, 19) };
}

function vietnamTime(time: number): string | undefined {
  if (Number.isNaN(time)) {
    return undefined;
  }
  const local = new Date(time + OFFSET_MS).toISOString();
  return /^\d{4}-/.test(local) ? local : undefined;
}

/** Longest spelling of an instant, with room. */
const MAX_LENGTH = 64;

function readTime(text: string): { day: string; clock: string } | undefined {
  if (text.length > MAX_LENGTH) {
    return undefined;
  }
  const zoned = readZoned(text);
  if (zoned !== undefined) {
    return zoned;
  }
  const match = /^(\S+?)(?:T|\s+)(\d.*)$/.exec(text);
  const day = readDay(match?.[1] ?? text);
  const clock = match === null ? '00:00:00' : readClock(match[2] ?? '');
  return day === undefined || clock === undefined ? undefined : { day, clock };
}

/**
 * A date of the wire: the ISO form, or undefined; `repaired` when it was not written `yyyy/MM/dd`. A time of day is left
 * out; one with a zone is first taken to Vietnam, where midnight in UTC-based programs is the day before at 17:00.
 */
export function readDate(text: string): { value: string; repaired: boolean } | undefined {
  const time = readTime(text);
  return time === undefined ? undefined : { value: time.day, repaired: !/^\d{4}\/\d{2}\/\d{2}$/.test(text) };
}

/** `2026-11-24` → `2026/11/24`; undefined when it is not a day of the calendar. */
export function writeDate(iso: string): string | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  if (parts === null || isoDay(parts[1] ?? '', parts[2] ?? '', parts[3] ?? '') === undefined) {
    return undefined;
  }
  return `${parts[1]}/${parts[2]}/${parts[3]}`;
}

/** A timestamp of the wire is Vietnamese local time without a zone; the model carries the offset. */
export function readInstant(text: string): { value: string; repaired: boolean } | undefined {
  const time = readTime(text);
  return time === undefined
    ? undefined
    : {
        value: `${time.day}T${time.clock}+07:00`,
        repaired: !/^\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2}$/.test(text),
      };
}

/** An ISO instant with offset → `yyyy/MM/dd HH:mm:ss` of Vietnam (+07:00, no summer time); undefined when it is none. */
export function writeInstant(iso: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(iso)) {
    return undefined;
  }
  const local = writeDate(iso.slice(0, 10)) === undefined ? undefined : vietnamTime(Date.parse(iso));
  return local === undefined ? undefined : `${local.slice(0, 10).replaceAll('-', '/')} ${local.slice(11, 19)}`;
}
