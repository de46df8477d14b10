/** Of `localCopies`: what kind, whose, which. */
const COPY = /^congvu\.[\w-]+\.([0-9a-f]{8}-[0-9a-f-]{27})\./;
/** Whose tab this was: what is typed into a form lives in it until the tab is closed. */
const TAB = 'congvu.tab-of';
/** Longer than any loss of a connection; who has not come back by then has written it anew. */
const KEEP_DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;

function quietly<T>(act: () => T, otherwise: T): T {
  try {
    return act();
  } catch {
    // Without storage nothing was kept.
    return otherwise;
  }
}

interface Kept {
  name: string;
  userId: string;
  /** When it was typed; 0 when it does not say. */
  at: number;
}

function typedAt(text: string | null): number {
  const kept: unknown = quietly(() => JSON.parse(text ?? ''), undefined);
  const at = typeof kept === 'object' && kept !== null && 'at' in kept ? Date.parse(String(kept.at)) : Number.NaN;
  return Number.isNaN(at) ? 0 : at;
}

function allCopies(): Kept[] {
  return quietly(
    () =>
      Object.keys(localStorage).flatMap((name) => {
        const userId = COPY.exec(name)?.[1];
        return userId === undefined ? [] : [{ name, userId, at: typedAt(localStorage.getItem(name)) }];
      }),
    [],
  );
}

function drop(copies: readonly Kept[]): void {
  for (const { name } of copies) {
    quietly(() => localStorage.removeItem(name), undefined);
  }
}

/** How much of what this person typed has not reached the server from this computer. */
export function countWaiting(userId: string): number {
  return allCopies().filter((copy) => copy.userId === userId).length;
}

/** Said by the person: nothing of what was typed here stays. */
export function forgetTyped(userId: string): void {
  drop(allCopies().filter((copy) => copy.userId === userId));
  quietly(() => sessionStorage.clear(), undefined);
}

/**
 * Called when it is known who sits here. What others typed on this computer and left behind ends with the first other person who signs
 * in; one's own waits for a week (ASVS 14.3.1, 14.3.3).
 */
export function keepOnlyOf(userId: string, now: Date): void {
  const oldest = now.getTime() - KEEP_DAYS * DAY_MS;
  drop(allCopies().filter((copy) => copy.userId !== userId || copy.at < oldest));
  quietly(() => {
    const before = sessionStorage.getItem(TAB);
    if (before !== null && before !== userId) {
      sessionStorage.clear();
    }
    sessionStorage.setItem(TAB, userId);
  }, undefined);
}
