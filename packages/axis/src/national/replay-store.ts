import type { ReplayStore } from './signature.ts';

/**
 * Remembers header sets for `windowMs`, at most `capacity` of them (the oldest go first). Choose the window no shorter than
 * `maxAgeMs` of {@link verifyHeaders}: what is older is refused anyway.
 *
 * @example verifyHeaders(headers, { secretOf, now, maxAgeMs: 300_000, seen: replayStore({ windowMs: 600_000 }) });
 */
export function replayStore(options: { windowMs: number; capacity?: number }): ReplayStore {
  const capacity = options.capacity ?? 100_000;
  // Maps keep the order of entry, which is the order of age.
  const seen = new Map<string, number>();
  function forget(now: number): void {
    for (const [key, at] of seen) {
      if (now - at <= options.windowMs && seen.size < capacity) {
        return;
      }
      seen.delete(key);
    }
  }
  return {
    first(key, now) {
      forget(now.getTime());
      if (seen.has(key)) {
        return false;
      }
      seen.set(key, now.getTime());
      return true;
    },
  };
}
