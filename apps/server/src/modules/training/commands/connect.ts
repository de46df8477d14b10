import { ConnectionInput } from '@congvu/contracts';
import { addConnection, changeConnection, listConnections, switchConnection } from '#modules/carriers';
import type { ActingContext } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import { CONNECTION_NAME, findTrainingConnection } from '../connection.ts';
import { OUTSIDE_AGENCIES } from '../outside-agencies.ts';
import { hostOf, reservePlace, SYSTEM_ID } from '../place.ts';
import { trainingPolicies } from '../training.policy.ts';

const POLL_SECONDS = 15;

/**
 * "Nối trục mô phỏng": the ordinary connection an administrator would make, switched on. Done again it mends what has changed. Works
 * before the simulator runs: its place is kept.
 */
export async function connectTraining(context: ActingContext): Promise<{ connectionId: string }> {
  trainingPolicies.authorize('training.act', context.subject, null);
  if (!context.config.demo) {
    throw notFound('training.not_demo', 'Trục mô phỏng chỉ có ở bản chạy thử (--demo).');
  }
  const place = await reservePlace(context.config);
  const { mayShareWithAll } = await listConnections(context);
  const input = ConnectionInput.parse({
    kind: 'national',
    name: CONNECTION_NAME,
    share: mayShareWithAll ? 'all' : 'own',
    settings: {
      endpoint: `http://${hostOf(place)}`,
      // On this very computer: the line is as closed as a line can be.
      plainHttpConfirmed: true,
      systemId: SYSTEM_ID,
      prefixes: OUTSIDE_AGENCIES.map(({ code }) => code),
      pollSeconds: POLL_SECONDS,
    },
    secret: { secret: place.secret },
  });
  const existing = await findTrainingConnection(context);
  // Several commands under one key would answer each other's answers; each of them may be repeated as it is.
  const plain = { ...context, idempotency: undefined };
  const { id } =
    existing === undefined ? await addConnection(plain, input) : await changeConnection(plain, existing.id, input);
  if (existing?.enabled !== true) {
    await switchConnection(plain, id, true);
  }
  return { connectionId: id };
}
