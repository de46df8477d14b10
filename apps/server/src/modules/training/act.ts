import { AxisError } from '@congvu/axis';
import type { Simulator } from '@congvu/axis/simulator';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../platform/context.ts';
import { invalid } from '../../platform/errors.ts';
import type { Ground } from './ground.ts';
import { trainingPolicies } from './training.policy.ts';

interface Act<Answer> {
  /** `training.letter_sent` */
  action: string;
  perform: (simulator: Simulator) => Promise<Answer>;
  /** What the leaf is about, and what it says. */
  about: (answer: Answer) => { objectId: string; detail: Record<string, unknown> };
}

/**
 * One act on the simulator and its trace. The act comes first, outside the transaction (it is no row of ours, and may take long), and
 * once a key; the leaf and the answer of the key follow.
 */
export async function actOn<Answer>(context: ActingContext, ground: Ground, act: Act<Answer>): Promise<Answer> {
  trainingPolicies.authorize('training.act', context.subject, null);
  const simulator = ground.simulator(context);
  const { idempotency, subject } = context;
  const key = idempotency === undefined ? undefined : `${subject.userId} ${idempotency.route} ${idempotency.key}`;
  const answer = await ground
    .once(key, () => act.perform(simulator))
    .catch((error: unknown) => {
      throw error instanceof AxisError ? invalid('training.refused', error.message) : error;
    });
  const { objectId, detail } = act.about(answer);
  return command(context, async (tx) => {
    await record(tx, context, {
      action: act.action,
      agencyId: subject.agencyId,
      objectKind: 'training',
      objectId,
      detail,
    });
    return answer;
  });
}
