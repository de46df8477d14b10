import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { AppError } from '../errors.ts';

/** What one race came to. */
export interface RaceJudged {
  acts: number;
  done: number;
  /** No order explains it, its trace is not one leaf for each act that was done, or something was left half done. */
  wrong: string[];
}

export interface RacesJudged extends RaceJudged {
  races: number;
}

/** Whether an act went through. A refusal is an answer; anything else is a fault, never an answer. */
export async function goesThrough(act: () => Promise<unknown>): Promise<boolean> {
  try {
    return (await act()) !== false;
  } catch (error) {
    if (error instanceof AppError && error.status < 500) {
      return false;
    }
    throw error;
  }
}

/** An act and how long it waits first, so that quick ones fall into the middle of slow ones; whatever the order, the judge explains it. */
export interface Planned<A> {
  act: A;
  wait: number;
}

/** Two or more of these acts in any order, each once. */
export function planOf<A>(acts: readonly A[], mostWait = 0): fc.Arbitrary<Planned<A>[]> {
  return fc
    .shuffledSubarray([...acts], { minLength: 2 })
    .chain((chosen) => fc.tuple(...chosen.map((act) => fc.record({ act: fc.constant(act), wait: fc.nat(mostWait) }))));
}

export interface Ran<A> {
  act: A;
  done: boolean;
  /** Neither done nor refused. */
  fault?: string;
}

/** Everything at the same moment. */
export function runAtOnce<A>(plan: readonly Planned<A>[], run: (act: A) => Promise<boolean>): Promise<Ran<A>[]> {
  return Promise.all(
    plan.map(async ({ act, wait: ms }) => {
      await wait(ms);
      try {
        return { act, done: await run(act) };
      } catch (error) {
        return { act, done: false, fault: inspect(error, { breakLength: Number.POSITIVE_INFINITY }) };
      }
    }),
  );
}

/** The leaves there should be and the leaves there are, in no order. */
export function sameLeaves(wanted: readonly string[], found: readonly string[]): boolean {
  return [...wanted].sort().join() === [...found].sort().join();
}

/** What breaks outside the acts (nothing else is open to them) is wrong as well, and the others go on. */
async function raceOrFault(race: () => Promise<RaceJudged[]>): Promise<RaceJudged[]> {
  try {
    return await race();
  } catch (error) {
    return [{ acts: 0, done: 0, wrong: [`broke: ${inspect(error)}`] }];
  }
}

/** Random races over the real database, some at the same time; one plan may be a story of several races. */
export async function runRaces<P>(
  plan: fc.Arbitrary<P>,
  { races, seed, atOnce = 4 }: { races: number; seed: number; atOnce?: number },
  raceOnce: (planned: P) => Promise<RaceJudged[]>,
): Promise<RacesJudged> {
  const sum: RacesJudged = { races: 0, acts: 0, done: 0, wrong: [] };
  const left = fc.sample(plan, { seed, numRuns: races });
  const lane = async (): Promise<void> => {
    for (let planned = left.pop(); planned !== undefined; planned = left.pop()) {
      for (const judged of await raceOrFault(() => raceOnce(planned))) {
        sum.races += 1;
        sum.acts += judged.acts;
        sum.done += judged.done;
        sum.wrong.push(...judged.wrong);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return sum;
}
