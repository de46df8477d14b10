import type { EmailsChanged, MoveEmails } from '@congvu/contracts';
import { addUsage } from '#modules/mail';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, forbidden, notFound } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { changeEmails, type LockedEmail } from '../box/change-emails.ts';
import { fixedFolder } from '../box/folders.ts';
import type { OpenBox } from '../box/open-box.ts';

function assertNotQuarantined(emails: readonly LockedEmail[]): void {
  if (emails.some(({ folderRole }) => folderRole === 'quarantine')) {
    throw forbidden(
      'Có thư đang cách ly nên không di chuyển được. Muốn nhận thư thì đề nghị cán bộ an toàn thông tin thả thư.',
      'webmail.quarantined',
    );
  }
}

async function targetFolder(tx: Tx, box: OpenBox, folderId: string): Promise<{ name: string; role: string | null }> {
  const [row] = await rawQuery<{ name: string; role: string | null }>(
    tx,
    'select name, role from mail_folder where agency_id = $1 and mailbox_id = $2 and id = $3 for key share',
    [box.agencyId, box.mailboxId, folderId],
  );
  if (row === undefined) {
    throw notFound('webmail.folder_not_found', 'Không có thư mục này trong hộp thư. Tải lại danh sách thư mục.');
  }
  return row;
}

/** To any folder but quarantine and drafts; into the bin by the same way counts its days. */
export async function moveEmails(context: ActingContext, mailboxId: string, body: MoveEmails): Promise<EmailsChanged> {
  return changeEmails(context, mailboxId, {
    action: 'webmail.organise',
    recorded: 'webmail.moved',
    detail: { folderId: body.folderId },
    ids: body.ids,
    apply: async (tx, box, emails) => {
      assertNotQuarantined(emails);
      const target = await targetFolder(tx, box, body.folderId);
      if (target.role === 'quarantine' || target.role === 'drafts') {
        throw conflict(
          'webmail.folder_fixed',
          `Thư mục "${target.name}" không nhận thư chuyển đến. Chọn thư mục khác.`,
        );
      }
      const changed = emails.filter(({ folderId }) => folderId !== body.folderId).map(({ id }) => id);
      await rawQuery(
        tx,
        `update mail_item set former_folder_id = folder_id, folder_id = $3, binned_at = $4
         where agency_id = $1 and id = any ($2::uuid[])`,
        [box.agencyId, changed, body.folderId, target.role === 'trash' ? context.clock.now() : null],
      );
      const text = `Đã chuyển ${changed.length} thư vào "${target.name}".`;
      return { changed, text, event: { kind: 'moved', text: `Chuyển vào "${target.name}"` } };
    },
  });
}

export async function trashEmails(context: ActingContext, mailboxId: string, ids: string[]): Promise<EmailsChanged> {
  return changeEmails(context, mailboxId, {
    action: 'webmail.organise',
    recorded: 'webmail.trashed',
    ids,
    apply: async (tx, box, emails) => {
      assertNotQuarantined(emails);
      const bin = await fixedFolder(tx, context.clock, box, 'trash');
      const changed = emails.filter(({ folderId }) => folderId !== bin).map(({ id }) => id);
      await rawQuery(
        tx,
        `update mail_item set former_folder_id = folder_id, folder_id = $3, binned_at = $4
         where agency_id = $1 and id = any ($2::uuid[])`,
        [box.agencyId, changed, bin, context.clock.now()],
      );
      const text = `Đã chuyển ${changed.length} thư vào thùng rác.`;
      return { changed, text, event: { kind: 'trashed', text: 'Chuyển vào thùng rác' } };
    },
  });
}

/** Out of sight, from the bin only; `restoreEmails` brings it back until the bin is emptied. */
export async function deleteEmails(context: ActingContext, mailboxId: string, ids: string[]): Promise<EmailsChanged> {
  return changeEmails(context, mailboxId, {
    action: 'webmail.organise',
    recorded: 'webmail.deleted',
    ids,
    apply: async (tx, box, emails) => {
      if (emails.some(({ folderRole }) => folderRole !== 'trash')) {
        throw conflict('webmail.wrong_state', 'Chỉ xóa hẳn thư trong thùng rác. Chuyển thư vào thùng rác trước.');
      }
      const changed = emails.map(({ id }) => id);
      await rawQuery(tx, 'update mail_item set deleted_at = $3 where agency_id = $1 and id = any ($2::uuid[])', [
        box.agencyId,
        changed,
        context.clock.now(),
      ]);
      await addUsage(tx, box.mailboxId, -emails.reduce((sum, { size }) => sum + size, 0));
      const text = `Đã xóa ${changed.length} thư.`;
      return { changed, text, event: { kind: 'deleted', text: 'Xóa khỏi thùng rác' } };
    },
  });
}

/** Undo of bin and deletion: back to the folder it came from, or to the inbox when that is gone. */
export async function restoreEmails(context: ActingContext, mailboxId: string, ids: string[]): Promise<EmailsChanged> {
  return changeEmails(context, mailboxId, {
    action: 'webmail.organise',
    recorded: 'webmail.brought_back',
    ids,
    deletedToo: true,
    apply: async (tx, box, emails) => {
      const inbox = await fixedFolder(tx, context.clock, box, 'inbox');
      const sent = await fixedFolder(tx, context.clock, box, 'sent');
      const changed = emails.filter(({ folderRole, deleted }) => deleted || folderRole === 'trash');
      await rawQuery(
        tx,
        `update mail_item item set deleted_at = null, binned_at = null, former_folder_id = null,
           folder_id = coalesce(
             (select id from mail_folder former where former.agency_id = item.agency_id and former.id = item.former_folder_id
                and former.role is distinct from 'trash'),
             case when item.direction = 'out' then $4::uuid else $3::uuid end)
         where item.agency_id = $1 and item.id = any ($2::uuid[])`,
        [box.agencyId, changed.map(({ id }) => id), inbox, sent],
      );
      const back = changed.filter(({ deleted }) => deleted).reduce((sum, { size }) => sum + size, 0);
      if (back > 0) {
        await addUsage(tx, box.mailboxId, back);
      }
      const text = `Đã khôi phục ${changed.length} thư.`;
      return { changed: changed.map(({ id }) => id), text, event: { kind: 'brought_back', text: 'Khôi phục thư' } };
    },
  });
}
