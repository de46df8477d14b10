import { useRef } from 'react';
import { formatNumber } from '../../shared/text/dates.ts';
import { useClock } from '../../shared/ui/use-clock.ts';

/** Said only when there is enough to reckon with and long enough to wait. */
export function timeLeft(seconds: number, signed: number, of: number): string {
  if (signed < 3 || seconds < 2) {
    return '';
  }
  const left = (seconds / signed) * (of - signed);
  if (left < 10) {
    return '';
  }
  return left < 60 ? 'còn dưới 1 phút' : `còn khoảng ${Math.round(left / 60)} phút`;
}

export function ProgressBar({ signed, of }: { signed: number; of: number }) {
  const now = useClock(true);
  const began = useRef({ at: now.getTime(), signed });
  const seconds = (now.getTime() - began.current.at) / 1_000;
  const left = timeLeft(seconds, signed - began.current.signed, of - began.current.signed);
  return (
    <div className="sign-progress" role="status">
      <span>
        Đang ký <span className="num">{formatNumber(signed)}</span> trên <span className="num">{formatNumber(of)}</span>{' '}
        văn bản{left === '' ? '' : `, ${left}`}
      </span>
      <div className="progress">
        <i style={{ width: `${Math.max(4, (signed / Math.max(1, of)) * 100)}%` }} />
      </div>
    </div>
  );
}
