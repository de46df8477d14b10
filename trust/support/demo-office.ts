import { createDriver } from '../../apps/server/src/demo/demo-driver.ts';
import { officeParts } from '../../apps/server/src/demo/office-parts.ts';
import { seedDemo } from '../../apps/server/src/demo/seed-demo.ts';
import { createModules } from '../../apps/server/src/modules.ts';
import { type Foundations, openFoundations } from '../../apps/server/src/office.ts';
import { type Clock, createFakeClock } from '../../apps/server/src/platform/clock.ts';
import { readConfig } from '../../apps/server/src/platform/config.ts';
import { createLog } from '../../apps/server/src/platform/log.ts';

const MORNING = '2021-03-22T02:00:00Z';

/** The office of the demo on a durable database, standing at the morning of its story unless its clock goes on. */
export async function openDemoOffice(dataDir: string, clock: Clock = createFakeClock(MORNING)): Promise<Foundations> {
  const config = { ...readConfig(['--data', dataDir, '--demo'], process.env), databaseUrl: undefined };
  return openFoundations(config, createLog('silent'), () => undefined, clock);
}

/** Its people and agencies, once. */
export async function seedOffice(dataDir: string): Promise<void> {
  const office = await openDemoOffice(dataDir);
  try {
    const modules = createModules();
    await seedDemo(office.services, officeParts(office.services, modules), () => undefined);
  } finally {
    await office.close();
  }
}

export function driverOf(office: Foundations, running?: Clock) {
  const modules = createModules();
  return { modules, act: createDriver(office.services, officeParts(office.services, modules).routes, running) };
}
