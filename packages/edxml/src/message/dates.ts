const HOUR_MS = 3_600_000;

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

/** A date of the wire: the ISO form, or undefined; `repaired` when it was not written `yyyy/MM/dd`. */
export function readDate(text: string): { value: string; repaired: boolean } | undefined {
  const day = /^(\d{4})([/-])(\d{1,2})\2(\d{1,2})(?:[T ].*)?$/.exec(text);
  const reversed = day === null ? /^(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?: .*)?$/.exec(text) : null;
  const value =
    day !== null
      ? isoDay(day[1] ?? '', day[3] ?? '', day[4] ?? '')
      : reversed !== null
        ? isoDay(reversed[4] ?? '', reversed[3] ?? '', reversed[1] ?? '')
        : undefined;
  return value === undefined ? undefined : { value, repaired: !/^\d{4}\/\d{2}\/\d{2}$/.test(text) };
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
  const zoned = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text) ? writeInstant(text) : undefined;
  const match = /^(\S+?)[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/.exec(zoned ?? text);
  const day = readDate(match?.[1] ?? text);
  const [hour, minute, second] = [Number(match?.[2] ?? 0), Number(match?.[3] ?? 0), Number(match?.[4] ?? 0)];
  if (day === undefined || hour > 23 || minute > 59 || second > 59) {
    return undefined;
  }
  const clock = [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':');
  return {
    value: `${day.value}T${clock}+07:00`,
    repaired: !/^\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2}$/.test(text),
  };
}

/** An ISO instant with offset → `yyyy/MM/dd HH:mm:ss` of Vietnam (+07:00, no summer time); undefined when it is none. */
export function writeInstant(iso: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(iso)) {
    return undefined;
  }
  const time = Date.parse(iso);
  if (Number.isNaN(time) || writeDate(iso.slice(0, 10)) === undefined) {
    return undefined;
  }
  const local = new Date(time + 7 * HOUR_MS).toISOString();
  return /^\d{4}-/.test(local) ? `${local.slice(0, 10).replaceAll('-', '/')} ${local.slice(11, 19)}` : undefined;
}
