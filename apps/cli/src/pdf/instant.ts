import { UsageError } from '../command-line.ts';

const WITH_ZONE = /(?:Z|[+-]\d\d:?\d\d)$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** ISO 8601; without a zone it is Vietnam's time, a bare day its noon. */
export function readInstant(text: string): Date {
  const full = DAY.test(text) ? `${text}T12:00:00` : text;
  const at = new Date(WITH_ZONE.test(full) ? full : `${full}+07:00`);
  if (Number.isNaN(at.getTime())) {
    throw new UsageError(`Thời điểm "${text}" không đọc được; ví dụ: 2021-03-23T08:30:00+07:00.`);
  }
  return at;
}
