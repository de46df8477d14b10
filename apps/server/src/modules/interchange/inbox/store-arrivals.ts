import type { ArrivedMessage } from '#modules/carriers';
import type { Context } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';

const COLUMNS = `agency_id, id, carrier, message_id, kind, sender_agency_id, sender_code, receiver_code, sha256, size, content, priority,
  received_at, state, next_at`;

/**
 * `CarrierPorts.arrived`: every message becomes a row of its receiver's inbox, all in one transaction. One that came before is left
 * alone, except that one nobody could read is looked at once more.
 */
export async function storeArrivals(context: Context, messages: readonly ArrivedMessage[]): Promise<void> {
  const now = context.clock.now();
  await context.db.transaction().execute(async (tx) => {
    for (const message of messages) {
      await rawQuery(
        tx,
        `insert into interchange_inbox (${COLUMNS})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'stored', $13)
         on conflict (agency_id, carrier, message_id) do update
           set state = 'stored', attempts = 0, next_at = excluded.next_at, leased_until = null
           where interchange_inbox.state = 'quarantined'`,
        [
          message.agencyId,
          newId(now.getTime()),
          message.carrier,
          message.messageId,
          message.kind,
          message.senderAgencyId,
          message.senderCode,
          message.receiverCode,
          message.sha256,
          message.size,
          message.content,
          message.priority,
          now,
        ],
      );
    }
  });
}
