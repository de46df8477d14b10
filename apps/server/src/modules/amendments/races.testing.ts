import fc from 'fast-check';
import { type RacesJudged, runRaces } from '../../platform/testing/races.ts';
import { ANSWERING_PLAN, raceAnswering } from './answering-races.testing.ts';
import { LEAVING_PLAN, raceLeaving } from './leaving-races.testing.ts';
import type { RaceOffice } from './race-trace.testing.ts';

const PLAN = fc.oneof(LEAVING_PLAN, ANSWERING_PLAN);

/**
 * A letter that is taken back, recalled, carried, registered, refused and answered by several at the same moment. One race after the
 * other: each ends when the exchange has come to rest.
 */
export async function raceLetters(ground: RaceOffice, given: { races: number; seed: number }): Promise<RacesJudged> {
  return runRaces(PLAN, { ...given, atOnce: 1 }, async (plan) => [
    'plan' in plan ? await raceAnswering(ground, plan) : await raceLeaving(ground, plan),
  ]);
}
