/** Long enough for the receivers of one letter to be served, short enough that a revoked certificate is seen. */
const KEEP_MS = 60_000;
const MAX_KEPT = 500;

function forgetIn(ms: number, forget: () => void): void {
  if (ms === 0) {
    forget();
  } else {
    setTimeout(forget, ms).unref();
  }
}

/**
 * The same bytes go to many receivers of one installation: they are read once, not 26 times. Only the outcome is kept, never
 * bytes; a reading that failed, or whose outcome may be another next time, is not kept.
 */
export function createSharedReading<T>(
  isFinal: (outcome: T) => boolean = () => true,
  /** What is not final is kept this long all the same: 0 for not at all. */
  keepOpenMs = 0,
): (key: string, read: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, { at: number; reading: Promise<T> }>();
  return async (key, read) => {
    const now = performance.now();
    const known = kept.get(key);
    if (known !== undefined && now - known.at < KEEP_MS) {
      return known.reading;
    }
    const reading = read();
    kept.delete(key);
    kept.set(key, { at: now, reading });
    const [oldest] = kept.keys();
    if (kept.size > MAX_KEPT && oldest !== undefined) {
      kept.delete(oldest);
    }
    const forget = (): void => {
      if (kept.get(key)?.reading === reading) {
        kept.delete(key);
      }
    };
    try {
      const outcome = await reading;
      if (!isFinal(outcome)) {
        forgetIn(keepOpenMs, forget);
      }
      return outcome;
    } catch (error) {
      forget();
      throw error;
    }
  };
}
