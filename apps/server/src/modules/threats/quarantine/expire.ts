import { record } from '#modules/audit';
import { quarantineDaysOf } from '#modules/mail';
import { purgeItems } from '#modules/webmail';
import { command, type Services, systemContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';

const DAY_MS = 86_400_000;
/** Copies at once. */
const BATCH = 200;

const AGENCIES = `
  select distinct folder.agency_id::text as id from mail_folder folder
  where folder.role = 'quarantine' and exists (
    select 1 from mail_item item where item.mailbox_id = folder.mailbox_id and item.folder_id = folder.id)
  order by 1`;

// A message of which one copy was released stays with the others: it is no longer held for good.
const EXPIRED = `
  select item.id
  from mail_folder folder
  join mail_item item on item.mailbox_id = folder.mailbox_id and item.folder_id = folder.id
  where folder.agency_id = $1 and folder.role = 'quarantine' and item.received_at < $2 and item.direction = 'in'
    and not exists (
      select 1 from mail_item other join mail_folder place on place.agency_id = other.agency_id and place.id = other.folder_id
      where other.message_id = item.message_id and other.direction = 'in' and other.retracted_at is null
        and place.role is distinct from 'quarantine')
  order by item.id limit ${BATCH}`;

async function expireOf(services: Services, agencyId: string): Promise<void> {
  const days = await quarantineDaysOf(services.db, services.clock, agencyId);
  const before = new Date(services.clock.now().getTime() - days * DAY_MS);
  for (;;) {
    const rows = await rawQuery<{ id: string }>(services.db, EXPIRED, [agencyId, before]);
    if (rows.length === 0) {
      return;
    }
    const ids = rows.map(({ id }) => id);
    const context = systemContext(services);
    await command(context, async (tx) => {
      await rawQuery(tx, 'delete from threat_release where item_id = any ($1::uuid[])', [ids]);
      const gone = await purgeItems(tx, context, ids);
      // Also when a twin was quicker: it locked the rows and leaves its trace.
      await record(tx, context, {
        action: 'threats.held_expired',
        agencyId,
        objectKind: 'mail_item',
        objectId: ids[0] ?? '',
        detail: { days, copies: gone.items, messages: gone.messages },
      });
      return null;
    });
  }
}

/** Held for its days, nobody let it through: the copies, what was read of them and the bytes are erased (spec mail.md §10.5). */
export async function expireHeld(services: Services): Promise<void> {
  for (const { id } of await rawQuery<{ id: string }>(services.db, AGENCIES, [])) {
    await expireOf(services, id);
  }
}
