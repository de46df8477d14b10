import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { numbersTo } from '../../../shared/ui/keyed.ts';

/** Rows drawn or left out together. */
const SIZE = 30;
/** Up to so many rows all are drawn: finding a word with the browser works, nothing has to be measured. */
const ALL = 160;
const ROW_HEIGHT = 37;
const MARGIN = 600;

export interface Chunk {
  index: number;
  from: number;
  to: number;
  /** Height that keeps the place of rows that are not drawn; undefined where they are. */
  blank: number | undefined;
}

function inSight(heights: readonly number[], top: number, bottom: number): Set<number> {
  const seen = new Set<number>();
  let at = 0;
  heights.forEach((height, index) => {
    if (at + height >= top && at <= bottom) {
      seen.add(index);
    }
    at += height;
  });
  return seen;
}

function sameSet(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  return one.size === other.size && [...one].every((index) => other.has(index));
}

/**
 * Rows of a long table in chunks: those near the window are drawn, the others keep their place by the height they had. Names wrap,
 * so heights differ and are measured once drawn.
 */
export function useChunks(
  table: RefObject<HTMLTableElement | null>,
  count: number,
  /** Always drawn: the row one works in. */
  active: number,
): { chunks: Chunk[]; measure: (index: number, element: HTMLElement | null) => void } {
  const chunkCount = Math.max(1, Math.ceil(count / SIZE));
  const heights = useRef<number[]>([]);
  const [seen, setSeen] = useState<ReadonlySet<number>>(new Set([0]));
  const long = count > ALL;
  const heightOf = useCallback(
    (index: number): number => heights.current[index] ?? Math.min(SIZE, count - index * SIZE) * ROW_HEIGHT,
    [count],
  );
  const look = useCallback(() => {
    const scroller = table.current?.closest('.req-scroll');
    if (!long || table.current === null || !(scroller instanceof HTMLElement)) {
      return;
    }
    const offset = scroller.getBoundingClientRect().top - table.current.getBoundingClientRect().top;
    const all = numbersTo(chunkCount).map((number) => heightOf(number - 1));
    const next = inSight(all, offset - MARGIN, offset + scroller.clientHeight + MARGIN);
    setSeen((now) => (sameSet(now, next) ? now : next));
  }, [table, long, chunkCount, heightOf]);
  useLayoutEffect(look, [look]);
  useEffect(() => {
    const scroller = table.current?.closest('.req-scroll');
    scroller?.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', look);
    return () => {
      scroller?.removeEventListener('scroll', look);
      window.removeEventListener('resize', look);
    };
  }, [table, look]);
  const measure = (index: number, element: HTMLElement | null): void => {
    if (element !== null && element.offsetHeight > 0) {
      heights.current[index] = element.offsetHeight;
    }
  };
  const activeChunk = Math.floor(active / SIZE);
  const chunks: Chunk[] = [];
  for (let index = 0; index < chunkCount; index += 1) {
    const drawn = !long || seen.has(index) || index === activeChunk;
    const before = chunks.at(-1);
    if (!drawn && before?.blank !== undefined) {
      // Neighbours that are not drawn are one gap.
      before.blank += heightOf(index);
      before.to = Math.min(count, (index + 1) * SIZE);
    } else {
      const to = Math.min(count, (index + 1) * SIZE);
      chunks.push({ index, from: index * SIZE, to, blank: drawn ? undefined : heightOf(index) });
    }
  }
  return { chunks, measure };
}
