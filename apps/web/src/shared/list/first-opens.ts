import { useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useGo } from '../ui/link.tsx';
import { usePhone } from '../ui/use-media.ts';

interface FirstOpensOptions {
  /** The address of the list with nothing open. */
  path: string;
  id: string | undefined;
  /** Undefined where nothing opens by itself. */
  first: string | undefined;
  hrefOf: (id: string) => string;
  /** False while what is shown belongs to another filter. */
  steady: boolean;
}

/**
 * Where there is room the first of a list opens by itself; never from a page that is already being left, be it for another entry
 * just tapped. `asked` is false for what opened by itself: it was not opened by the person.
 */
export function useFirstOpens({ path, id, first, hrefOf, steady }: FirstOpensOptions) {
  const phone = usePhone();
  const go = useGo();
  const [unasked, setUnasked] = useState<string>();
  const here = useRouterState({ select: (state) => state.location.pathname }) === path;
  const href = first === undefined ? undefined : hrefOf(first);
  const wide = !phone && window.matchMedia?.('(min-width: 1024px)').matches === true;
  useEffect(() => {
    if (here && id === undefined && href !== undefined && wide && steady) {
      setUnasked(first);
      go(href, { replace: true });
    }
  }, [here, id, first, href, wide, steady, go]);
  return { asked: id !== unasked, choose: () => setUnasked(undefined) };
}
