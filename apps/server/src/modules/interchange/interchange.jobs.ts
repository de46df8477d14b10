import type { Services } from '../../platform/context.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import type { Exchange } from './exchange.ts';
import { hasDueInbox } from './inbox/inbox.store.ts';
import { createReader, type Reader } from './inbox/read-due.ts';
import { hasDueOutbox } from './outbox/outbox.store.ts';
import { createSender } from './outbox/run-sender.ts';
import { READ_JOB, SEND_JOB, wake } from './outbox/wake.ts';

/** A run gives the worker back after this long, so that other jobs get their turn; the rest is a new job. */
const RUN_LIMIT_MS = 3_000;

/** Workers of this process that may be busy with letters at once: the others stay free for everything else. */
const READERS_AT_ONCE = 2;

/** One who comes while enough are at work goes away again: one of those at work looks once more before it ends. */
function limit(atOnce: number, work: () => Promise<void>): () => Promise<void> {
  let busy = 0;
  let isCalledAgain = false;
  return async () => {
    if (busy >= atOnce) {
      isCalledAgain = true;
      return;
    }
    busy += 1;
    try {
      do {
        isCalledAgain = false;
        await work();
      } while (isCalledAgain);
    } finally {
      busy -= 1;
    }
  };
}

async function drain(round: () => Promise<number>): Promise<{ isEmpty: boolean }> {
  const started = performance.now();
  while (performance.now() - started < RUN_LIMIT_MS) {
    if ((await round()) === 0) {
      return { isEmpty: true };
    }
  }
  return { isEmpty: false };
}

async function read(readRound: Reader, services: Services): Promise<void> {
  let taken = 0;
  const { isEmpty } = await drain(async () => {
    const round = await readRound(services);
    taken += round.taken;
    return round.taken;
  });
  await wake(services, { send: taken > 0, read: !isEmpty });
}

export function interchangeJobs(exchange: Exchange, services: Services): JobDefinition[] {
  const readRound = createReader(exchange);
  const sendAll = createSender(exchange, services);
  return [
    { name: SEND_JOB, handle: sendAll },
    { name: READ_JOB, handle: limit(READERS_AT_ONCE, () => read(readRound, services)) },
  ];
}

/**
 * Wakes the workers for everything that is due: after a restart, after a lost lease, after a lost hint. Called by the
 * application at intervals; costs two index look-ups when there is nothing.
 */
export async function sweep(services: Services): Promise<void> {
  const [send, read] = await Promise.all([hasDueOutbox(services), hasDueInbox(services)]);
  if (send || read) {
    await wake(services, { send, read });
  }
}
