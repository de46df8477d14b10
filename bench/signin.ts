import { availableParallelism } from 'node:os';
import { signIn } from '../apps/server/src/modules/identity/commands/sign-in.ts';
import { createDemoAccounts } from '../apps/server/src/modules/identity/create-demo-accounts.ts';
import { HASH_COST, hashPassword, verifyPassword } from '../apps/server/src/modules/identity/passwords/hash.ts';
import { createThrottle } from '../apps/server/src/modules/identity/throttle.ts';
import type { Context } from '../apps/server/src/platform/context.ts';
import { newId } from '../apps/server/src/platform/ids.ts';
import { buildAgencies } from './support-list-data.ts';
import { openBenchOffice, spreadOf } from './support-office.ts';

const PASSWORD = 'Ruong-bac-thang-2021';
const SIGN_INS = 120;
/** More people at the door than the two hashes that run at once. */
const CALLERS = 8;
const TARGET_PER_CORE = 20;

/** Work for `CALLERS` at once until `count` are done; how many a second, and how long each waited. */
async function rush(count: number, work: (number: number) => Promise<unknown>) {
  const times: number[] = [];
  let next = 0;
  const start = performance.now();
  const caller = async (): Promise<void> => {
    while (next < count) {
      const number = next;
      next += 1;
      const begun = performance.now();
      await work(number);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  const perSecond = count / ((performance.now() - start) / 1000);
  return { perSecond: Number(perSecond.toFixed(1)), ms: spreadOf(times) };
}

/**
 * Sign-ins with a password: the whole use case without HTTP, at the cost of the product (argon2id, 64 MiB, two at once in the process),
 * beside the hash alone. The target of the plan is 20 a second and core.
 */
export async function run(): Promise<Record<string, unknown>> {
  const office = await openBenchOffice('2021-12-21T01:00:00Z');
  try {
    const { services } = office;
    const [agency] = await buildAgencies(services.db);
    if (agency === undefined) {
      throw new Error('no agency');
    }
    const context: Context = {
      ...services,
      subject: undefined,
      meta: { requestId: newId(), ip: '127.0.0.1', userAgent: 'bench' },
      idempotency: undefined,
    };
    const { agencyId, personId, displayName } = agency.clerk;
    const person = { agencyId, personId, fullName: displayName };
    const names = await services.db
      .transaction()
      .execute((tx) => createDemoAccounts(tx, context, { password: PASSWORD, people: [person] }));
    const userName = names.get(personId) ?? '';
    const stored = await hashPassword(PASSWORD);
    await rush(CALLERS, () => verifyPassword(stored, PASSWORD));
    const cpu = process.cpuUsage();
    const hashes = await rush(SIGN_INS, () => verifyPassword(stored, PASSWORD));
    const used = process.cpuUsage(cpu);
    const throttle = createThrottle();
    const browser = { session: undefined, device: undefined };
    const signIns = await rush(SIGN_INS, () => signIn(context, throttle, { userName, password: PASSWORD }, browser));
    const cores = Math.min(2, availableParallelism());
    const cpuMsPerHash = Number(((used.user + used.system) / 1000 / SIGN_INS).toFixed(1));
    return {
      cost: { ...HASH_COST, memoryMiB: HASH_COST.memoryCost / 1024, atOnce: 2 },
      hashes: { ...hashes, cpuMsPerHash },
      signIns: { ...signIns, perSecondAndCore: Number((signIns.perSecond / cores).toFixed(1)) },
      // What the processor could do were nobody else on it: the hash takes its time on one core.
      possiblePerSecondAndCore: Number((1000 / cpuMsPerHash).toFixed(1)),
      target: { perSecondAndCore: TARGET_PER_CORE, met: signIns.perSecond / cores >= TARGET_PER_CORE },
    };
  } finally {
    await office.close();
  }
}
