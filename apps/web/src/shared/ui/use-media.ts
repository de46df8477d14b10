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

/** Small windows, tablets upright, 200 % zoom: whether there is less room than that, in pixels. */
export function useNarrow(below: number): boolean {
  return useMedia(`(max-width: ${below - 1}px)`);
}
