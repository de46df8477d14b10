import type { Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { rawQuery } from '../../../platform/sql.ts';

export const SEND_JOB = 'interchange.send';
export const READ_JOB = 'interchange.read';
/** Readers side by side; more would only wait for each other on the processor. */
const READERS = 2;

/** One hint serves whatever is due, so a hundred letters need no hundred jobs: a few keys keep their number small. */
const KEYS = 16;
/** Any constant: apart from other locks over texts. */
const LOCK = 46;

/**
 * A key that no other transaction has in hand. Two with one key wait for each other's commit; who waits here holds the rows of letters
 * that the other may be waiting for. Undefined when all are taken: then the job has none.
 */
async function freeKey(tx: Tx, job: string, id: string): Promise<string | undefined> {
  const first = Number.parseInt(id.slice(-2), 16) || 0;
  const keys = Array.from({ length: KEYS }, (_, step) => `${job}:${(first + step) % KEYS}`);
  const [free] = await rawQuery<{ key: string }>(
    tx,
    'select key from unnest($1::text[]) as key where pg_try_advisory_xact_lock(hashtextextended(key, $2)) limit 1',
    [keys, LOCK],
  );
  return free?.key;
}

const hinted = new WeakMap<Tx, Set<string>>();

async function hint(tx: Tx, job: string, id: string): Promise<void> {
  const given = hinted.get(tx) ?? new Set();
  if (given.has(job)) {
    return;
  }
  hinted.set(tx, given.add(job));
  const key = await freeKey(tx, job, id);
  await enqueue(tx, job, {}, { ...(key !== undefined && { key }), maxAttempts: 3 });
}

/** Tells a worker of what this transaction put into the outbox; once is enough, and it never waits for another transaction. */
export async function wakeSender(tx: Tx, messageId: string): Promise<void> {
  await hint(tx, SEND_JOB, messageId);
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
  await hint(tx, READ_JOB, inboxId);
}
