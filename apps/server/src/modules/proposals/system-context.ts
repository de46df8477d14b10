import type { Context, Services } from '../../platform/context.ts';
import { newId } from '../../platform/ids.ts';

/** A day has come, nobody asked. */
export function systemContext(services: Services): Context {
  return {
    ...services,
    subject: undefined,
    meta: { requestId: newId(), ip: '', userAgent: 'job' },
    idempotency: undefined,
  };
}
