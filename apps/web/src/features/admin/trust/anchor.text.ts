import type { TrustAnchor } from '@congvu/contracts';
import { dateOf, formatDate } from '../../../shared/text/dates.ts';
import type { Tone } from '../../../shared/ui/marks.tsx';

export const ANCHOR_TONES: Record<TrustAnchor['state'], Tone> = {
  proposed: 'blue',
  active: 'green',
  ended: 'plain',
};

export const USAGES: Record<TrustAnchor['usages'][number], string> = {
  signing: 'chữ ký số',
  timestamping: 'dấu thời gian',
};

/** Something here waits for a second person. */
export function isWaiting(anchor: Pick<TrustAnchor, 'state' | 'ending'>): boolean {
  return anchor.state === 'proposed' || anchor.ending !== null;
}

/** The days between which this office trusts it. */
export function windowOf({ trustedFrom, trustedTo }: Pick<TrustAnchor, 'trustedFrom' | 'trustedTo'>): string {
  const from = trustedFrom === null ? undefined : `từ ${formatDate(dateOf(trustedFrom))}`;
  const to = trustedTo === null ? undefined : `đến ${formatDate(dateOf(trustedTo))}`;
  return [from, to].filter((part) => part !== undefined).join(' ') || 'không giới hạn';
}

/** What waits comes first, then what is trusted, then what was. */
export function inOrder(anchors: readonly TrustAnchor[]): TrustAnchor[] {
  const rank = (anchor: TrustAnchor): number => (isWaiting(anchor) ? 0 : anchor.state === 'active' ? 1 : 2);
  return [...anchors].sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name, 'vi'));
}

export function countSentence(anchors: readonly TrustAnchor[]): string {
  const waiting = anchors.filter(isWaiting).length;
  const active = anchors.filter(({ state }) => state === 'active').length;
  return `Đang tin cậy ${active} nơi cấp${waiting === 0 ? '' : `, ${waiting} đề nghị chờ người thứ hai`}. Mọi thay đổi cần hai quản trị.`;
}
