import type { Urgency } from '@congvu/contracts';
import { formatDate } from '../text/dates.ts';
import { initialsOf } from '../text/names.ts';

export type Tone = 'neutral' | 'blue' | 'amber' | 'red' | 'green' | 'plain';

/** Status word in a soft chip; the colour is only the second signal. */
export function Chip({ tone = 'neutral', children }: { tone?: Tone; children: string }) {
  return <span className={tone === 'neutral' ? 'chip' : `chip chip-${tone}`}>{children}</span>;
}

const URGENCY: Record<Exclude<Urgency, 'normal'>, string> = {
  urgent: 'Khẩn',
  very_urgent: 'Thượng khẩn',
  express: 'Hỏa tốc',
};

export const URGENCY_OPTIONS: { value: Urgency; label: string }[] = [
  { value: 'normal', label: 'Thường' },
  { value: 'urgent', label: 'Khẩn' },
  { value: 'very_urgent', label: 'Thượng khẩn' },
  { value: 'express', label: 'Hỏa tốc' },
];

/** Drawn like the ink stamp; nothing for ordinary documents. */
export function UrgencyStamp({ urgency }: { urgency: Urgency | undefined }) {
  if (urgency === undefined || urgency === 'normal') {
    return null;
  }
  return <span className={urgency === 'express' ? 'urgency urgency-express' : 'urgency'}>{URGENCY[urgency]}</span>;
}

/** Dấu đến. Dashed while the number is only the next one. */
export function ArrivalStamp({ number, date, waiting }: { number: number; date: string; waiting?: boolean }) {
  return (
    <span className={waiting === true ? 'arrival is-waiting' : 'arrival'}>
      <b>ĐẾN</b>
      <span>
        {waiting === true ? 'Số tiếp theo ' : 'Số '}
        {number}
      </span>
      <span>{formatDate(date)}</span>
    </span>
  );
}

export function Avatar({ name, small }: { name: string; small?: boolean }) {
  return (
    <span className={small === true ? 'avatar avatar-small' : 'avatar'} aria-hidden>
      {initialsOf(name)}
    </span>
  );
}

/** The seal outline of the product. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg
      className="mark"
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.9"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <rect x="2" y="2" width="28" height="28" rx="3.5" />
      <rect x="4.9" y="4.9" width="22.2" height="22.2" rx="1.4" strokeWidth=".8" />
      <path d="M15.1 12.7a3.9 3.9 0 1 0 0 6.6M17.2 11.6l3.4 8.8 3.4-8.8" />
    </svg>
  );
}
