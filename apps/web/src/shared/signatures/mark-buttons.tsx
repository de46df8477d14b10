import { useEffect, useRef } from 'react';
import type { PaperPage } from '../paper/paper-view.tsx';
import { boxOf, type DrawnMark, isWholePage } from './signature-marks.ts';
import type { SignatureGoal } from './use-signatures.tsx';
import './signatures.css';

interface MarkButtonProps {
  mark: DrawnMark;
  page: PaperPage;
  goal: SignatureGoal | undefined;
  onPick: (key: string) => void;
}

function MarkButton({ mark, page, goal, onPick }: MarkButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const isAsked = goal?.key === mark.key;
  useEffect(() => {
    if (isAsked && goal?.side === 'list') {
      button.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  }, [isAsked, goal]);
  const box = mark.place === null ? undefined : boxOf(mark.place, page.scale, page.size);
  const classes = [
    `is-${mark.kind}`,
    (box === undefined || isWholePage(box, page.size)) && 'is-frame',
    isAsked && 'is-asked',
  ];
  const style = box ?? { left: 0, top: 0, width: page.size.width, height: page.size.height };
  const className = classes.filter(Boolean).join(' ');
  return (
    <>
      <i className={`sig-ink ${className}`} style={style} aria-hidden />
      <button
        ref={button}
        type="button"
        className={`sig-mark ${className}`}
        style={style}
        aria-label={mark.label}
        aria-pressed={isAsked}
        title={mark.label}
        onClick={() => onPick(mark.key)}
      >
        {mark.number !== undefined && <b aria-hidden>{mark.number}</b>}
      </button>
    </>
  );
}

/** The marks of one page; picking one shows its line in the list. */
export function MarkButtons({ marks, ...rest }: Omit<MarkButtonProps, 'mark'> & { marks: readonly DrawnMark[] }) {
  return marks
    .filter(({ page }) => page === rest.page.number)
    .map((mark) => <MarkButton key={mark.key} mark={mark} {...rest} />);
}
