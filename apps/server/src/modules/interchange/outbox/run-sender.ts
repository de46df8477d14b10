import type { Services } from '../../../platform/context.ts';
import type { Exchange } from '../exchange.ts';
import { type Lane, listDueLanes } from './outbox.store.ts';
import { sendLane } from './send-due.ts';
import { wake } from './wake.ts';

/** A lane gives way after this long, so that its worker can do something else; the rest is taken up by the next wake. */
const RUN_LIMIT_MS = 3_000;
/** A lane whose other side does not answer rests this long: what waits on it keeps its attempts. */
const REST_MS = 30_000;

function nameOf({ carrier, connectionId }: Lane): string {
  return `${carrier} ${connectionId ?? ''}`;
}

/**
 * Sends what is due, every lane by itself: a connection that hangs keeps only its own letters back and no worker for longer than the
 * limit of a run. One who comes while a lane is at work leaves it alone, and who works there looks once more before it ends.
 */
export function createSender(exchange: Exchange, services: Services): () => Promise<void> {
  const busy = new Set<string>();
  const calledAgain = new Set<string>();
  const restsUntil = new Map<string, number>();

  const mayStart = (lane: Lane): boolean => {
    const name = nameOf(lane);
    if (busy.has(name)) {
      calledAgain.add(name);
      return false;
    }
    return (restsUntil.get(name) ?? 0) <= services.clock.now().getTime();
  };

  const drain = async (lane: Lane): Promise<void> => {
    const name = nameOf(lane);
    const started = performance.now();
    let sent = 0;
    let isEmpty = false;
    busy.add(name);
    try {
      while (!isEmpty && performance.now() - started < RUN_LIMIT_MS) {
        calledAgain.delete(name);
        const round = await sendLane(exchange, services, lane);
        sent += round.sent;
        isEmpty = round.isDown || (round.taken === 0 && !calledAgain.has(name));
        if (round.isDown) {
          restsUntil.set(name, services.clock.now().getTime() + REST_MS);
        }
      }
    } finally {
      busy.delete(name);
    }
    await wake(services, { send: !isEmpty, read: sent > 0 && lane.carrier === 'inside' });
  };

  return async () => {
    const lanes = (await listDueLanes(services)).filter(mayStart);
    const work = lanes.map((lane) =>
      drain(lane).catch((error: unknown) => services.log.warn({ err: error, lane }, 'a lane of the exchange stopped')),
    );
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, RUN_LIMIT_MS);
    });
    await Promise.race([Promise.all(work), limit]);
    clearTimeout(timer);
  };
}
