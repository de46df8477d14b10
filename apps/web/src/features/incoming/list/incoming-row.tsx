import type { IncomingListItem } from '@congvu/contracts';
import { Paperclip } from 'lucide-react';
import { formatInstant, formatWhen } from '../../../shared/text/dates.ts';
import { Chip, UrgencyStamp } from '../../../shared/ui/marks.tsx';

/** Who, what, number; at most one chip beside the stamp of urgency. */
export function IncomingRow({ item }: { item: IncomingListItem }) {
  const open = item.state !== 'done' && item.state !== 'returned';
  return (
    <>
      <p className="doc-from">
        <b>{item.issuingAgencyName}</b>
        <time dateTime={item.arrivedAt} title={formatInstant(item.arrivedAt)}>
          {formatWhen(item.arrivedAt)}
        </time>
      </p>
      <p className="doc-abstract">{item.abstract}</p>
      <p className="doc-meta">
        <span>{item.numberSymbol === '' ? item.typeName : item.numberSymbol}</span>
        <span className="doc-meta-end">
          {item.attachmentCount > 0 && (
            <span title={`${item.attachmentCount} tệp kèm theo`}>
              <Paperclip className="icon icon-16" aria-hidden />
              <span className="visually-hidden">{item.attachmentCount} tệp kèm theo</span>
            </span>
          )}
          {open && <UrgencyStamp urgency={item.urgency} />}
          {item.verdict === 'invalid' && item.state === 'received' ? (
            <Chip tone="red">Không hợp lệ</Chip>
          ) : (
            !(open && item.urgency === 'express' && item.chip.tone === 'neutral') && (
              <Chip tone={item.chip.tone}>{item.chip.label}</Chip>
            )
          )}
        </span>
      </p>
    </>
  );
}
