import { Check, CloudOff, TriangleAlert } from 'lucide-react';
import { formatTime } from '../text/dates.ts';
import type { Kept } from './keeper.ts';

/** "Đã lưu 10:42", or where the words are while they are not saved. */
export function SavedMark({ kept }: { kept: Pick<Kept<unknown>, 'status' | 'savedAt'> }) {
  switch (kept.status) {
    case 'saved':
      return (
        <span className="saved">
          <Check className="icon icon-16" aria-hidden />
          Đã lưu <span className="num">{formatTime(kept.savedAt)}</span>
        </span>
      );
    case 'offline':
      return (
        <span className="saved is-kept">
          <CloudOff className="icon icon-16" aria-hidden />
          Mất kết nối, chữ giữ trên máy này
        </span>
      );
    case 'conflict':
    case 'refused':
      return (
        <span className="saved is-kept">
          <TriangleAlert className="icon icon-16" aria-hidden />
          Chưa lưu, chữ giữ trên máy này
        </span>
      );
    default:
      return <span className="saved">Đang lưu…</span>;
  }
}
