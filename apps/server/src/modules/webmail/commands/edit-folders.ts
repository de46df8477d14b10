import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid, notFound } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { oneAtATime, rawQuery } from '../../../platform/sql.ts';
import { type FolderRow, fixedFolder, fixedFolders, folderKey } from '../box/folders.ts';
import { type OpenBox, openBox } from '../box/open-box.ts';
import { tellBoxes } from '../delivery/tell.ts';
import { folderPolicies } from '../webmail.policy.ts';
import { webmailTables } from '../webmail.tables.ts';

const MAX_FOLDERS = 200;
const OWN_FOLDERS_FROM = 100;

async function finish(tx: Tx, context: ActingContext, box: OpenBox, action: string, id: string, name: string) {
  await record(tx, context, {
    action,
    agencyId: box.agencyId,
    objectKind: 'mail_folder',
    objectId: id,
    detail: { name },
  });
  await tellBoxes(tx, [box]);
  return { id };
}

function taken(name: string) {
  return conflict('webmail.folder_exists', `Hộp thư đã có thư mục "${name}". Đặt tên khác.`);
}

async function lockFolder(tx: Tx, box: OpenBox, id: string): Promise<FolderRow> {
  const row = await webmailTables(tx)
    .selectFrom('mail_folder')
    .selectAll()
    .where('agency_id', '=', box.agencyId)
    .where('mailbox_id', '=', box.mailboxId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) {
    throw notFound('webmail.folder_not_found', 'Không có thư mục này trong hộp thư. Tải lại danh sách thư mục.');
  }
  return row;
}

export async function createFolder(context: ActingContext, mailboxId: string, name: string): Promise<{ id: string }> {
  return command(context, async (tx) => {
    const box = await openBox(tx, context, mailboxId, 'webmail.organise');
    const present = await fixedFolders(tx, context.clock, [box]);
    const [row] = await rawQuery<{ count: number }>(
      tx,
      'select count(*)::int as count from mail_folder where mailbox_id = $1',
      [mailboxId],
    );
    if ((row?.count ?? present.size) >= MAX_FOLDERS) {
      throw invalid('webmail.folder_limit', `Mỗi hộp thư có tối đa ${MAX_FOLDERS} thư mục. Gộp hoặc xóa bớt thư mục.`);
    }
    const id = newId();
    const made = await rawQuery(
      tx,
      `insert into mail_folder (agency_id, id, mailbox_id, role, name, name_key, sort_order, created_at)
       values ($1, $2, $3, null, $4, $5, $6, $7) on conflict (agency_id, mailbox_id, name_key) do nothing returning 1`,
      [box.agencyId, id, mailboxId, name, folderKey(name), OWN_FOLDERS_FROM, context.clock.now()],
    );
    if (made.length === 0) {
      throw taken(name);
    }
    return finish(tx, context, box, 'webmail.folder_created', id, name);
  });
}

export async function renameFolder(
  context: ActingContext,
  { mailboxId, folderId }: { mailboxId: string; folderId: string },
  name: string,
): Promise<{ id: string }> {
  return command(context, async (tx) => {
    const box = await openBox(tx, context, mailboxId, 'webmail.organise');
    const folder = await lockFolder(tx, box, folderId);
    folderPolicies.authorize('webmail.rename_folder', context.subject, { isFixed: folder.role !== null });
    await oneAtATime(tx, `webmail.folders ${mailboxId}`);
    const [other] = await rawQuery(
      tx,
      'select 1 from mail_folder where agency_id = $1 and mailbox_id = $2 and name_key = $3 and id <> $4',
      [box.agencyId, mailboxId, folderKey(name), folderId],
    );
    if (other !== undefined) {
      throw taken(name);
    }
    await rawQuery(tx, 'update mail_folder set name = $3, name_key = $4 where agency_id = $1 and id = $2', [
      box.agencyId,
      folderId,
      name,
      folderKey(name),
    ]);
    return finish(tx, context, box, 'webmail.folder_renamed', folderId, name);
  });
}

/** Its mails go back to the inbox; none is lost with a folder. */
export async function removeFolder(
  context: ActingContext,
  { mailboxId, folderId }: { mailboxId: string; folderId: string },
): Promise<{ id: string }> {
  return command(context, async (tx) => {
    const box = await openBox(tx, context, mailboxId, 'webmail.organise');
    const folder = await lockFolder(tx, box, folderId);
    folderPolicies.authorize('webmail.remove_folder', context.subject, { isFixed: folder.role !== null });
    const inbox = await fixedFolder(tx, context.clock, box, 'inbox');
    await rawQuery(tx, 'update mail_item set folder_id = $3 where agency_id = $1 and folder_id = $2', [
      box.agencyId,
      folderId,
      inbox,
    ]);
    await rawQuery(tx, 'update mail_item set former_folder_id = null where mailbox_id = $1 and former_folder_id = $2', [
      mailboxId,
      folderId,
    ]);
    await rawQuery(tx, 'delete from mail_folder where agency_id = $1 and id = $2', [box.agencyId, folderId]);
    return finish(tx, context, box, 'webmail.folder_removed', folderId, folder.name);
  });
}
