import { type RefObject, useEffect, useRef, useState } from 'react';

/** Puts the caret where the work of a form or dialog begins: once, when it opens, whatever `wanted` becomes later. */
export function useFocusOnOpen<E extends HTMLElement>(wanted: boolean): RefObject<E | null> {
  const ref = useRef<E>(null);
  const [atOpen] = useState(wanted);
  useEffect(() => {
    if (atOpen) {
      ref.current?.focus();
    }
  }, [atOpen]);
  return ref;
}
