import { record } from '#modules/audit';
import { retractMessages } from '#modules/webmail';
import { command, type Services } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { systemContext } from '../system-context.ts';
import { HELD_DAYS } from './present-held.ts';

const DAY_MS = 86_400_000;
/** Messages at once. */
const BATCH = 200;

// A message of which one copy was released stays with the others: it is no longer held for good.
const EXPIRED = `
  select item.message_id as id, min(item.agency_id::text) as "agencyId"
  from mail_folder folder
  join mail_item item on item.mailbox_id = folder.mailbox_id and item.folder_id = folder.id
  where folder.role = 'quarantine' and item.received_at < $1 and item.retracted_at is null and item.direction = 'in'
    and not exists (
      select 1 from mail_item other join mail_folder place on place.agency_id = other.agency_id and place.id = other.folder_id
      where other.message_id = item.message_id and other.direction = 'in' and other.retracted_at is null
        and place.role is distinct from 'quarantine')
  group by item.message_id order by item.message_id limit ${BATCH}`;

/** Held for its days, nobody let it through: it is gone for everybody (spec mail.md §10.5). */
export async function expireHeld(services: Services): Promise<void> {
  const before = new Date(services.clock.now().getTime() - HELD_DAYS * DAY_MS);
  for (;;) {
    const rows = await rawQuery<{ id: string; agencyId: string }>(services.db, EXPIRED, [before]);
    const [first] = rows;
    if (first === undefined) {
      return;
    }
    const context = systemContext(services);
    const { items } = await command(context, async (tx) => {
      const gone = await retractMessages(tx, context, {
        messageIds: rows.map((row) => row.id),
        reason: `Hết ${HELD_DAYS} ngày cách ly`,
      });
      // Also when a twin was quicker: it locked the rows and leaves its trace.
      await record(tx, context, {
        action: 'threats.held_expired',
        agencyId: first.agencyId,
        objectKind: 'mail_message',
        objectId: first.id,
        detail: { messages: rows.length, copies: gone.items },
      });
      return gone;
    });
    if (items === 0) {
      return;
    }
  }
}
