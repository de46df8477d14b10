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

type OnServer<C> = Parameters<Keeper<C>['adopt']>[0];

/** What the server has now is shown when it is newer and nothing here waits to be sent. */
export function useNewest<C>(keeper: Keeper<C>, { content, version, savedAt }: OnServer<C>): void {
  useEffect(() => {
    const own = keeper.read();
    if (own.status === 'saved' && version > own.version) {
      keeper.adopt({ content, version, savedAt });
    }
  }, [keeper, version, content, savedAt]);
}
