import { formatNumber } from '../../shared/text/dates.ts';

export function percent(part: number, whole: number): string {
  return whole === 0 ? 'chưa có' : `${Math.round((part / whole) * 100)} %`;
}

export function saidReminded({ reminded }: { reminded: number }): string {
  return `Đã nhắc ${formatNumber(reminded)} người chưa đọc cảnh báo.`;
}

export const DIFFICULTY_TONES = { easy: 'green', moderate: 'neutral', hard: 'amber' } as const;
