import { useEffect, useState } from 'react';
import type { PaperPage } from '../../shared/paper/paper-view.tsx';

interface Place {
  left: number;
  bottom: number;
  width: number;
  height: number;
}

interface Widget {
  fieldName?: string;
  rect?: number[];
}

/** Where the reserved field stands on the page, in points from its lower left corner. */
async function findPlace(
  { document, number }: Pick<PaperPage, 'document' | 'number'>,
  field: string,
): Promise<Place | undefined> {
  const page = await document.getPage(number);
  const widgets = (await page.getAnnotations()) as Widget[]; // pdf.js types annotations as plain objects
  const rect = widgets.find((widget) => widget.fieldName === field)?.rect;
  const [x1, y1, x2, y2] = rect ?? [];
  return x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined
    ? undefined
    : { left: x1, bottom: y1, width: x2 - x1, height: y2 - y1 };
}

/** "Chữ ký của …" drawn where the signature or the seal will stand. */
export function SignaturePlace({ page, field, label }: { page: PaperPage; field: string; label: readonly string[] }) {
  const [place, setPlace] = useState<Place>();
  const { document, number, scale } = page;
  useEffect(() => {
    let gone = false;
    findPlace({ document, number }, field).then(
      (found) => !gone && setPlace(found),
      () => {
        // A page without readable fields only loses the drawn box.
      },
    );
    return () => {
      gone = true;
    };
  }, [document, number, field]);
  if (place === undefined) {
    return null;
  }
  // Two lines of a name fit whatever the zoom; never larger than the interface's own small text.
  const longest = Math.max(...label.map((line) => line.length));
  const fontSize = Math.max(6, Math.min(12, (place.width * scale) / (longest * 0.62)));
  const px = (points: number): string => `${points * scale}px`;
  return (
    <span
      className="sign-place"
      style={{
        left: px(place.left),
        bottom: px(place.bottom),
        width: px(place.width),
        height: px(place.height),
        fontSize,
      }}
    >
      <span>
        {label.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </span>
    </span>
  );
}
