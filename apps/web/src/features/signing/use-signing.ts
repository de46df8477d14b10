import type { SigningBatch, SigningItem } from '@congvu/contracts';
import { useState } from 'react';
import type { ItemResult } from './sign-list.tsx';
import { useBatch, useSignBatch } from './signing-api.ts';

export interface Review {
  items: readonly SigningItem[];
  current: SigningItem | undefined;
  opened: ReadonlySet<string>;
  ticked: ReadonlySet<string>;
  results: ReadonlyMap<string, ItemResult>;
  /** Documents that can still be signed in this batch. */
  left: readonly SigningItem[];
  signedIds: string[];
  /** Nothing is left to sign and something was signed. */
  finished: boolean;
  pages: number;
}

function withItem(set: ReadonlySet<string>, id: string, wanted: boolean): Set<string> {
  const next = new Set(set);
  if (wanted) {
    next.add(id);
  } else {
    next.delete(id);
  }
  return next;
}

const OVER: readonly SigningItem['state'][] = ['completed', 'refused', 'expired', 'superseded'];

/** One batch from the review to the results: what was opened, what is ticked, what became of each. */
export function useSigning(start: SigningBatch) {
  const [signing, setSigning] = useState(false);
  const live = useBatch(start.id, signing);
  const batch = live.data ?? start;
  const [currentId, setCurrentId] = useState(start.items.find((item) => item.stopped === null)?.documentId);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [unticked, setUnticked] = useState<ReadonlySet<string>>(new Set());
  const [returned, setReturned] = useState<ReadonlySet<string>>(new Set());
  const [results, setResults] = useState<ReadonlyMap<string, ItemResult>>(new Map());
  const sign = useSignBatch(start.id, (answer) => {
    setResults((before) => new Map([...before, ...answer.items.map((item) => [item.documentId, item] as const)]));
    void live.refetch();
  });
  const items = batch.items.map((item) =>
    returned.has(item.documentId)
      ? { ...item, stopped: { code: 'outgoing.returned', message: 'Đã trả lại người soạn' } }
      : item,
  );
  const isLeft = (item: SigningItem): boolean =>
    item.stopped === null && !OVER.includes(item.state) && results.get(item.documentId)?.result !== 'signed';
  const left = items.filter(isLeft);
  const signedIds = items
    .filter((item) => item.state === 'completed' || results.get(item.documentId)?.result === 'signed')
    .map((item) => item.documentId);
  const chosen = left.filter((item) => opened.has(item.documentId) && !unticked.has(item.documentId));
  const review: Review = {
    items,
    current: items.find((item) => item.documentId === currentId),
    opened,
    ticked: new Set(chosen.map((item) => item.documentId)),
    results,
    left,
    signedIds,
    finished: left.length === 0 && signedIds.length > 0,
    pages: chosen.reduce((sum, item) => sum + item.pages, 0),
  };
  return {
    batch,
    review,
    sign,
    signing,
    show: setCurrentId,
    /** The page has really been shown. */
    markOpened: (id: string) => setOpened((now) => (now.has(id) ? now : withItem(now, id, true))),
    tick: (id: string) => setUnticked((now) => withItem(now, id, !now.has(id))),
    markReturned: (id: string) => setReturned((now) => withItem(now, id, true)),
    start: (pin: string | undefined, onDone: () => void) => {
      setSigning(true);
      sign.mutate(
        { documentIds: chosen.map((item) => item.documentId), ...(pin !== undefined && { pin }) },
        { onSuccess: onDone, onSettled: () => setSigning(false) },
      );
    },
  };
}
