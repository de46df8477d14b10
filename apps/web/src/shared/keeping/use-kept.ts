import { useEffect, useSyncExternalStore } from 'react';
import type { Keeper, Kept } from './keeper.ts';

/** What stands in the keeper, sent before the page is left, hidden or closed, and again when the network is back. */
export function useKeptContent<C>(keeper: Keeper<C>): Kept<C> {
  const kept = useSyncExternalStore(keeper.subscribe, keeper.read);
  useEffect(() => {
    const leave = (): void => {
      if (document.visibilityState === 'hidden') {
        void keeper.flush();
      }
    };
    const back = (): void => keeper.retry();
    const warn = (event: BeforeUnloadEvent): void => {
      if (keeper.read().status !== 'saved') {
        void keeper.flush();
        event.preventDefault();
      }
    };
    document.addEventListener('visibilitychange', leave);
    window.addEventListener('online', back);
    window.addEventListener('beforeunload', warn);
    return () => {
      document.removeEventListener('visibilitychange', leave);
      window.removeEventListener('online', back);
      window.removeEventListener('beforeunload', warn);
      if (keeper.read().status !== 'saved') {
        void keeper.flush();
      }
      keeper.stop();
    };
  }, [keeper]);
  return kept;
}
