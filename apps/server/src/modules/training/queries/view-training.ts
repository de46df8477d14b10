import type { Simulator } from '@congvu/axis/simulator';
import type { TrainingAgencyView, TrainingView } from '@congvu/contracts';
import type { HostedAgency } from '#modules/org';
import type { ActingContext } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import { viewConnection } from '../connection.ts';
import { countFaults, listFaults } from '../faults.ts';
import { type Ground, tellHosted } from '../ground.ts';
import { OUTSIDE_AGENCIES } from '../outside-agencies.ts';
import { hostOf, readPlace } from '../place.ts';
import { trainingPolicies } from '../training.policy.ts';
import { BEHAVIOUR_CHOICES, DEFECT_CHOICES } from '../words.ts';

/** Copies that lie on the axis, by the code of their receiver. */
function countWaiting(simulator: Simulator): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { deliveries } of simulator.messages()) {
    for (const { agencyCode, state } of deliveries) {
      if (agencyCode !== null && (state === 'initial' || state === 'processing')) {
        counts.set(agencyCode, (counts.get(agencyCode) ?? 0) + 1);
      }
    }
  }
  return counts;
}

function viewAgencies(simulator: Simulator, hosted: readonly HostedAgency[]): TrainingAgencyView[] {
  const waiting = countWaiting(simulator);
  const behaviours = new Map(simulator.partners.map(({ code, behaviour }) => [code, behaviour]));
  const outside = OUTSIDE_AGENCIES.map(({ code, name, codeQcvn102 }) => ({
    code,
    otherCode: codeQcvn102 ?? null,
    name: simulator.agencies.find(code)?.name ?? name,
    side: 'outside' as const,
    behaviour: behaviours.get(code) ?? null,
    waiting: waiting.get(code) ?? 0,
  }));
  const ours = hosted.flatMap(({ name, codes: [code, ...rest] }) =>
    code === undefined
      ? []
      : [
          {
            code,
            otherCode: rest[0] ?? null,
            name,
            side: 'ours' as const,
            behaviour: null,
            waiting: waiting.get(code) ?? 0,
          },
        ],
  );
  return [...outside, ...ours];
}

/** The simulator as an administrator sees it; when it does not run, why. */
export async function viewTraining(context: ActingContext, ground: Ground): Promise<TrainingView> {
  const { subject, config, clock } = context;
  trainingPolicies.authorize('training.view', subject, null);
  if (!config.demo) {
    throw notFound('training.not_demo', 'Trục mô phỏng chỉ có ở bản chạy thử (--demo).');
  }
  const { simulator, problem } = ground.peek();
  const place = readPlace(config);
  const hosted = simulator === undefined ? [] : await tellHosted(context, simulator);
  return {
    running: simulator !== undefined,
    problem,
    host: place === undefined ? '' : hostOf(place),
    now: clock.now().toISOString(),
    connection: await viewConnection(context),
    agencies: simulator === undefined ? [] : viewAgencies(simulator, hosted),
    behaviours: BEHAVIOUR_CHOICES,
    defects: DEFECT_CHOICES,
    faults: listFaults(simulator === undefined ? new Map() : countFaults(simulator)),
    abilities: trainingPolicies.abilities(subject, null),
  };
}
