import { X } from 'lucide-react';
import { formatNumber } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import type { Review } from './review.ts';

function subtitleOf({ items, opened, left, failedIds, signedIds }: Review, waits: boolean, noun: string): string {
  if (waits) {
    const sent = items.filter(({ state }) => state === 'sent').length;
    return `${formatNumber(sent)} ${noun} đang chờ xác nhận trên điện thoại.`;
  }
  if (signedIds.length > 0 || failedIds.size > 0) {
    return left.length === 0 && failedIds.size === 0
      ? 'Cả lô đã xong.'
      : `${formatNumber(signedIds.length)} ${noun} xong, ${formatNumber(Math.max(left.length, failedIds.size))} ${noun} chưa.`;
  }
  const signable = items.filter((item) => item.stopped === null);
  const seen = signable.filter((item) => opened.has(item.documentId)).length;
  return seen === signable.length
    ? `Đã mở xem cả ${formatNumber(seen)}. Bỏ dấu chọn ở ${noun} chưa muốn ký.`
    : `Đã mở xem ${formatNumber(seen)} trên ${formatNumber(signable.length)}. Mở xem rồi mới ký được.`;
}

function titleOf({ verb, done, noun }: SignHeadProps['words'], { signedIds, ticked, items }: Review): string {
  if (signedIds.length > 0) {
    return `${done} ${formatNumber(signedIds.length)} ${noun}`;
  }
  return `${verb} ${formatNumber(ticked.size > 0 ? ticked.size : items.length)} ${noun}`;
}

interface SignHeadProps {
  words: { verb: string; done: string; noun: string };
  review: Review;
  signing: boolean;
  waits: boolean;
  onClose: () => void;
}

export function SignHead({ words, review, signing, waits, onClose }: SignHeadProps) {
  return (
    <div className="sign-head">
      <div>
        <h1>{titleOf(words, review)}</h1>
        <p aria-live="polite">{subtitleOf(review, waits, words.noun)}</p>
      </div>
      <Button kind="ghost" icon={X} disabled={signing} onClick={onClose}>
        Đóng
      </Button>
    </div>
  );
}
