import type { Context, Services } from '../../platform/context.ts';
import { newId } from '../../platform/ids.ts';

/** The office acts by itself: a term is over, nobody asked. */
export function systemContext(services: Services): Context {
  return {
    ...services,
    subject: undefined,
    meta: { requestId: newId(), ip: '', userAgent: '' },
    idempotency: undefined,
  };
}
