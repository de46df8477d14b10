import { useEffect, useRef, useState } from 'react';
import type { PaperFile } from './paper-view.tsx';
import { usePdf } from './use-pdf.ts';

const SHARP = 2;

/** Upper part of the first page, small, as it lies on the desk. */
export function PaperThumb({ file, width = 152 }: { file: PaperFile; width?: number }) {
  const isPdf = file.mediaType === 'application/pdf';
  const { document: pdf } = usePdf(isPdf ? file : null, 0);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    let stopped = false;
    const draw = async (): Promise<void> => {
      const page = await pdf?.getPage(1);
      const target = canvas.current;
      if (page === undefined || target === null || stopped) {
        return;
      }
      const natural = page.getViewport({ scale: 1 });
      const viewport = page.getViewport({ scale: (width * SHARP) / natural.width });
      target.width = Math.round(viewport.width);
      target.height = Math.round(viewport.height);
      await page.render({ canvas: target, viewport }).promise;
      setDrawn(true);
    };
    draw().catch(() => {
      // A page that cannot be drawn small stays an empty sheet; opened, it says what is wrong.
    });
    return () => {
      stopped = true;
    };
  }, [pdf, width]);
  return (
    <span className="paper-thumb" aria-hidden>
      {file.mediaType.startsWith('image/') ? (
        <img src={file.url} alt="" style={{ width }} />
      ) : (
        <canvas ref={canvas} style={{ width, opacity: drawn ? 1 : 0 }} />
      )}
    </span>
  );
}
