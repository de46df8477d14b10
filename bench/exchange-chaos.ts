import type { StormPlan } from '../apps/server/src/faults/exchange-chaos/storm.testing.ts';
import { runStorm } from '../apps/server/src/faults/exchange-chaos/storm.testing.ts';
import { newId } from '../apps/server/src/platform/ids.ts';
import type { TestOffice } from '../apps/server/src/platform/testing/test-context.ts';
import { openBenchOffice } from './support-office.ts';

const LETTERS = Number(process.env.BENCH_LETTERS ?? 1_000);
const SEEDS = Number(process.env.BENCH_SEEDS ?? 20);
const FIRST_SEED = Number(process.env.BENCH_FIRST_SEED ?? 1);
const PLAN: Omit<StormPlan, 'seed' | 'letters'> = { receivers: 8, perTick: 25 };
const START = '2021-03-22T01:00:00Z';

/** An installation on a durable database of its own, as the storm wants it. */
async function openOffice(): Promise<TestOffice> {
  const { services, pool, clock, close } = await openBenchOffice(START);
  return {
    ...services,
    clock,
    database: { db: services.db, within: () => services.db, pool, url: '', drop: async () => undefined },
    as: (subject) => ({
      ...services,
      subject,
      meta: { requestId: newId(), ip: '127.0.0.1', userAgent: 'bench', device: 'desktop' },
      idempotency: undefined,
    }),
    close,
  };
}

async function runSeed(seed: number) {
  const [sender, receiver] = [await openOffice(), await openOffice()];
  const started = performance.now();
  try {
    const { problems, figures } = await runStorm({ ...PLAN, seed, letters: LETTERS }, { sender, receiver });
    const seconds = Number(((performance.now() - started) / 1_000).toFixed(1));
    process.stderr.write(`seed ${seed}: ${problems.length} problems, ${seconds} s\n`);
    return { seed, seconds, problems, ...figures };
  } finally {
    await sender.close();
    await receiver.close();
  }
}

/**
 * The chaos proof of the exchange at full size: a thousand letters a seed between two installations with durable databases, over lines
 * that double, delay, reorder, cut and lose, with processes killed at commits and forged messages in between. `npm test` runs its short
 * form. Every seed must end with no problem: documents = distinct letters, none lost, none twice, states agreed, forged ones set aside.
 */
export async function run(): Promise<Record<string, unknown>> {
  const seeds: Awaited<ReturnType<typeof runSeed>>[] = [];
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
    seeds.push(await runSeed(seed));
  }
  const sum = (key: string): number => seeds.reduce((total, one) => total + Number(Reflect.get(one, key) ?? 0), 0);
  return {
    seeds,
    total: {
      letters: sum('issued'),
      dispatches: sum('dispatches'),
      documents: sum('documents'),
      stoppedInTime: sum('stoppedInTime'),
      killed: sum('deathsOfSender') + sum('deathsOfReceiver'),
      problems: seeds.reduce((total, { problems }) => total + problems.length, 0),
    },
    passed: seeds.every(({ problems }) => problems.length === 0),
  };
}
