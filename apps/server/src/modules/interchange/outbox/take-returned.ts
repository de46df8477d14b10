import type { ReturnedParcel } from '#modules/carriers';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { OutboxRow } from '../interchange.tables.ts';
import { closeFailed } from './settle-failure.ts';

/** Only what this very connection had sent: nobody else's word counts. */
async function lockSent(tx: Tx, { connectionId, messageId, isFor }: ReturnedParcel): Promise<OutboxRow[]> {
  const rows = await rawQuery<OutboxRow>(
    tx,
    `select * from interchange_outbox where message_id = $1 and connection_id = $2 and state = 'sent'
     order by agency_id, id for update`,
    [messageId, connectionId],
  );
  return rows.filter(({ receiver_code }) => isFor(receiver_code));
}

/**
 * `CarrierPorts.returned`: a parcel that was taken for delivered becomes a dead letter with what was said of it. Whatever the receiver has
 * reported on stays as it is, and saying it again changes nothing.
 */
export async function takeReturned(context: Context, parcel: ReturnedParcel): Promise<void> {
  const { code, reason } = parcel;
  await context.db.transaction().execute(async (tx) => {
    for (const row of await lockSent(tx, parcel)) {
      await rawQuery(
        tx,
        `update interchange_outbox set state = 'failed', error_code = $3, last_error = $4, failed_at = $5
         where agency_id = $1 and id = $2`,
        [row.agency_id, row.id, code, reason, context.clock.now()],
      );
      await closeFailed(tx, context, { row, code, reason, final: true, inDoubt: false }, 'returned');
    }
  });
}
