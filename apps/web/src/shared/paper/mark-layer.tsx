import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { findMarks, type MarkedPart, type PageMark } from './page-marks.ts';

/** The words of a page as they lie over its picture. */
export interface PageWords {
  elements: readonly HTMLElement[];
  items: readonly string[];
}

/** The mark somebody asked to see; a new object each time it is asked for. */
export interface MarkGoal {
  key: string;
}

interface MarkBox {
  key: string;
  left: number;
  top: number;
  width: number;
  height: number;
}

function boxOf(part: MarkedPart, words: PageWords, frame: DOMRect): MarkBox | undefined {
  const text = words.elements[part.item]?.firstChild;
  if (!(text instanceof Text) || part.end > text.length) {
    return undefined;
  }
  const range = document.createRange();
  range.setStart(text, part.start);
  range.setEnd(text, part.end);
  const { left, top, width, height } = range.getBoundingClientRect();
  // In hundredths of the page: while a new size is being drawn the marks already stand right.
  return {
    key: part.key,
    left: ((left - frame.left) / frame.width) * 100,
    top: ((top - frame.top) / frame.height) * 100,
    width: (width / frame.width) * 100,
    height: (height / frame.height) * 100,
  };
}

function isSameRow(above: MarkBox, below: MarkBox): boolean {
  return above.key === below.key && Math.abs(above.top - below.top) < above.height / 2 && below.left >= above.left;
}

/** Words of one row are one stroke of the pen, blanks between their items included. */
function joinRows(boxes: readonly MarkBox[]): MarkBox[] {
  const joined: MarkBox[] = [];
  for (const box of boxes) {
    const last = joined.at(-1);
    if (last !== undefined && isSameRow(last, box)) {
      last.width = Math.max(last.width, box.left + box.width - last.left);
    } else {
      joined.push({ ...box });
    }
  }
  return joined;
}

interface MarkLayerProps {
  words: PageWords | undefined;
  marks: readonly PageMark[];
  goal: MarkGoal | undefined;
}

/** The marker's strokes under the words of a page. */
export function MarkLayer({ words, marks, goal }: MarkLayerProps) {
  const layer = useRef<HTMLDivElement>(null);
  const [boxes, setBoxes] = useState<MarkBox[]>([]);
  useLayoutEffect(() => {
    const frame = layer.current?.getBoundingClientRect();
    if (words === undefined || frame === undefined || frame.width === 0) {
      setBoxes([]);
      return;
    }
    const measured = findMarks(words.items, marks).map((part) => boxOf(part, words, frame));
    setBoxes(joinRows(measured.filter((box) => box !== undefined)));
  }, [words, marks]);
  const reached = useRef<MarkGoal>(undefined);
  useEffect(() => {
    const index = boxes.findIndex((box) => box.key === goal?.key);
    if (index >= 0 && reached.current !== goal) {
      reached.current = goal;
      layer.current?.children[index]?.scrollIntoView({ block: 'center', inline: 'nearest' });
    }
  }, [boxes, goal]);
  return (
    <div className="paper-marks" ref={layer} aria-hidden>
      {boxes.map(({ key, left, top, width, height }) => (
        <i
          key={`${key} ${top} ${left}`}
          className={key === goal?.key ? 'is-asked' : undefined}
          style={{ left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` }}
        />
      ))}
    </div>
  );
}
