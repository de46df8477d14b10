import { setTimeout as pause } from 'node:timers/promises';
import { createModules } from '../../apps/server/src/modules.ts';
import { openFoundations } from '../../apps/server/src/office.ts';
import { createFakeClock } from '../../apps/server/src/platform/clock.ts';
import { readConfig } from '../../apps/server/src/platform/config.ts';
import { startWorker } from '../../apps/server/src/platform/jobs.ts';
import { createLog } from '../../apps/server/src/platform/log.ts';
import { rawQuery } from '../../apps/server/src/platform/sql.ts';

/** One process whose clock goes by the day that the check has put on the wall; every sweep runs in it again and again. */
const [dataDir = ''] = process.argv.slice(2);
/** They wait for machines outside, or work on no reminder and take long. */
const LEFT_OUT =
  /^(?:carriers|mailflow|mailbridge|addressbook|audit|upkeep|mail)\.|poll_devices|forget|purge|empty_bins/;

const clock = createFakeClock('2021-03-22T01:00:00Z');
const config = { ...readConfig(['--data', dataDir, '--demo'], {}), databaseUrl: undefined };
const { services, pool } = await openFoundations(config, createLog('silent'), () => undefined, clock);
const modules = createModules();
await startWorker(
  pool,
  modules.all.flatMap((module) => module.jobs?.(services) ?? []),
  services.log,
);
const sweeps = modules.all.flatMap((module) => module.sweeps ?? []).filter(({ name }) => !LEFT_OUT.test(name));

async function round(at: string): Promise<void> {
  for (const sweep of sweeps.toSorted(() => Math.random() - 0.5)) {
    clock.set(at);
    await sweep.run(services).catch((error: unknown) => {
      process.stdout.write(`${JSON.stringify({ failed: sweep.name, why: String(error).slice(0, 160) })}\n`);
    });
  }
}

for (;;) {
  const [wall] = await rawQuery<{ at: Date }>(services.db, 'select at from trust_wall', []);
  const at = (wall?.at ?? new Date(0)).toISOString();
  await round(at);
  process.stdout.write(`${JSON.stringify({ done: at })}\n`);
  await pause(50);
}
