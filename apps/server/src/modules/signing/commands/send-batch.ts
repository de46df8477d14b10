import { record } from '#modules/audit';
import { command } from '../../../platform/context.ts';
import { publish } from '../../../platform/events.ts';
import { setBatchState } from '../batches.store.ts';
import { moveSessions } from '../sessions.store.ts';
import type { SentTicket } from '../signing.tables.ts';
import type { SigningAct } from '../signing-act.ts';
import type { ReadySession } from './prepare-sessions.ts';

/** The office asks a phone again so soon after the last time. */
export const POLL_MS = 5_000;

/** The batch waits for its device, and a restart changes nothing of it. */
export async function sendBatch(
  { context, batch, reason }: SigningAct,
  ready: readonly Pick<ReadySession, 'session'>[],
  ticket: SentTicket,
): Promise<void> {
  await command(context, async (tx) => {
    const now = context.clock.now();
    const pollAt = ticket.kind === 'device' ? new Date(now.getTime() + POLL_MS) : null;
    const ids = ready.map(({ session }) => session.id);
    await setBatchState(tx, batch, 'sent', { ticket, pollAt, reason });
    await moveSessions(tx, batch.agency_id, ids, 'send', now);
    await record(tx, context, {
      action: 'signing.sent',
      agencyId: batch.agency_id,
      objectKind: 'signing_batch',
      objectId: batch.id,
      detail: { way: ticket.kind, documents: ready.map(({ session }) => session.object_id) },
    });
    await publish(tx, {
      topic: 'signing',
      agencyId: batch.agency_id,
      personIds: [batch.person_id],
      ids: [batch.id],
    });
  });
}
