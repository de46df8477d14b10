import { recordAll } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { tellBoxes } from './tell.ts';

/** Messages by their ids, or all that say the same (simhash of the words). */
export interface MessagesNamed {
  messageIds?: readonly string[];
  fingerprint?: string;
}

export interface ChangedCopies {
  items: number;
  mailboxes: number;
  messageIds: string[];
  /** Copies that had been registered: where their documents are. */
  registered: { agencyId: string; mailboxId: string; link: string }[];
}

interface ChangedRow {
  id: string;
  registered_link: string | null;
  agency_id: string;
  mailbox_id: string;
  message_id: string;
}

const NAMED = "(message.id = any ($1::uuid[]) or ($2 <> '' and message.fingerprint = $2))";

function named({ messageIds = [], fingerprint = '' }: MessagesNamed): [readonly string[], string] {
  if (messageIds.length === 0 && fingerprint === '') {
    throw invalid('webmail.email_not_found', 'Chưa nêu thư nào để thu hồi hoặc khôi phục.');
  }
  return [messageIds, fingerprint];
}

async function finish(tx: Tx, context: Context, action: string, rows: readonly ChangedRow[], reason: string) {
  const leaves = [...Map.groupBy(rows, (row) => row.agency_id)].map(([agencyId, own]) => ({
    action,
    agencyId,
    objectKind: 'mail_message',
    objectId: own[0]?.message_id ?? '',
    detail: { reason, copies: own.length, messages: [...new Set(own.map((row) => row.message_id))].slice(0, 50) },
  }));
  await recordAll(tx, context, leaves);
  await tellBoxes(
    tx,
    rows.map((row) => ({ agencyId: row.agency_id, mailboxId: row.mailbox_id })),
  );
  return {
    items: rows.length,
    mailboxes: new Set(rows.map((row) => row.mailbox_id)).size,
    messageIds: [...new Set(rows.map((row) => row.message_id))],
    registered: rows.flatMap(({ agency_id: agencyId, mailbox_id: mailboxId, registered_link: link }) =>
      link === null ? [] : [{ agencyId, mailboxId, link }],
    ),
  };
}

/** Takes every copy that people received out of sight, whatever folder it is in; soft, with the reason. The sender's copy stays. */
export async function retractMessages(
  tx: Tx,
  context: Context,
  given: MessagesNamed & { reason: string },
): Promise<ChangedCopies> {
  const rows = await rawQuery<ChangedRow>(
    tx,
    `with copies as (
       select item.agency_id, item.id from mail_item item join mail_message message on message.id = item.message_id
       where ${NAMED} and item.direction = 'in' and item.retracted_at is null
       order by item.agency_id, item.id for update of item)
     update mail_item item set retracted_at = $3, retract_reason = $4 from copies
     where item.agency_id = copies.agency_id and item.id = copies.id
     returning item.id, item.agency_id, item.mailbox_id, item.message_id, item.registered_link`,
    [...named(given), context.clock.now(), given.reason],
  );
  return finish(tx, context, 'webmail.retracted', rows, given.reason);
}

/** Back where each copy was, read or unread as it was. */
export async function restoreMessages(
  tx: Tx,
  context: Context,
  given: MessagesNamed & { reason?: string },
): Promise<ChangedCopies> {
  const rows = await rawQuery<ChangedRow>(
    tx,
    `with copies as (
       select item.agency_id, item.id from mail_item item join mail_message message on message.id = item.message_id
       where ${NAMED} and item.retracted_at is not null
       order by item.agency_id, item.id for update of item)
     update mail_item item set retracted_at = null, retract_reason = null from copies
     where item.agency_id = copies.agency_id and item.id = copies.id
     returning item.id, item.agency_id, item.mailbox_id, item.message_id, item.registered_link`,
    named(given),
  );
  return finish(tx, context, 'webmail.restored', rows, given.reason ?? '');
}

export interface Holder {
  agencyId: string;
  mailboxId: string;
  itemId: string;
  messageId: string;
  receivedAt: Date;
  /** Somebody has opened it. */
  seen: boolean;
  answered: boolean;
  folderRole: string | null;
  retractedAt: Date | null;
}

/** Every box that has received one of the messages, also those it was taken out of. */
export async function holdersOf(db: Db | Tx, messageIds: readonly string[]): Promise<Holder[]> {
  return rawQuery<Holder>(
    db,
    `select item.agency_id as "agencyId", item.mailbox_id as "mailboxId", item.id as "itemId", item.message_id as "messageId",
       item.received_at as "receivedAt", item.seen, item.answered, folder.role as "folderRole", item.retracted_at as "retractedAt"
     from mail_item item join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id
     where item.message_id = any ($1::uuid[]) and item.direction = 'in' order by item.agency_id, item.mailbox_id`,
    [messageIds],
  );
}
