import type { TrainingMessagePage, TrainingMessageQuery } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Ground } from '../ground.ts';
import { trainingPolicies } from '../training.policy.ts';
import { presentMessage } from '../training.presenter.ts';

/** What went over the simulated axis, newest first. */
export async function listTrainingMessages(
  context: ActingContext,
  ground: Ground,
  { kind, cursor, limit }: TrainingMessageQuery,
): Promise<TrainingMessagePage> {
  trainingPolicies.authorize('training.view', context.subject, null);
  const simulator = ground.simulator(context);
  const filter = kind === undefined ? {} : ({ messageType: kind === 'status' ? 'status' : 'edoc' } as const);
  const all = simulator.messages(filter).toReversed();
  const from = cursor === undefined ? 0 : all.findIndex(({ docId }) => docId === cursor) + 1;
  const page = all.slice(from, from + limit);
  return {
    items: page.map((message) => presentMessage(simulator, message)),
    total: all.length,
    nextCursor: from + limit < all.length ? (page.at(-1)?.docId ?? null) : null,
  };
}
