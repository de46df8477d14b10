import type { Services } from '../../platform/context.ts';
import type { Db } from '../../platform/db.ts';
import { type IsWorkingDay, isWeekday, type LateLimits, lateLimits } from './interchange.lateness.ts';

/** Which days are worked; plugged in from above, since the calendar belongs to a module this one does not use. */
export type LoadCalendar = (db: Db) => Promise<IsWorkingDay>;

export const weekdaysOnly: LoadCalendar = async () => isWeekday;

export interface Lateness {
  now: Date;
  isWorking: IsWorkingDay;
  limits: LateLimits;
}

export async function loadLateness(services: Services, load: LoadCalendar): Promise<Lateness> {
  const now = services.clock.now();
  const isWorking = await load(services.db);
  return { now, isWorking, limits: lateLimits(now, isWorking) };
}
