import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { enqueue } from '../../../platform/jobs.ts';
import type { RequestRow } from '../requests.tables.ts';

export const URGENT_JOB = 'requests.forward_urgent';

/** Lost token, death, dismissal: accepted means on its way (spec requests.md §4, urgent path). In the transaction that accepts. */
export async function forwardSoon(tx: Tx, context: ActingContext, row: Pick<RequestRow, 'id'>): Promise<void> {
  const { userId, positionId } = context.subject;
  await enqueue(tx, URGENT_JOB, { requestId: row.id, userId, positionId }, { key: `${URGENT_JOB}:${row.id}` });
}
