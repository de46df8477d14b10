import { type RefObject, useEffect, useRef, useState } from 'react';

/** Rows drawn above and below what is seen, so that scrolling shows no gaps. */
const SPARE = 6;
/** Before the first measure, and where nothing is laid out. */
const FIRST_HEIGHT = 800;

export function windowOf(view: { top: number; height: number }, rowHeight: number, count: number) {
  const from = Math.max(0, Math.min(Math.floor(view.top / rowHeight) - SPARE, count - 1));
  const to = Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + SPARE);
  return { from, to };
}

/** Which of many rows of one height are worth drawing. */
export function useWindow(
  count: number,
  rowHeight: number,
): { frame: RefObject<HTMLDivElement | null>; from: number; to: number; reveal: (index: number) => void } {
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: FIRST_HEIGHT });
  useEffect(() => {
    const element = frame.current;
    if (element === null) {
      return;
    }
    const look = (): void =>
      setView({ top: element.scrollTop, height: element.clientHeight === 0 ? FIRST_HEIGHT : element.clientHeight });
    look();
    element.addEventListener('scroll', look, { passive: true });
    const watch = new ResizeObserver(look);
    watch.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      watch.disconnect();
    };
  }, []);
  const reveal = (index: number): void => {
    const element = frame.current;
    const top = index * rowHeight;
    if (element !== null && (top < element.scrollTop || top + rowHeight > element.scrollTop + element.clientHeight)) {
      element.scrollTop = Math.max(0, top - element.clientHeight / 3);
    }
  };
  return { frame, ...windowOf(view, rowHeight, count), reveal };
}
