import { AppError } from '../../../../platform/errors.ts';

/** Per peer and process: far above what a busy province sends, so that one peer cannot take the whole server. */
const REQUESTS_PER_MINUTE = 3_000;
const AT_ONCE = 8;
const MINUTE_MS = 60_000;

interface Visitor {
  inside: number;
  since: number;
  count: number;
}

function tooMany(): AppError {
  return new AppError('exchange.too_many', 429, 'Quá nhiều yêu cầu cùng lúc. Chờ một phút rồi gửi lại.');
}

/**
 * Lets a bounded number of requests of one peer in at once and a minute: what they hold in memory, and how many nonces are kept,
 * stays bounded.
 */
export function createGate(now: () => number = () => performance.now()) {
  const visitors = new Map<string, Visitor>();
  return async <T>(peerId: string, work: () => Promise<T>): Promise<T> => {
    const visitor = visitors.get(peerId) ?? { inside: 0, since: now(), count: 0 };
    visitors.set(peerId, visitor);
    if (now() - visitor.since > MINUTE_MS) {
      visitor.since = now();
      visitor.count = 0;
    }
    if (visitor.inside >= AT_ONCE || visitor.count >= REQUESTS_PER_MINUTE) {
      throw tooMany();
    }
    visitor.inside += 1;
    visitor.count += 1;
    try {
      return await work();
    } finally {
      visitor.inside -= 1;
    }
  };
}

export type Gate = ReturnType<typeof createGate>;
