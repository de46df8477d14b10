import { createHash, type Hash } from 'node:crypto';
import type { HashName } from '@congvu/pki';
import { type ReadingBudget, spend } from '../pdf/budget.ts';

/** The two signed parts: from the start to `first`, from `second` to `end`. */
export interface SignedParts {
  first: number;
  second: number;
  end: number;
}

/** Hash of everything up to a place; goes on from there. */
interface Running {
  hash: Hash;
  at: number;
}

/**
 * Hashes signed parts of one file. Signatures stand one behind the other, so what an earlier one hashed is the beginning of
 * what the next one does: the state is copied where the gap begins and goes on over the gap.
 */
export function digester(bytes: Uint8Array, budget: ReadingBudget): (name: HashName, parts: SignedParts) => Uint8Array {
  const states = new Map<HashName, Running>();

  function upTo(name: HashName, place: number): Running {
    const known = states.get(name);
    const state = known !== undefined && known.at <= place ? known : { hash: createHash(name), at: 0 };
    spend(budget, 'hashed', place - state.at);
    state.hash.update(bytes.subarray(state.at, place));
    state.at = place;
    states.set(name, state);
    return state;
  }

  return (name, { first, second, end }) => {
    const hash = upTo(name, first).hash.copy();
    spend(budget, 'hashed', end - second);
    return hash.update(bytes.subarray(second, end)).digest();
  };
}
