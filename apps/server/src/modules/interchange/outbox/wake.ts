import type { Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { enqueue } from '../../../platform/jobs.ts';

export const SEND_JOB = 'interchange.send';
export const READ_JOB = 'interchange.read';
/** Readers side by side; more would only wait for each other on the processor. */
const READERS = 2;

/** Tells a worker of what this transaction put into the outbox; the key is its own, so that nobody waits for a twin's commit. */
export async function wakeSender(tx: Tx, messageId: string): Promise<void> {
  await enqueue(tx, SEND_JOB, {}, { key: `${SEND_JOB}:${messageId}`, maxAttempts: 3 });
}

/** In a transaction of its own: the rows are committed, losing the hint costs one sweep. */
export async function wake(services: Services, work: { send?: boolean; read?: boolean }): Promise<void> {
  await services.db.transaction().execute(async (tx) => {
    if (work.send === true) {
      await enqueue(tx, SEND_JOB, {}, { key: SEND_JOB, maxAttempts: 3 });
    }
    if (work.read === true) {
      for (let reader = 1; reader <= READERS; reader += 1) {
        await enqueue(tx, READ_JOB, {}, { key: `${READ_JOB}:${reader}`, maxAttempts: 3 });
      }
    }
  });
}

export async function wakeReader(tx: Tx, inboxId: string): Promise<void> {
  await enqueue(tx, READ_JOB, {}, { key: `${READ_JOB}:${inboxId}`, maxAttempts: 3 });
}
