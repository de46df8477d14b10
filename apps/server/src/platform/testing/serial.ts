/** What a command did to the model: the next state, or refused. */
export type Step<S> = (state: S) => S | undefined;

export interface Raced<S> {
  step: Step<S>;
  /** What the real one answered. */
  done: boolean;
}

/**
 * Whether some order, one after the other, explains what commands that ran at the same time answered and left behind (linearisability of a
 * handful of commands; Wing and Gong 1993). Two that both won where only one can win have no such order.
 */
export function isSerial<S>(before: S, raced: readonly Raced<S>[], after: S, same: (a: S, b: S) => boolean): boolean {
  if (raced.length === 0) {
    return same(before, after);
  }
  return raced.some(({ step, done }, index) => {
    const next = step(before);
    return (next !== undefined) === done && isSerial(next ?? before, raced.toSpliced(index, 1), after, same);
  });
}
