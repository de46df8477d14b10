import type { ModuleDefinition } from '../../platform/module.ts';
import { forwardUrgent } from './forward-urgent.ts';
import { rosterDesk } from './queries/roster-desk.ts';
import { rosterRoutes } from './rosters.routes.ts';
import { recordGranted, remindOverdue } from './sweep-batches.ts';
import { URGENT_JOB, type UrgentJob } from './urgent-job.ts';

export { documentMoved } from './document-moved.ts';
export type { RostersPorts } from './ports.ts';
export { rosterPorts } from './roster-ports.ts';

const HOUR = 3_600;
const FIVE_MINUTES = 300;

export function createRostersModule(): ModuleDefinition {
  return {
    name: 'rosters',
    routes: rosterRoutes,
    desk: rosterDesk,
    // Written by forwardSoon.
    jobs: (services) => [{ name: URGENT_JOB, handle: (payload) => forwardUrgent(services, payload as UrgentJob) }],
    sweeps: [
      { name: 'rosters.remind_overdue', everySeconds: HOUR, run: remindOverdue },
      { name: 'rosters.record_granted', everySeconds: FIVE_MINUTES, run: recordGranted },
    ],
  };
}
