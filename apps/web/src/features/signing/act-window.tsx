import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { Mark } from '../../shared/ui/marks.tsx';

interface ActWindowProps {
  label: string;
  /** Right of the name: "khóa thử nghiệm", "chạy trên máy này". */
  aside: string;
  onEscape: (() => void) | undefined;
  children: ReactNode;
}

/** The signer's own small window, apart from the page; the focus comes in and goes back to where it was. */
export function ActWindow({ label, aside, onEscape, children }: ActWindowProps) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    frame.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) {
        before.focus();
      }
    };
  }, []);
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && onEscape !== undefined) {
      event.stopPropagation();
      onEscape();
    }
  };
  return (
    <div className="pin-window" role="dialog" aria-label={label} tabIndex={-1} ref={frame} onKeyDown={press}>
      <div className="pin-head">
        <Mark size={22} />
        <b>Ký số Công Vụ</b>
        <small>{aside}</small>
      </div>
      {children}
    </div>
  );
}
