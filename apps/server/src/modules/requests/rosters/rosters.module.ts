import type { Services } from '../../../platform/context.ts';
import type { JobDefinition } from '../../../platform/jobs.ts';
import type { Sweep } from '../../../platform/module.ts';
import type { RequestsPorts } from '../ports.ts';
import { forwardUrgent } from './forward-urgent.ts';
import { recordGranted, remindOverdue } from './sweep-batches.ts';
import { URGENT_JOB } from './urgent-job.ts';

const HOUR = 3_600;
const FIVE_MINUTES = 300;

export function rosterSweeps(ports: RequestsPorts): Sweep[] {
  return [
    { name: 'requests.remind_overdue', everySeconds: HOUR, run: remindOverdue },
    {
      name: 'requests.record_granted',
      everySeconds: FIVE_MINUTES,
      run: (services) => recordGranted(services, ports),
    },
  ];
}

export function rosterJobs(services: Services, ports: RequestsPorts): JobDefinition[] {
  return [
    {
      name: URGENT_JOB,
      // Written by forwardSoon.
      handle: (payload) =>
        forwardUrgent(services, ports, payload as { requestId: string; userId: string; positionId: string }),
    },
  ];
}
