import { systemClock } from '../../platform/clock.ts';
import type { ModuleDefinition } from '../../platform/module.ts';
import { announceAlone, type BehindKeys, changeOfficeKeys } from './commands/change-keys.ts';
import { tellRestored } from './commands/tell-restored.ts';
import { archiveLog } from './sweeps/archive-log.ts';
import { backUpNow, backUpWhenDue } from './sweeps/back-up.ts';
import { drillNow, drillWhenDue } from './sweeps/drill.ts';
import { CLOCK_SECONDS, createClockLook } from './sweeps/look-at-clock.ts';
import { ring } from './sweeps/ring.ts';
import { SCRUB_SECONDS, scrub } from './sweeps/scrub.ts';
import { PAGES_SECONDS, scrubPages } from './sweeps/scrub-pages.ts';
import { ROTATE_KEYS, upkeepGuardedKinds } from './upkeep.guarded-kinds.ts';
import { upkeepRoutes } from './upkeep.routes.ts';
import type { Upkeep } from './upkeep.ts';

/** Three turns a minute: RPO ≤ 60 s with one turn to spare. */
const LOG_SECONDS = 20;
const BACKUP_SECONDS = 60;
const DRILL_SECONDS = 600;
const RING_SECONDS = 60;

const REAL: Upkeep = { wall: systemClock, steady: () => performance.now() };

/** @param given other clocks than those of the machine, in tests */
export function createUpkeepModule(given: Partial<Upkeep> = {}): ModuleDefinition {
  const upkeep = { ...REAL, ...given };
  return {
    name: 'upkeep',
    routes: upkeepRoutes(upkeep),
    start: async (services) => {
      await tellRestored(services);
      return { stop: async () => undefined };
    },
    jobs: (services) => [
      { name: 'upkeep.back_up', handle: async () => void (await backUpNow(services, upkeep)) },
      { name: 'upkeep.drill', handle: async () => void (await drillNow(services, upkeep)) },
    ],
    sweeps: [
      {
        name: 'upkeep.archive_log',
        everySeconds: LOG_SECONDS,
        evenReadOnly: true,
        run: (services) => archiveLog(services, upkeep),
      },
      { name: 'upkeep.back_up', everySeconds: BACKUP_SECONDS, run: (services) => backUpWhenDue(services, upkeep) },
      { name: 'upkeep.drill', everySeconds: DRILL_SECONDS, run: (services) => drillWhenDue(services, upkeep) },
      { name: 'upkeep.scrub', everySeconds: SCRUB_SECONDS, run: (services) => scrub(services, upkeep) },
      { name: 'upkeep.scrub_pages', everySeconds: PAGES_SECONDS, run: (services) => scrubPages(services, upkeep) },
      { name: 'upkeep.look_at_clock', everySeconds: CLOCK_SECONDS, run: createClockLook(upkeep) },
      {
        name: 'upkeep.ring',
        everySeconds: RING_SECONDS,
        evenReadOnly: true,
        run: (services) => ring(services, upkeep),
      },
    ],
  };
}

export { readSettings as readUpkeepSettings } from './upkeep.store.ts';
export { announceAlone, type BehindKeys, changeOfficeKeys, ROTATE_KEYS, upkeepGuardedKinds };
