import type { Context, Services } from '../../platform/context.ts';
import { newId } from '../../platform/ids.ts';

/** Nobody acts: a job of the office does. */
export function systemContext(services: Services): Context {
  return {
    ...services,
    subject: undefined,
    meta: { requestId: newId(), ip: '', userAgent: 'webmail' },
    idempotency: undefined,
  };
}
