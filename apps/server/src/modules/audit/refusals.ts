import { type ActingContext, command } from '../../platform/context.ts';
import type { RefusedAct } from '../../platform/http/server.ts';
import { record } from './record.ts';

/** One line a minute for each person, address and reason; what was left out is counted in the next. */
const QUIET_MS = 60_000;
/** Above this many lines a minute only counting goes on: a flood must not fill the log. */
const MAX_LINES = 300;
const MAX_KNOWN = 10_000;

interface Silence {
  until: number;
  leftOut: number;
}

/**
 * Attempts that a policy forbade leave a line (security.md §2.8, T41): who, which route, which code, which object; never a body, never
 * a query. Rows of others do not exist and answer 404: that is no attempt.
 */
export function createRefusals(): (context: ActingContext, act: RefusedAct) => Promise<void> {
  const silences = new Map<string, Silence>();
  let window = { from: 0, lines: 0 };
  return async (context, { method, path, code, objectId }) => {
    const now = context.clock.now().getTime();
    const { userId, agencyId } = context.subject;
    const key = `${userId} ${method} ${path} ${code}`;
    const known = silences.get(key);
    if (now - window.from >= QUIET_MS) {
      window = { from: now, lines: 0 };
    }
    if ((known !== undefined && now < known.until) || window.lines >= MAX_LINES) {
      silences.set(key, { until: known?.until ?? 0, leftOut: (known?.leftOut ?? 0) + 1 });
      return;
    }
    window.lines += 1;
    if (silences.size >= MAX_KNOWN) {
      silences.clear();
    }
    silences.set(key, { until: now + QUIET_MS, leftOut: 0 });
    await command({ ...context, idempotency: undefined }, async (tx) =>
      record(tx, context, {
        action: 'audit.refused',
        agencyId,
        objectKind: 'route',
        objectId: objectId ?? path,
        detail: { method, path, code, ...(known !== undefined && known.leftOut > 0 && { repeated: known.leftOut }) },
      }),
    );
  };
}
