import { recordAll } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { fixedFolders } from '../box/folders.ts';
import { tellBoxes } from './tell.ts';

interface Copy {
  agency_id: string;
  id: string;
  mailbox_id: string;
}

/**
 * Releases received copies from quarantine, or puts them there: of these messages, in these boxes or in all that have them. Copies
 * that lie there already stay as they are; answers how many moved.
 */
export async function placeMessages(
  tx: Tx,
  context: Context,
  wanted: {
    messageIds: readonly string[];
    mailboxIds?: readonly string[];
    placement: 'inbox' | 'quarantine';
    reason: string;
  },
): Promise<number> {
  const from =
    wanted.placement === 'inbox' ? "folder.role = 'quarantine'" : "folder.role is distinct from 'quarantine'";
  const copies = await rawQuery<Copy>(
    tx,
    `select item.agency_id, item.id, item.mailbox_id from mail_item item
     join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id
     where item.message_id = any ($1::uuid[]) and item.direction = 'in' and ${from}
       and ($2::uuid[] is null or item.mailbox_id = any ($2::uuid[]))
     order by item.agency_id, item.id for update of item`,
    [wanted.messageIds, wanted.mailboxIds ?? null],
  );
  if (copies.length === 0) {
    return 0;
  }
  const boxes = copies.map((copy) => ({ agencyId: copy.agency_id, mailboxId: copy.mailbox_id }));
  const folders = await fixedFolders(tx, context.clock, boxes);
  await rawQuery(
    tx,
    `update mail_item item set folder_id = moved.folder_id, former_folder_id = null, binned_at = null, deleted_at = null
     from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as moved (agency_id, id, folder_id)
     where item.agency_id = moved.agency_id and item.id = moved.id`,
    [
      copies.map((copy) => copy.agency_id),
      copies.map((copy) => copy.id),
      copies.map((copy) => folders.get(`${copy.mailbox_id} ${wanted.placement}`)),
    ],
  );
  const leaves = [...Map.groupBy(copies, (copy) => copy.agency_id)].map(([agencyId, own]) => ({
    action: wanted.placement === 'inbox' ? 'webmail.released' : 'webmail.quarantined',
    agencyId,
    objectKind: 'mail_message',
    objectId: wanted.messageIds[0] ?? '',
    detail: { reason: wanted.reason, copies: own.length },
  }));
  await recordAll(tx, context, leaves);
  await tellBoxes(tx, boxes);
  return copies.length;
}
