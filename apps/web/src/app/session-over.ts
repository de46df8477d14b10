import { useSyncExternalStore } from 'react';

/** True from the moment the server said so until somebody has signed in again. */
let over = false;
const listeners = new Set<() => void>();

export function setSessionOver(next: boolean): void {
  if (over !== next) {
    over = next;
    for (const listener of listeners) {
      listener();
    }
  }
}

export function isSessionOver(): boolean {
  return over;
}

export function useSessionOver(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => over,
  );
}
