import { type RefObject, useEffect, useRef } from 'react';

/** Puts the caret where the work of a form or dialog begins; only once, when it opens. */
export function useFocusOnOpen<E extends HTMLElement>(wanted: boolean): RefObject<E | null> {
  const ref = useRef<E>(null);
  useEffect(() => {
    if (wanted) {
      ref.current?.focus();
    }
  }, [wanted]);
  return ref;
}
