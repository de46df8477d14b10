import { useEffect, useRef } from 'react';

/** UniKey rewrites by backspace and new letters: bare keys are ours only while no text field has the focus (ux.md §5). */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    target.getAttribute('type') !== 'checkbox'
  );
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${key}`;
}

function isBare(name: string): boolean {
  return !name.startsWith('Ctrl+') && !name.startsWith('Alt+') && !/^F\d/.test(name) && name !== 'Escape';
}

/**
 * Keys of one screen by name: `Ctrl+s`, `Ctrl+Enter`, `F4`, `Escape`, `Alt+1`, `/`, `?`.
 * @example useHotkeys({ F4: openForm, 'Ctrl+Enter': save })
 */
export function useHotkeys(keys: Record<string, (() => void) | undefined>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const name = nameOf(event);
      const act = latest.current[name];
      if (
        act === undefined ||
        event.isComposing ||
        event.defaultPrevented ||
        (isBare(name) && isTyping(event.target))
      ) {
        return;
      }
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
