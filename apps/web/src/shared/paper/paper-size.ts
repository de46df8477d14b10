import { useCallback, useEffect, useRef, useState } from 'react';
import { usePhone } from '../ui/use-media.ts';
import type { PdfState } from './use-pdf.ts';

type Fit = 'page' | 'width' | number;

const STEPS = [0.5, 0.68, 0.8, 1, 1.25, 1.5, 2, 3];
/** On a phone the page loses part of its white margins, so that its text gets the width; it still scrolls sideways. */
const PHONE_CROP = 1.118;
export const PHONE_LEFT = 0.092;
/** 100 % is the size of the real page on a screen of 96 dots an inch. */
const PX_PER_POINT = 96 / 72;

export interface Box {
  width: number;
  height: number;
}

/** Size of the desk the pages lie on, followed while the window changes. */
export function useBox(): [ref: (element: HTMLElement | null) => void, box: Box | undefined] {
  const [box, setBox] = useState<Box>();
  const watch = useRef<ResizeObserver | undefined>(undefined);
  const ref = useCallback((element: HTMLElement | null) => {
    watch.current?.disconnect();
    if (element === null || typeof ResizeObserver === 'undefined') {
      return;
    }
    // A region that scrolls must be reachable by keyboard.
    element.tabIndex = 0;
    const measure = (): void => setBox({ width: element.clientWidth, height: element.clientHeight });
    watch.current = new ResizeObserver(measure);
    watch.current.observe(element);
    measure();
  }, []);
  return [ref, box];
}

export function usePageSizes(state: PdfState, rotation: number, onPages?: (pages: number) => void): Box[] {
  const [sizes, setSizes] = useState<Box[]>([]);
  const { document } = state;
  useEffect(() => {
    setSizes([]);
    if (document === undefined) {
      return;
    }
    let stopped = false;
    const sizeOf = async (number: number): Promise<Box> => {
      const page = await document.getPage(number);
      const { width, height } = page.getViewport({ scale: 1, rotation: (page.rotate + rotation) % 360 });
      return { width, height };
    };
    const read = async (): Promise<void> => {
      // All take the size of the first at once; an appendix may lie across, which shows a moment later.
      const first = await sizeOf(1);
      const known = Array.from({ length: document.numPages }, () => first);
      if (!stopped) {
        setSizes(known);
      }
      const real = [first];
      for (let number = 2; number <= known.length && !stopped; number += 1) {
        real.push(await sizeOf(number));
      }
      if (!stopped && real.some(({ width, height }) => width !== first.width || height !== first.height)) {
        setSizes(real);
      }
    };
    read().catch(() => {
      // A page that cannot be read keeps the size of the first; its frame says nothing more.
    });
    onPages?.(document.numPages);
    return () => {
      stopped = true;
    };
  }, [document, rotation, onPages]);
  return sizes;
}

function scaleOf(fit: Fit, box: Box | undefined, page: Box | undefined, padding: number): number {
  if (typeof fit === 'number' || box === undefined || page === undefined) {
    return (typeof fit === 'number' ? fit : 1) * PX_PER_POINT;
  }
  const byWidth = (box.width - padding) / page.width;
  return fit === 'width' ? byWidth : Math.max(Math.min(byWidth, (box.height - padding) / page.height), 0.2);
}

export function onScreen(page: Box | undefined, scale: number): Box {
  return { width: Math.floor((page?.width ?? 0) * scale), height: Math.floor((page?.height ?? 0) * scale) };
}

export function useZoom(box: Box | undefined, page: Box | undefined) {
  const phone = usePhone();
  const [fit, setFit] = useState<Fit>('page');
  const fitted = scaleOf(phone ? 'width' : fit, box, page, phone ? 0 : 32);
  const scale = phone ? fitted * PHONE_CROP : fitted;
  const shown = scale / PX_PER_POINT;
  return {
    scale,
    percent: Math.round(shown * 100),
    fit: () => setFit(fit === 'page' ? 'width' : 'page'),
    closer: () => setFit(STEPS.find((step) => step > shown + 0.01) ?? 3),
    further: () => setFit(STEPS.findLast((step) => step < shown - 0.01) ?? 0.5),
  };
}
