import type { FormCode, RequestListItem } from '@congvu/contracts';
import { daysBetween, formatShortDate, formatWhen, officeToday } from '../../../shared/text/dates.ts';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { toneOf } from '../requests.text.ts';

const LISTS: readonly FormCode[] = ['M06', 'M07', 'M08', 'M09', 'M10'];

function lower(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

/** "Gửi thứ Sáu", "Sửa 10:42", and what is left to be done on it. */
function proof(item: RequestListItem): string {
  const when = item.submittedAt === null ? `Sửa ${formatWhen(item.updatedAt)}` : `Gửi ${formatWhen(item.submittedAt)}`;
  const results =
    item.doneCount > 0 && item.itemCount > 1 ? `${item.doneCount} trên ${item.itemCount} dòng có kết quả` : '';
  const errors = item.errors > 0 && item.state === 'draft' ? `còn ${item.errors} mục cần sửa` : '';
  const warnings = item.warnings > 0 && item.state === 'awaiting_head' ? `${item.warnings} điểm cần xem` : '';
  const due =
    item.dueBefore !== null && item.submittedAt === null && daysBetween(officeToday(), item.dueBefore) <= 14
      ? `gửi trước ngày ${formatShortDate(item.dueBefore)}`
      : '';
  const reason = item.returnedReason !== null && item.state === 'returned' ? item.returnedReason : '';
  return [item.formLabel, lower(when), results, errors, warnings, due, reason].filter(Boolean).join('; ');
}

/** Sheets are about somebody; lists are about many. */
function Sentence({ item }: { item: RequestListItem }) {
  return item.itemCount > 1 || LISTS.includes(item.form) ? (
    <>
      <b>{item.title}</b>: {lower(item.subject)}
    </>
  ) : (
    <>
      <b>{item.subject}</b>: {lower(item.title)}
    </>
  );
}

interface RequestRowProps {
  item: RequestListItem;
  /** The agency's list names the unit; one's own does not need to. */
  showsUnit: boolean;
  tick?: { on: boolean; onTick: () => void } | undefined;
  act?: React.ReactNode;
}

/** One request in one sentence, its proof under it, one word of state. */
export function RequestRow({ item, showsUnit, tick, act }: RequestRowProps) {
  return (
    <li className={tick === undefined ? 'req-item' : 'req-item has-tick'}>
      {tick !== undefined && (
        <input
          type="checkbox"
          aria-label={`Chọn ${item.formLabel}, ${item.subject}`}
          checked={tick.on}
          onChange={tick.onTick}
        />
      )}
      <AppLink className="req-item-text" href={item.link}>
        <p>
          <Sentence item={item} />
          {showsUnit && item.unitName !== '' && <span className="quiet">, {item.unitName}</span>}
        </p>
        <small>{proof(item)}</small>
      </AppLink>
      <span className="req-item-mark">
        {item.urgent && <span className="urgency">Khẩn</span>}
        {item.late && <Chip tone="red">Gửi muộn</Chip>}
        <Chip tone={toneOf(item)}>{item.stateLabel}</Chip>
      </span>
      {act !== undefined && <span className="req-item-act">{act}</span>}
    </li>
  );
}
