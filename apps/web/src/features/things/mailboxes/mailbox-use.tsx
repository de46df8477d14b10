import type { MailboxView } from '@congvu/contracts';
import { formatNumber } from '../../../shared/text/dates.ts';
import { formatSize } from '../../../shared/text/names.ts';
import { Chip } from '../../../shared/ui/marks.tsx';

const MB = 1_048_576;

/** Said here only: a letter that says a mailbox is full is a forged one. */
const LEVELS = {
  ok: undefined,
  near: { tone: 'amber', text: 'Đã dùng trên 80%' },
  almost: { tone: 'red', text: 'Đã dùng trên 95%' },
  full: { tone: 'red', text: 'Đầy, từ chối thư đến' },
} as const;

/** How much of the quota is used: bar, figures and, from 80 % on, a word. */
export function QuotaUse({ use }: { use: Pick<MailboxView, 'usedBytes' | 'quotaMb' | 'quotaLevel'> }) {
  const { usedBytes, quotaMb, quotaLevel } = use;
  if (quotaMb === null || quotaLevel === null) {
    return <span className="quiet">Chưa đặt</span>;
  }
  const level = LEVELS[quotaLevel];
  const part = Math.min(100, (usedBytes / (quotaMb * MB)) * 100);
  return (
    <span className="mailbox-use">
      <span>
        <span className="num">{usedBytes === 0 ? '0' : formatSize(usedBytes)}</span> /{' '}
        <span className="num">{formatNumber(quotaMb)}</span> MB
      </span>
      <span className={level === undefined ? 'progress' : `progress is-${level.tone}`} aria-hidden>
        <i style={{ width: `${part}%` }} />
      </span>
      {level !== undefined && <Chip tone={level.tone}>{level.text}</Chip>}
    </span>
  );
}
