import type { OfficeModules } from '../modules.ts';
import { createFakeClock } from '../platform/clock.ts';
import type { Services } from '../platform/context.ts';
import type { Route } from '../platform/http/route.ts';

/** What the story needs of the office: its doors, and its messengers sent out at a given time. */
export interface OfficeParts {
  routes: Route[];
  deliver(at: string): Promise<void>;
}

/** Letters go out, arrive, and the statuses they cause come back: two ways there and back. */
const ROUNDS = 3;

export function officeParts(services: Services, modules: OfficeModules): OfficeParts {
  return {
    routes: modules.all.flatMap((module) => module.routes ?? []),
    deliver: async (at) => {
      const then = { ...services, clock: createFakeClock(`${at}:00+07:00`) };
      const jobs = modules.all
        .filter((module) => module.name === 'interchange')
        .flatMap((module) => module.jobs?.(then) ?? []);
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const job of jobs) {
          await job.handle({});
        }
      }
    },
  };
}
