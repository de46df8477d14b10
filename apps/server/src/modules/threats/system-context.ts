import type { Context, Services } from '../../platform/context.ts';
import { newId } from '../../platform/ids.ts';

/** Work that goes on after the officer has pressed the button, and what the calendar does. */
export function systemContext(services: Services): Context {
  return {
    ...services,
    subject: undefined,
    meta: { requestId: newId(), ip: '', userAgent: 'job' },
    idempotency: undefined,
  };
}
