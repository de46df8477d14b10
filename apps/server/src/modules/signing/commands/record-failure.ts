import { record } from '#modules/audit';
import { command } from '../../../platform/context.ts';
import type { Failure } from '../failure.ts';
import { moveSessions } from '../sessions.store.ts';
import type { SessionRow } from '../signing.tables.ts';
import type { SigningAct } from '../signing-act.ts';

/** Leaves the reason with the items; whatever closed one of them meanwhile stands. */
export async function recordFailure(
  { context, batch }: SigningAct,
  sessions: readonly SessionRow[],
  { act, result }: Failure,
): Promise<void> {
  if (sessions.length === 0) {
    return;
  }
  const ids = sessions.map(({ id }) => id);
  await command(context, async (tx) => {
    await moveSessions(tx, batch.agency_id, ids, act, context.clock.now(), result);
    await record(tx, context, {
      action: act === 'supersede' ? 'signing.superseded' : 'signing.failed',
      agencyId: batch.agency_id,
      objectKind: 'signing_batch',
      objectId: batch.id,
      detail: { documents: sessions.map(({ object_id: id }) => id), code: result.code },
    });
  });
}
