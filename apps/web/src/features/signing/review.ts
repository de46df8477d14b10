import type { SignBatchAnswer, SigningItem } from '@congvu/contracts';
import { formatNumber } from '../../shared/text/dates.ts';

export type ItemResult = SignBatchAnswer['items'][number];

export interface Review {
  items: readonly SigningItem[];
  current: SigningItem | undefined;
  opened: ReadonlySet<string>;
  ticked: ReadonlySet<string>;
  results: ReadonlyMap<string, ItemResult>;
  /** Documents that can still be signed in this batch. */
  left: readonly SigningItem[];
  signedIds: string[];
  failedIds: ReadonlySet<string>;
  /** Not opened, nothing wrong found: may be signed on the word of the list. */
  unopened: readonly SigningItem[];
  /** Nothing is left to sign and something was signed. */
  finished: boolean;
  pages: number;
}

export const OVER: readonly SigningItem['state'][] = ['completed', 'refused', 'expired', 'superseded'];

export function hasWarning(item: SigningItem): boolean {
  return (
    item.findings > 0 ||
    item.checks.some((check) => !check.ok) ||
    item.attachments?.some((attachment) => attachment.fate === 'refused') === true
  );
}

export function isSigned(item: SigningItem, result: ItemResult | undefined): boolean {
  return item.state === 'completed' || result?.result === 'signed';
}

export function isFailed(item: SigningItem, result: ItemResult | undefined): boolean {
  if (item.stopped !== null || isSigned(item, result)) {
    return false;
  }
  return result?.result === 'failed' || ['failed', 'refused', 'expired', 'superseded'].includes(item.state);
}

/** What is to be told of a document that was not signed; "waiting" said before the refusal came is no reason. */
export function failureText(item: SigningItem, result: ItemResult | undefined): string {
  const said = result?.result === 'failed' ? result.message : item.result?.message;
  return said ?? 'Văn bản chưa được ký.';
}

/** Failures, then what needs a look, then the rest, then what cannot be signed at all; else as the queue had them. */
export function orderForReview(
  items: readonly SigningItem[],
  results: ReadonlyMap<string, ItemResult>,
): readonly SigningItem[] {
  const rank = (item: SigningItem): number => {
    if (isFailed(item, results.get(item.documentId))) {
      return 0;
    }
    if (item.stopped !== null) {
      return 3;
    }
    return hasWarning(item) && !isSigned(item, results.get(item.documentId)) ? 1 : 2;
  };
  return items
    .map((item, index) => ({ item, index, rank: rank(item) }))
    .sort((one, other) => one.rank - other.rank || one.index - other.index)
    .map(({ item }) => item);
}

export type Filter = 'all' | 'warning' | 'unopened' | 'failed' | 'signed';

export function listFilters({
  items,
  opened,
  results,
  signedIds,
  failedIds,
}: Review): { value: Filter; label: string }[] {
  const signable = items.filter((item) => item.stopped === null);
  const counts: [Filter, string, number][] = [
    ['all', 'Tất cả', items.length],
    ['failed', 'Chưa ký được', failedIds.size],
    ['warning', 'Cần xem kỹ', signable.filter(hasWarning).length],
    [
      'unopened',
      'Chưa mở xem',
      signable.filter((item) => !opened.has(item.documentId) && !isSigned(item, results.get(item.documentId))).length,
    ],
    ['signed', 'Đã ký', signedIds.length],
  ];
  return counts
    .filter(([value, , count]) => value === 'all' || count > 0)
    .map(([value, label, count]) => ({ value, label: `${label} (${formatNumber(count)})` }));
}

export function matchesFilter(item: SigningItem, filter: Filter, review: Review): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'failed':
      return review.failedIds.has(item.documentId);
    case 'warning':
      return item.stopped === null && hasWarning(item);
    case 'unopened':
      return (
        item.stopped === null && !review.opened.has(item.documentId) && !review.signedIds.includes(item.documentId)
      );
    case 'signed':
      return review.signedIds.includes(item.documentId);
  }
}

/** Why some were not signed, each reason once with how many it holds up. */
export function groupFailures(review: Review): { message: string; count: number }[] {
  const groups = new Map<string, number>();
  for (const item of review.items) {
    if (review.failedIds.has(item.documentId)) {
      const message = failureText(item, review.results.get(item.documentId));
      groups.set(message, (groups.get(message) ?? 0) + 1);
    }
  }
  return [...groups].map(([message, count]) => ({ message, count })).sort((one, other) => other.count - one.count);
}
