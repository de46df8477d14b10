/** The same seed throws the same numbers (mulberry32): what the weather did can be told again. */
export interface Dice {
  /** True this often. */
  chance(share: number): boolean;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  shuffle<T>(list: readonly T[]): T[];
  /** Dice of their own for another part of the story. */
  fork(salt: number): Dice;
}

export function throwDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    chance: (share) => next() < share,
    between,
    pick: (from) => {
      const one = from[between(0, from.length - 1)];
      if (one === undefined) {
        throw new Error('nothing to pick from');
      }
      return one;
    },
    shuffle: (list) =>
      list
        .map((item) => ({ item, at: next() }))
        .sort((left, right) => left.at - right.at)
        .map(({ item }) => item),
    fork: (salt) => throwDice(Math.imul(seed + 1, 0x9e3779b1) ^ salt),
  };
}
