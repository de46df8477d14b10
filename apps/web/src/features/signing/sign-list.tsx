import type { SignBatchAnswer, SigningItem } from '@congvu/contracts';
import { CircleAlert, CircleCheck } from 'lucide-react';

export type ItemResult = SignBatchAnswer['items'][number];

interface SignListProps {
  items: readonly SigningItem[];
  currentId: string;
  opened: ReadonlySet<string>;
  ticked: ReadonlySet<string>;
  results: ReadonlyMap<string, ItemResult>;
  signing: boolean;
  onShow: (documentId: string) => void;
  onTick: (documentId: string) => void;
}

/** "Công văn, 2 trang, kèm 10 tệp, gửi 26 cơ quan" */
export function describeItem(item: SigningItem): string {
  const parts = [
    `${item.typeName}, ${item.pages} trang`,
    item.attachmentCount > 0 ? `kèm ${item.attachmentCount} tệp` : '',
    item.receiverCount > 0 ? `gửi ${item.receiverCount} cơ quan` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

function resultOf(item: SigningItem, result: ItemResult | undefined): { good: boolean; text: string } | undefined {
  if (item.state === 'completed' || result?.result === 'signed') {
    return { good: true, text: result?.message ?? item.result?.message ?? 'Đã ký.' };
  }
  const said = result?.message ?? (item.state === 'failed' ? item.result?.message : undefined);
  return said === undefined ? undefined : { good: false, text: said };
}

function Note({ item, result, opened }: { item: SigningItem; result: ItemResult | undefined; opened: boolean }) {
  if (item.stopped !== null) {
    return <p className="soon">{item.stopped.message}</p>;
  }
  const said = resultOf(item, result);
  if (said !== undefined) {
    return (
      <p className={said.good ? 'sign-good' : 'soon'}>
        {said.good ? (
          <CircleCheck className="icon icon-16" aria-hidden />
        ) : (
          <CircleAlert className="icon icon-16" aria-hidden />
        )}
        {said.text}
      </p>
    );
  }
  return opened ? null : <p className="quiet">Chưa mở xem</p>;
}

/** What is about to be signed; only what was opened can be ticked. */
export function SignList(props: SignListProps) {
  const { items, currentId, opened, ticked, results, signing } = props;
  return (
    <ul className="sign-list" aria-label="Văn bản trong lô">
      {items.map((item) => {
        const id = item.documentId;
        const done = item.state === 'completed' || results.get(id)?.result === 'signed';
        const blocked = item.stopped !== null || done || signing || !opened.has(id);
        const marks = ['sign-item', id === currentId && 'is-selected', item.stopped !== null && 'is-stopped'];
        return (
          <li key={id} className={marks.filter(Boolean).join(' ')} aria-current={id === currentId}>
            {done ? (
              <CircleCheck className="icon icon-18 sign-good-mark" aria-label="Đã ký" />
            ) : (
              <input
                type="checkbox"
                aria-label={`Chọn ${item.title}`}
                checked={ticked.has(id)}
                disabled={blocked}
                title={opened.has(id) ? undefined : 'Mở xem văn bản rồi mới chọn được'}
                onChange={() => props.onTick(id)}
              />
            )}
            <button type="button" onClick={() => props.onShow(id)}>
              <span className="sign-item-title">{item.title}</span>
              <small>{describeItem(item)}</small>
              {item.nextNumber !== null && !done && item.stopped === null && (
                <small className="sign-next num">Số sẽ cấp {item.nextNumber}</small>
              )}
              <Note item={item} result={results.get(id)} opened={opened.has(id)} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
