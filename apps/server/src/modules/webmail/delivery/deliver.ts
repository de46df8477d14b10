import { record, recordAll } from '#modules/audit';
import { addUsages, noteUse } from '#modules/mail';
import { notify } from '#modules/notifications';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { fixedFolders } from '../box/folders.ts';
import { answerAbsences } from '../vacation/answer-absences.ts';
import { noteCorrespondents } from './correspondents.ts';
import { storeMessage } from './store-message.ts';
import type { DeliveryTarget, StoredMail } from './stored-mail.ts';
import { tellBoxes } from './tell.ts';
import { findThreads } from './threads.ts';

export interface DeliveredItem {
  itemId: string;
  messageId: string;
  mailboxId: string;
  agencyId: string;
  placement: DeliveryTarget['placement'];
  originalAddress: string;
  /** False when the box had it already. */
  isNew: boolean;
}

interface ItemRow {
  agencyId: string;
  mailboxId: string;
  folderId: string;
  threadId: string;
  originalAddress: string;
}

/** One item a box and direction: a message that comes twice is there once. Answers the boxes that did not have it. */
async function insertItems(
  tx: Tx,
  messageId: string,
  message: Pick<StoredMail, 'size' | 'receivedAt'>,
  rows: readonly ItemRow[],
): Promise<Set<string>> {
  const inserted = await rawQuery<{ mailbox_id: string }>(
    tx,
    `insert into mail_item (agency_id, id, mailbox_id, message_id, direction, folder_id, thread_id, received_at, original_address, size)
     select row.agency_id, row.id, row.mailbox_id, $7, 'in', row.folder_id, row.thread_id, $8, row.address, $9
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[])
       as row (agency_id, id, mailbox_id, folder_id, thread_id, address)
     order by row.mailbox_id
     on conflict (mailbox_id, message_id, direction) do nothing returning mailbox_id`,
    [
      rows.map((row) => row.agencyId),
      rows.map(() => newId(message.receivedAt.getTime())),
      rows.map((row) => row.mailboxId),
      rows.map((row) => row.folderId),
      rows.map((row) => row.threadId),
      rows.map((row) => row.originalAddress),
      messageId,
      message.receivedAt,
      message.size,
    ],
  );
  return new Set(inserted.map((row) => row.mailbox_id));
}

async function itemsOf(tx: Tx, messageId: string, mailboxIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await rawQuery<{ id: string; mailbox_id: string }>(
    tx,
    "select id, mailbox_id from mail_item where message_id = $1 and mailbox_id = any ($2::uuid[]) and direction = 'in'",
    [messageId, mailboxIds],
  );
  return new Map(rows.map((row) => [row.mailbox_id, row.id]));
}

/** A box of several people is told of as a number: one notice however much comes. */
async function noticeShared(tx: Tx, context: Context, items: readonly DeliveredItem[], members: Map<string, string[]>) {
  for (const { agencyId, mailboxId, placement } of items) {
    const personIds = members.get(mailboxId) ?? [];
    if (personIds.length < 2 || placement === 'quarantine') {
      continue;
    }
    const [row] = await rawQuery<{ unread: number }>(
      tx,
      `select count(*)::int as unread from mail_item item
       join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id and folder.role = 'inbox'
       where item.mailbox_id = $1 and not item.seen and item.deleted_at is null and item.retracted_at is null`,
      [mailboxId],
    );
    await notify(tx, context, {
      agencyId,
      personIds,
      kind: 'webmail.arrived',
      text: `Hộp thư đơn vị có ${row?.unread ?? 1} thư chưa đọc.`,
      link: `/thu?hop=${mailboxId}`,
      reason: 'Thành viên hộp thư dùng chung',
    });
  }
}

async function tellOfNew(tx: Tx, context: Context, message: StoredMail, items: readonly DeliveredItem[]) {
  const inbox = items.filter(({ placement }) => placement === 'inbox');
  await addUsages(
    tx,
    items.map(({ mailboxId }) => ({ mailboxId, bytes: message.size })),
  );
  for (const { mailboxId } of items) {
    await noteUse(tx, mailboxId, 'received', message.receivedAt);
  }
  await noteCorrespondents(tx, inbox, message.mail.from, 'received', message.receivedAt);
  const members = await tellBoxes(tx, items);
  await noticeShared(tx, context, items, members);
  await answerAbsences(tx, context, message, inbox);
  const agencies = Map.groupBy(items, (item) => item.agencyId);
  const leaves = [...agencies].map(([agencyId, own]) => ({
    action: 'webmail.delivered',
    agencyId,
    objectKind: 'mail_message',
    objectId: own[0]?.messageId ?? '',
    detail: {
      sha256: message.rawSha256,
      boxes: own.length,
      items: own.slice(0, 50).map(({ itemId, placement }) => `${itemId} ${placement}`),
    },
  }));
  await recordAll(tx, context, leaves);
}

/**
 * Puts a message whose bytes are durable into boxes, in the caller's transaction. The same raw message a second time in a box is
 * the same item, so that a delivery may be repeated after a crash.
 */
export async function deliver(
  tx: Tx,
  context: Context,
  { message, recipients }: { message: StoredMail; recipients: readonly DeliveryTarget[] },
): Promise<{ messageId: string; items: DeliveredItem[] }> {
  const messageId = await storeMessage(tx, message);
  // The row was waited for: a purge of the very bytes may have ended in between (`purge.ts`). Whoever brings them repeats.
  if (!context.blobs.has(message.rawSha256)) {
    throw new Error(`bytes of ${message.rawSha256} are gone`);
  }
  // Two addresses of one box are one copy; the inbox wins over quarantine only if nobody asked for quarantine.
  const targets = new Map<string, DeliveryTarget>();
  for (const target of recipients) {
    const before = targets.get(target.mailboxId);
    if (before === undefined || target.placement === 'quarantine') {
      targets.set(target.mailboxId, target);
    }
  }
  const boxes = [...targets.values()].sort((a, b) => (a.mailboxId < b.mailboxId ? -1 : 1));
  if (boxes.length === 0) {
    return { messageId, items: [] };
  }
  const folders = await fixedFolders(tx, context.clock, boxes);
  const threads = await findThreads(tx, boxes, message.mail);
  const rows = boxes.map((box) => ({
    ...box,
    folderId: folders.get(`${box.mailboxId} ${box.placement}`) ?? '',
    threadId: threads.get(box.mailboxId) ?? newId(),
  }));
  const fresh = await insertItems(tx, messageId, message, rows);
  const ids = await itemsOf(
    tx,
    messageId,
    boxes.map(({ mailboxId }) => mailboxId),
  );
  const items = boxes.map(({ mailboxId, agencyId, placement, originalAddress }) => ({
    itemId: ids.get(mailboxId) ?? '',
    messageId,
    mailboxId,
    agencyId,
    placement,
    originalAddress,
    isNew: fresh.has(mailboxId),
  }));
  const news = items.filter(({ isNew }) => isNew);
  if (news.length > 0) {
    await tellOfNew(tx, context, message, news);
  } else {
    await record(tx, context, {
      action: 'webmail.delivered_again',
      agencyId: boxes[0]?.agencyId ?? '',
      objectKind: 'mail_message',
      objectId: messageId,
      detail: { sha256: message.rawSha256 },
    });
  }
  return { messageId, items };
}
