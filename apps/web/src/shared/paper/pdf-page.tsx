import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { type MarkGoal, MarkLayer, type PageWords } from './mark-layer.tsx';
import type { PageMark } from './page-marks.ts';
import { loadPdfjs } from './pdf.ts';

const MAX_PIXELS = 16_000_000;

interface PdfPageProps {
  document: PDFDocumentProxy;
  number: number;
  /** CSS pixels of one point. */
  scale: number;
  rotation: number;
  size: { width: number; height: number };
  onSeen: (number: number) => void;
  marks: readonly PageMark[];
  goal: MarkGoal | undefined;
  children?: ReactNode;
}

function sharpness(width: number, height: number): number {
  const wanted = Math.max(window.devicePixelRatio, 1.5);
  return Math.min(wanted, Math.sqrt(MAX_PIXELS / (width * height)));
}

async function drawText(page: PDFPageProxy, host: HTMLElement, scale: number, rotation: number): Promise<PageWords> {
  const { TextLayer } = await loadPdfjs();
  host.replaceChildren();
  host.style.setProperty('--total-scale-factor', String(scale));
  const viewport = page.getViewport({ scale, rotation: (page.rotate + rotation) % 360 });
  const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: host, viewport });
  await layer.render();
  return { elements: layer.textDivs, items: layer.textContentItemsStr };
}

/** One page: drawn when it comes near the window, with its words on top. */
export function PdfPage({ document, number, scale, rotation, size, onSeen, marks, goal, children }: PdfPageProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const words = useRef<HTMLDivElement>(null);
  const [read, setRead] = useState<PageWords>();
  // The words of a paragraph that begins on the page before may stand on this one.
  const own = useMemo(() => marks.filter(({ page }) => page === number || page === number - 1), [marks, number]);
  const [near, setNear] = useState(number <= 2);
  useEffect(() => {
    const element = frame.current;
    if (element === null || typeof IntersectionObserver === 'undefined') {
      setNear(true);
      return;
    }
    const coming = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting === true || number <= 2), {
      rootMargin: '800px 0px',
    });
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && onSeen(number), {
      rootMargin: '-45% 0px -45% 0px',
    });
    coming.observe(element);
    seen.observe(element);
    return () => {
      coming.disconnect();
      seen.disconnect();
    };
  }, [number, onSeen]);
  useEffect(() => {
    const target = canvas.current;
    if (!near || target === null) {
      return;
    }
    let task: { cancel(): void } | undefined;
    let stopped = false;
    const draw = async (): Promise<void> => {
      const page = await document.getPage(number);
      if (stopped) {
        return;
      }
      const pixels = sharpness(size.width, size.height);
      const viewport = page.getViewport({ scale: scale * pixels, rotation: (page.rotate + rotation) % 360 });
      const sheet = window.document.createElement('canvas');
      sheet.width = Math.round(viewport.width);
      sheet.height = Math.round(viewport.height);
      const rendering = page.render({ canvas: sheet, viewport });
      task = rendering;
      await rendering.promise;
      if (stopped) {
        return;
      }
      // Painted at once when finished, so that a new zoom does not blink.
      target.width = sheet.width;
      target.height = sheet.height;
      target.getContext('2d')?.drawImage(sheet, 0, 0);
      if (words.current !== null) {
        const drawn = await drawText(page, words.current, scale, rotation);
        if (!stopped) {
          setRead(drawn);
        }
      }
    };
    draw().catch(() => {
      // A drawing that was cancelled by the next one, or a page pdf.js cannot read: the frame stays empty.
    });
    return () => {
      stopped = true;
      task?.cancel();
    };
  }, [near, document, number, scale, rotation, size.width, size.height]);
  return (
    <div className="paper-page" ref={frame} style={{ width: size.width, height: size.height }} data-page={number}>
      <canvas ref={canvas} aria-hidden />
      {own.length > 0 && <MarkLayer words={read} marks={own} goal={goal} />}
      <div className="paper-text" ref={words} />
      {children}
    </div>
  );
}
