import { useSyncExternalStore } from 'react';

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia?.(query);
      media?.addEventListener('change', listener);
      return () => media?.removeEventListener('change', listener);
    },
    () => window.matchMedia?.(query).matches ?? false,
  );
}

export function usePhone(): boolean {
  return useMedia('(max-width: 640px)');
}

/** Too narrow for a table and its page side by side: small windows, tablets upright, 200 % zoom. */
export function useNarrow(): boolean {
  return useMedia('(max-width: 1023px)');
}
