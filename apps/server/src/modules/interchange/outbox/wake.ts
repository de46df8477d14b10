import type { Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { enqueue } from '../../../platform/jobs.ts';

export const SEND_JOB = 'interchange.send';
export const READ_JOB = 'interchange.read';
/** Readers side by side; more would only wait for each other on the processor. */
const READERS = 2;

/**
 * One hint serves whatever is due, so a hundred letters need no hundred jobs; but two transactions with one key wait for each other's
 * commit: a few keys, taken by chance, keep both away.
 */
const KEYS = 16;

function keyOf(job: string, id: string): string {
  return `${job}:${Number.parseInt(id.slice(-2), 16) % KEYS}`;
}

/** Tells a worker of what this transaction put into the outbox; call it last, since a twin with the same key waits for the commit. */
export async function wakeSender(tx: Tx, messageId: string): Promise<void> {
  await enqueue(tx, SEND_JOB, {}, { key: keyOf(SEND_JOB, messageId), maxAttempts: 3 });
}

/** In a transaction of its own: the rows are committed, losing the hint costs one sweep. */
export async function wake(services: Services, work: { send?: boolean; read?: boolean }): Promise<void> {
  await services.db.transaction().execute(async (tx) => {
    if (work.send === true) {
      await enqueue(tx, SEND_JOB, {}, { key: SEND_JOB, maxAttempts: 3 });
    }
    if (work.read === true) {
      for (let reader = 1; reader <= READERS; reader += 1) {
        await enqueue(tx, READ_JOB, {}, { key: `${READ_JOB}:reader ${reader}`, maxAttempts: 3 });
      }
    }
  });
}

export async function wakeReader(tx: Tx, inboxId: string): Promise<void> {
  await enqueue(tx, READ_JOB, {}, { key: keyOf(READ_JOB, inboxId), maxAttempts: 3 });
}
