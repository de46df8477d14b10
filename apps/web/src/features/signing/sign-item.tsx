import type { SigningItem } from '@congvu/contracts';
import { CircleAlert, CircleCheck, Clock3 } from 'lucide-react';
import { memo } from 'react';
import { failureText, hasWarning, type ItemResult, isFailed, isSigned } from './review.ts';

/** "Công văn, 2 trang, kèm 10 tệp, gửi 26 cơ quan" */
export function describeItem(item: SigningItem): string {
  const parts = [
    `${item.typeName}, ${item.pages} trang`,
    item.attachmentCount > 0 ? `kèm ${item.attachmentCount} tệp` : '',
    item.receiverCount > 0 ? `gửi ${item.receiverCount} cơ quan` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

interface Said {
  tone: 'good' | 'bad' | 'quiet';
  text: string;
}

/** The one line under a document: what became of it, else what is to be looked at. */
export function lineOf(item: SigningItem, result: ItemResult | undefined, opened: boolean): Said | undefined {
  if (item.stopped !== null) {
    return { tone: 'bad', text: item.stopped.message };
  }
  if (isSigned(item, result)) {
    return { tone: 'good', text: result?.result === 'signed' ? result.message : (item.result?.message ?? 'Đã ký') };
  }
  if (isFailed(item, result)) {
    return { tone: 'bad', text: failureText(item, result) };
  }
  if (item.state === 'sent') {
    return { tone: 'quiet', text: 'Đang chờ thiết bị ký' };
  }
  if (hasWarning(item)) {
    const [check] = item.checks.filter(({ ok }) => !ok);
    const [attachment] = item.attachments?.filter(({ fate }) => fate === 'refused') ?? [];
    return { tone: 'bad', text: check?.text ?? attachment?.text ?? `${item.findings} mục thể thức cần xem` };
  }
  return opened ? undefined : { tone: 'quiet', text: 'Chưa mở xem' };
}

const ICONS = { good: CircleCheck, bad: CircleAlert, quiet: Clock3 } as const;
const TONES = { good: 'sign-good', bad: 'soon', quiet: 'quiet' } as const;

function Line({ said, waits }: { said: Said; waits: boolean }) {
  const Icon = ICONS[said.tone];
  return (
    <p className={TONES[said.tone]} title={said.text}>
      {(said.tone !== 'quiet' || waits) && <Icon className="icon icon-16" aria-hidden />}
      <span>{said.text}</span>
    </p>
  );
}

interface SignItemProps {
  item: SigningItem;
  result: ItemResult | undefined;
  selected: boolean;
  opened: boolean;
  ticked: boolean;
  tickable: boolean;
  place: { index: number; of: number };
  onShow: (documentId: string) => void;
  onTick: (documentId: string) => void;
}

/** One document of the batch. Drawn anew only when something of it changed: a batch has a thousand. */
export const SignItem = memo(function SignItem(props: SignItemProps) {
  const { item, result, selected, opened, ticked, tickable, place } = props;
  const id = item.documentId;
  const done = isSigned(item, result);
  const said = lineOf(item, result, opened);
  const marks = ['sign-item', selected && 'is-selected', item.stopped !== null && 'is-stopped'];
  return (
    <li
      className={marks.filter(Boolean).join(' ')}
      aria-current={selected}
      aria-posinset={place.index + 1}
      aria-setsize={place.of}
    >
      {done ? (
        <CircleCheck className="icon icon-18 sign-good-mark" aria-label="Đã ký" />
      ) : (
        <input
          type="checkbox"
          aria-label={`Chọn ${item.title}`}
          checked={ticked}
          disabled={!tickable}
          title={tickable || opened ? undefined : 'Mở xem văn bản rồi mới chọn được'}
          onChange={() => props.onTick(id)}
        />
      )}
      <button type="button" onClick={() => props.onShow(id)}>
        <span className="sign-item-title">{item.title}</span>
        <small>{describeItem(item)}</small>
        {item.nextNumber !== null && !done && item.stopped === null && (
          <small className="sign-next num">Số sẽ cấp {item.nextNumber}</small>
        )}
        {said !== undefined && <Line said={said} waits={item.state === 'sent'} />}
      </button>
    </li>
  );
});
