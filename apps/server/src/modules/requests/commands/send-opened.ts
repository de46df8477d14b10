import type { ActingContext } from '../../../platform/context.ts';
import { pluggedPorts } from '../plugged-ports.ts';
import { findRequest } from '../requests.store.ts';
import { sendRequest } from './send-request.ts';

/**
 * For modules above: what they have just opened for the person goes on to whoever signs first, as if the preparer had sent it.
 * A command of its own, after the one that opened it; when that one is repeated, what has gone on already is left alone.
 */
export async function sendOpened(context: ActingContext, id: string): Promise<void> {
  const row = await findRequest(context.db, id, context.subject.agencyId);
  if (row?.state === 'draft') {
    await sendRequest({ ...context, idempotency: undefined }, pluggedPorts(), id, { version: row.version });
  }
}
