/** What a command did to the model: the next state, or refused. */
export type Step<S> = (state: S) => S | undefined;

export interface Raced<S> {
  /** The transactions of the act, in their order; the act ends with the first that is refused. */
  steps: readonly Step<S>[];
  /** What the real one answered. */
  done: boolean;
}

/**
 * Whether some order of their transactions, one after the other, explains what acts that ran at the same time answered and left behind
 * (linearisability of a handful of acts; Wing and Gong 1993). Two that both won where only one can win have no such order.
 */
export function isSerial<S>(before: S, raced: readonly Raced<S>[], after: S, same: (a: S, b: S) => boolean): boolean {
  if (raced.length === 0) {
    return same(before, after);
  }
  return raced.some(({ steps: [step, ...later], done }, index) => {
    const next = step?.(before);
    const others = raced.toSpliced(index, 1);
    if (next !== undefined && later.length > 0) {
      return isSerial(next, [...others, { steps: later, done }], after, same);
    }
    return (next !== undefined) === done && isSerial(next ?? before, others, after, same);
  });
}
