import type { LossReport } from '@congvu/contracts';
import { formatInstant } from '../../shared/text/dates.ts';
import { useClock } from '../../shared/ui/use-clock.ts';

const MINUTE = 60_000;
const HOUR_MINUTES = 60;
const DAY_HOURS = 24;

/** "3 ngày 2 giờ", "2 giờ 5 phút", "12 phút": how long the authority has let wait. */
export function waitedText(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE));
  const hours = Math.floor(minutes / HOUR_MINUTES);
  const days = Math.floor(hours / DAY_HOURS);
  if (days > 0) {
    return `${days} ngày ${hours % DAY_HOURS} giờ`;
  }
  if (minutes === 0) {
    return 'Vừa báo';
  }
  return hours > 0 ? `${hours} giờ ${minutes % HOUR_MINUTES} phút` : `${minutes} phút`;
}

/** The same in a list: short, in the sentence of the report. */
export function LossWait({ report }: { report: LossReport }) {
  const now = useClock(report.state === 'open', 10_000);
  const waited = waitedText(now.getTime() - Date.parse(report.reportedAt));
  return report.state === 'open' ? <span className="num">; chờ thu hồi: {waited.toLowerCase()}</span> : null;
}

/** Runs until the authority has confirmed: "báo ngay" is counted from here (letter, section 2). */
export function LossClock({ report }: { report: LossReport }) {
  const running = report.state === 'open';
  const now = useClock(running, 10_000);
  if (!running) {
    return null;
  }
  return (
    <p className="loss-clock" role="timer" aria-label="Thời gian chờ nơi cấp thu hồi">
      <b className="num">{waitedText(now.getTime() - Date.parse(report.reportedAt))}</b>
      <span>
        chờ nơi cấp xác nhận thu hồi, tính từ <span className="num">{formatInstant(report.reportedAt)}</span>
      </span>
    </p>
  );
}
