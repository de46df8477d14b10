import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { checkPair } from './check.testing.ts';
import { type Dice, throwDice } from './dice.testing.ts';
import { type Forgeries, forgeAfter, forgeDuring } from './forger.testing.ts';
import type { Fate } from './mortal.testing.ts';
import { Network, type Side } from './network.testing.ts';
import { buildPair, type ChaosOffice, type Pair } from './offices.testing.ts';
import { gatherPeople, type People, type Written } from './people.testing.ts';

export interface StormPlan {
  seed: number;
  letters: number;
  receivers: number;
  /** Letters between two steps of time. */
  perTick: number;
  /** Each letter of so many that the carriers answer for and never bring: for the negative control. */
  betrayed?: number;
}

export interface Storm {
  /** What is not as it must be, in words; empty when everything holds. */
  problems: string[];
  figures: Record<string, number>;
}

const TICK_MS = 45_000;
const CALM_TICK_MS = 20 * 60_000;
const TICKS_AFTER_LAST = 15;
/** Retries go on for a day: whoever is not quiet after two has stopped working. */
const MOST_CALM_TICKS = 150;
const DEATH_AT_COMMIT = 0.02;
const TAKEN_BACK = 0.15;
const FORGED = 0.25;
const SEEN_TO = 0.4;

async function isQuiet({ office }: ChaosOffice): Promise<boolean> {
  const [row] = await rawQuery<{ some: boolean }>(
    office.db,
    `select exists (select 1 from interchange_outbox where state = 'queued')
       or exists (select 1 from interchange_inbox where state in ('stored', 'waiting')) as some`,
    [],
  );
  return row?.some === false;
}

class Story {
  readonly #pair: Pair;
  readonly #network: Network;

  constructor(pair: Pair, network: Network) {
    this.#pair = pair;
    this.#network = network;
  }

  async tick(ms: number): Promise<void> {
    const { sender, receiver } = this.#pair;
    sender.office.clock.advance(ms);
    receiver.office.clock.advance(ms);
    await sender.work();
    await this.#network.deliver(this.#pair);
    await receiver.work();
  }

  /** Until nothing is on its way, nothing waits and nothing is to be sent; a story without end stops and is told by the check. */
  async untilQuiet(): Promise<void> {
    for (let ticks = 0; ticks < MOST_CALM_TICKS; ticks += 1) {
      await this.tick(CALM_TICK_MS);
      const quiet = (await isQuiet(this.#pair.sender)) && (await isQuiet(this.#pair.receiver));
      if (quiet && this.#network.pending() === 0) {
        return;
      }
    }
  }
}

interface Cast {
  plan: StormPlan;
  story: Story;
  people: People;
  pair: Pair;
  network: Network;
}

/** Some of the letters that left some time ago, often still on their way, are taken back; answers how many letters that took. */
async function takeSomeBack({ people }: Cast, letters: readonly Written[], dice: Dice): Promise<number> {
  let more = 0;
  for (const letter of letters) {
    if (dice.chance(TAKEN_BACK)) {
      more += (await people.takeBack(letter)) === undefined ? 0 : 1;
    }
  }
  return more;
}

/** Letters leave, some are taken back while they are on their way, clerks see to what has come, and somebody forges. */
async function rage(cast: Cast, forged: Forgeries): Promise<number> {
  const { plan, story, people, pair, network } = cast;
  const dice = throwDice(plan.seed).fork(4);
  const recent: Written[] = [];
  let issued = 0;
  while (issued < plan.letters) {
    for (let now = 0; now < plan.perTick && issued < plan.letters; now += 1) {
      recent.push(await people.issue());
      issued += 1;
    }
    const old = Math.max(0, recent.length - plan.perTick * dice.between(0, 3));
    issued += await takeSomeBack(cast, recent.splice(0, old), dice);
    if (dice.chance(FORGED)) {
      await forgeDuring(pair, network, forged, dice);
    }
    await story.tick(TICK_MS);
    await people.registerSome(SEEN_TO);
  }
  for (let ticks = 0; ticks < TICKS_AFTER_LAST; ticks += 1) {
    await story.tick(TICK_MS);
    await people.registerSome(SEEN_TO);
  }
  return issued;
}

/**
 * Letters from one office to another through the storm, and what stands when it has settled. The seed fixes the weather and what people
 * do; processes run side by side, so that two runs of one seed are alike and not the same to the millisecond.
 */
export async function runStorm(
  plan: StormPlan,
  offices: Record<Side, TestOffice>,
  sabotage?: (receiver: TestOffice) => Promise<unknown>,
): Promise<Storm> {
  const dice = throwDice(plan.seed);
  let stormy = true;
  const fate = (side: number): (() => Fate) => {
    const own = dice.fork(side);
    return () => {
      if (!stormy || !own.chance(DEATH_AT_COMMIT)) {
        return 'lives';
      }
      return own.chance(0.5) ? 'dies_before_commit' : 'dies_after_commit';
    };
  };
  const seen = new Set<string>();
  const network = new Network(dice.fork(1), { peer: newId(), national: newId() }, ({ kind, messageId }) => {
    if (kind === 'document') {
      seen.add(messageId);
    }
    return plan.betrayed !== undefined && [...seen].indexOf(messageId) % plan.betrayed === plan.betrayed - 1;
  });
  // Clocks of two installations do not agree.
  offices.receiver.clock.advance(90_000);
  const fates = { sender: fate(2), receiver: fate(3) };
  const pair = await buildPair({ offices, network, receivers: plan.receivers, fate: fates });
  await sabotage?.(offices.receiver);
  const people = gatherPeople(pair, dice.fork(5));
  const story = new Story(pair, network);
  const forged: Forgeries = { receiver: new Map(), sender: new Map() };
  const issued = await rage({ plan, story, people, pair, network }, forged);
  stormy = false;
  network.calm();
  await story.untilQuiet();
  await people.registerSome(1);
  const requests = await people.answerAll();
  await story.untilQuiet();
  await forgeAfter(pair, network, forged, dice.fork(6));
  await story.untilQuiet();
  const { problems, figures } = await checkPair(pair, network, forged);
  return {
    problems,
    figures: {
      issued,
      requests,
      ...figures,
      deathsOfSender: pair.sender.deaths(),
      deathsOfReceiver: pair.receiver.deaths(),
      forged: forged.receiver.size + forged.sender.size,
      ...network.counts,
    },
  };
}
