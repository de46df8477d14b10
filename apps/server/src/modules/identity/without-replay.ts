import type { Context } from '../../platform/context.ts';

/**
 * Commands that carry or answer secrets keep no copy for replay: the row of an Idempotency-Key would hold a fast hash of the
 * password or the token itself. Repeating them is safe by their own rules (tickets, codes and links count once).
 */
export function withoutReplay<C extends Context>(context: C): C {
  return { ...context, idempotency: undefined };
}
