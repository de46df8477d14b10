import type { ActingContext } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { enqueue } from '../../platform/jobs.ts';

export const URGENT_JOB = 'rosters.forward_urgent';

export type UrgentJob = { requestId: string; userId: string; positionId: string };

/** Lost token, death, dismissal: accepted means on its way (spec requests.md §4, urgent path). In the transaction that accepts. */
export async function forwardSoon(tx: Tx, context: ActingContext, request: { id: string }): Promise<void> {
  const { userId, positionId } = context.subject;
  const job: UrgentJob = { requestId: request.id, userId, positionId };
  await enqueue(tx, URGENT_JOB, job, { key: `${URGENT_JOB}:${request.id}` });
}
