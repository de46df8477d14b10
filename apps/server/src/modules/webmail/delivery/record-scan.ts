import type { AttachmentAv } from '@congvu/contracts';
import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { tellBoxes } from './tell.ts';

interface WaitingAttachment {
  messageId: string;
  rawSha256: string;
  no: number;
  name: string;
  sha256: string;
  size: number;
}

/** Attachments nobody has scanned yet, oldest first; their bytes are in the raw message. */
export async function attachmentsToScan(db: Db | Tx, limit: number): Promise<WaitingAttachment[]> {
  return rawQuery<WaitingAttachment>(
    db,
    `select message.id as "messageId", message.raw_sha256 as "rawSha256", file.no, file.name, file.sha256, file.size
     from mail_attachment file join mail_message message on message.id = file.message_id
     where file.av = 'pending' order by file.message_id, file.no limit $1`,
    [limit],
  );
}

async function boxesOf(tx: Tx, messageIds: readonly string[]): Promise<{ agencyId: string; mailboxId: string }[]> {
  return rawQuery(
    tx,
    `select distinct agency_id as "agencyId", mailbox_id as "mailboxId" from mail_item where message_id = any ($1::uuid[])`,
    [messageIds],
  );
}

/**
 * What the antivirus says of these bytes, in every mail that carries them; new signatures may change it either way. `cleared`: the mails
 * whose attachment was malware until now and is none.
 */
export async function recordScan(
  tx: Tx,
  context: Context,
  scan: { sha256: string; av: AttachmentAv; text?: string },
): Promise<{ messageIds: string[]; cleared: string[] }> {
  const rows = await rawQuery<{ message_id: string; former: AttachmentAv }>(
    tx,
    `with before as (
       select message_id, no, av from mail_attachment
       where sha256 = $1 and (av, coalesce(av_text, '')) is distinct from ($2, coalesce($3, ''))
       order by message_id, no for update)
     update mail_attachment file set av = $2, av_text = $3 from before
     where file.message_id = before.message_id and file.no = before.no
     returning file.message_id, before.av as former`,
    [scan.sha256, scan.av, scan.text ?? null],
  );
  const messageIds = [...new Set(rows.map((row) => row.message_id))];
  const infected = rows.filter((row) => row.former === 'infected').map((row) => row.message_id);
  const boxes = await boxesOf(tx, messageIds);
  for (const agencyId of new Set(boxes.map((box) => box.agencyId))) {
    await record(tx, context, {
      action: 'webmail.attachment_scanned',
      agencyId,
      objectKind: 'mail_message',
      objectId: messageIds[0] ?? '',
      detail: { sha256: scan.sha256, av: scan.av, messages: messageIds.length },
    });
  }
  await tellBoxes(tx, boxes);
  return { messageIds, cleared: scan.av === 'clean' ? [...new Set(infected)] : [] };
}
