import type { SignBatchAnswer, SigningBatch, SigningItem } from '@congvu/contracts';
import { useEffect, useMemo, useRef, useState } from 'react';
import { hasWarning, type ItemResult, isFailed, isSigned, OVER, orderForReview, type Review } from './review.ts';
import { useBatch } from './signing-api.ts';
import type { Seen } from './use-seen.ts';

function withItem(set: ReadonlySet<string>, id: string, wanted: boolean): Set<string> {
  const next = new Set(set);
  if (wanted) {
    next.add(id);
  } else {
    next.delete(id);
  }
  return next;
}

function idsOf(items: readonly SigningItem[]): Set<string> {
  return new Set(items.map((item) => item.documentId));
}

/** What was said here last holds until the batch itself says something newer. */
function useResults() {
  const [results, setResults] = useState<ReadonlyMap<string, ItemResult>>(new Map());
  const note = (items: readonly ItemResult[]): void =>
    setResults((before) => new Map([...before, ...items.map((item) => [item.documentId, item] as const)]));
  const forget = (ids: readonly string[]): void =>
    setResults((before) => new Map([...before].filter(([id]) => !ids.includes(id))));
  return { results, note, forget };
}

/** While the key works nothing may jump under the reader's eyes. */
function useOrder(items: readonly SigningItem[], results: ReadonlyMap<string, ItemResult>, busy: boolean) {
  const kept = useRef<readonly string[]>([]);
  return useMemo(() => {
    if (!busy || kept.current.length !== items.length) {
      const ordered = orderForReview(items, results);
      kept.current = ordered.map((item) => item.documentId);
      return ordered;
    }
    const byId = new Map(items.map((item) => [item.documentId, item]));
    return kept.current.flatMap((id) => byId.get(id) ?? []);
  }, [items, results, busy]);
}

/** When the key has stopped, what went wrong first is what is looked at. */
function useFirstFailure(
  ordered: readonly SigningItem[],
  results: ReadonlyMap<string, ItemResult>,
  busy: boolean,
  show: (id: string) => void,
): void {
  const hasWorked = useRef(false);
  const [first] = ordered;
  const failedId = first !== undefined && isFailed(first, results.get(first.documentId)) ? first.documentId : undefined;
  useEffect(() => {
    if (busy) {
      hasWorked.current = true;
    } else if (hasWorked.current && failedId !== undefined) {
      hasWorked.current = false;
      show(failedId);
    }
  }, [busy, failedId, show]);
}

/** One batch from the review to the results: what was opened, what is ticked, what became of each. */
export function useSigning(start: SigningBatch, seen: Seen) {
  const [busy, setBusy] = useState(false);
  const live = useBatch(start.id, busy);
  const batch = live.data ?? start;
  const { results, note, forget } = useResults();
  const [returned, setReturned] = useState<ReadonlySet<string>>(new Set());
  const [unticked, setUnticked] = useState<ReadonlySet<string>>(new Set());
  const [takesUnopened, setTakesUnopened] = useState(false);
  const items = useMemo(
    () =>
      batch.items.map((item) =>
        returned.has(item.documentId)
          ? { ...item, stopped: { code: 'outgoing.returned', message: 'Đã trả lại người soạn' } }
          : item,
      ),
    [batch.items, returned],
  );
  const ordered = useOrder(items, results, busy);
  const [currentId, setCurrentId] = useState(ordered.find((item) => item.stopped === null)?.documentId);
  const signed = items.filter((item) => isSigned(item, results.get(item.documentId)));
  const left = items.filter(
    (item) => item.stopped === null && !OVER.includes(item.state) && !isSigned(item, results.get(item.documentId)),
  );
  // What this batch was already asked to sign has been through the review, whatever this browser remembers.
  const opened = idsOf(items.filter((item) => seen.has(item) || item.state !== 'open'));
  const unopened = left.filter((item) => !opened.has(item.documentId) && !hasWarning(item));
  const unopenedIds = idsOf(unopened);
  useFirstFailure(ordered, results, busy, setCurrentId);
  const chosen = left.filter(
    ({ documentId: id }) => (opened.has(id) || (takesUnopened && unopenedIds.has(id))) && !unticked.has(id),
  );
  const review: Review = {
    items: ordered,
    current: items.find((item) => item.documentId === currentId),
    opened,
    ticked: idsOf(chosen),
    results,
    left,
    signedIds: signed.map((item) => item.documentId),
    failedIds: idsOf(items.filter((item) => isFailed(item, results.get(item.documentId)))),
    unopened,
    finished: left.length === 0 && signed.length > 0,
    pages: chosen.reduce((sum, item) => sum + item.pages, 0),
  };
  return {
    batch,
    review,
    busy,
    setBusy,
    chosenIds: chosen.map((item) => item.documentId),
    takesUnopened,
    setTakesUnopened,
    show: setCurrentId,
    /** The page has really been shown. */
    markOpened: (item: SigningItem) => seen.add(item),
    tick: (id: string) => setUnticked((now) => withItem(now, id, !now.has(id))),
    markReturned: (id: string) => setReturned((now) => withItem(now, id, true)),
    note,
    forget,
    takeAnswer: (answer: SignBatchAnswer) => note(answer.items),
    refresh: () => live.refetch(),
  };
}

export type SigningSession = ReturnType<typeof useSigning>;
