import type { ExportedMessage } from '#modules/mail';
import type { Services } from '../../platform/context.ts';
import { publish } from '../../platform/events.ts';
import { rawQuery } from '../../platform/sql.ts';
import { MAIL_TOPIC } from './delivery/tell.ts';

/**
 * A box was locked: who has it open is told to read again and finds it gone. Rights are asked at every request, so that nothing is
 * served in between.
 */
export async function kick(services: Services, mailboxId: string): Promise<void> {
  const [folder] = await rawQuery<{ agency_id: string }>(
    services.db,
    'select agency_id from mail_folder where mailbox_id = $1 limit 1',
    [mailboxId],
  );
  if (folder !== undefined) {
    // Nobody is a member of a locked box any more: everybody of the agency is told.
    await services.db
      .transaction()
      .execute((tx) => publish(tx, { topic: MAIL_TOPIC, agencyId: folder.agency_id, ids: [mailboxId] }));
  }
}

const AT_ONCE = 200;

interface ExportRow {
  id: string;
  raw_sha256: string;
  received_at: Date;
  folder: string;
  seen: boolean;
  flagged: boolean;
  answered: boolean;
}

function flagsOf(row: ExportRow): string[] {
  return [row.seen ? '\\Seen' : '', row.flagged ? '\\Flagged' : '', row.answered ? '\\Answered' : ''].filter(
    (flag) => flag !== '',
  );
}

/** Every message of a box, oldest first, as it came; what was retracted or deleted is not the holder's any more. */
export async function* exportMessages(services: Services, mailboxId: string): AsyncIterable<ExportedMessage> {
  let after: [Date, string] = [new Date(0), '00000000-0000-0000-0000-000000000000'];
  for (;;) {
    const rows = await rawQuery<ExportRow>(
      services.db,
      `select item.id, message.raw_sha256, item.received_at, folder.name as folder, item.seen, item.flagged, item.answered
       from mail_item item join mail_message message on message.id = item.message_id
       join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id
       where item.mailbox_id = $1 and item.deleted_at is null and item.retracted_at is null
         and (item.received_at, item.id) > ($2, $3)
       order by item.received_at, item.id limit $4`,
      [mailboxId, ...after, AT_ONCE],
    );
    for (const row of rows) {
      const raw = await services.blobs.readBytes(row.raw_sha256);
      yield { raw, receivedAt: row.received_at, folder: row.folder, flags: flagsOf(row) };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < AT_ONCE) {
      return;
    }
    after = [last.received_at, last.id];
  }
}
