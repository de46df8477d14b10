import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { addEventsOf } from '../box/change-emails.ts';
import { fixedFolder } from '../box/folders.ts';
import { tellBoxes } from './tell.ts';

interface EmailPlace {
  agencyId: string;
  mailboxId: string;
  itemId: string;
}

function actorOf({ subject, clock }: ActingContext, { agencyId, mailboxId }: EmailPlace) {
  return { agencyId, mailboxId, personId: subject.personId, who: subject.displayName, at: clock.now() };
}

/**
 * A received mail somebody has called forged: read, and out of the way into the bin of that mailbox, from where it comes back. What is
 * held in quarantine stays there. True when it was moved; the caller leaves the trace.
 */
export async function setAside(tx: Tx, context: ActingContext, email: EmailPlace): Promise<boolean> {
  const { agencyId, mailboxId, itemId } = email;
  const bin = await fixedFolder(tx, context.clock, email, 'trash');
  const moved = await rawQuery(
    tx,
    `update mail_item item set former_folder_id = item.folder_id, folder_id = $4, binned_at = $5
     from mail_folder folder
     where item.agency_id = $1 and item.mailbox_id = $2 and item.id = $3 and item.direction = 'in'
       and item.deleted_at is null and item.retracted_at is null
       and folder.agency_id = item.agency_id and folder.id = item.folder_id
       and (folder.role is null or folder.role = 'inbox')
     returning 1`,
    [agencyId, mailboxId, itemId, bin, context.clock.now()],
  );
  await rawQuery(tx, 'update mail_item set seen = true where agency_id = $1 and mailbox_id = $2 and id = $3', [
    agencyId,
    mailboxId,
    itemId,
  ]);
  if (moved.length > 0) {
    await addEventsOf(tx, actorOf(context, email), [itemId], {
      kind: 'trashed',
      text: 'Báo thư giả mạo, chuyển vào thùng rác',
    });
  }
  await tellBoxes(tx, [email]);
  return moved.length > 0;
}

/** The report was taken back, or the mail turned out to be genuine: from the bin to where it was. Answers how many came back. */
export async function bringBack(tx: Tx, context: ActingContext, emails: readonly EmailPlace[]): Promise<number> {
  let back = 0;
  for (const email of emails) {
    const inbox = await fixedFolder(tx, context.clock, email, 'inbox');
    const rows = await rawQuery(
      tx,
      `update mail_item item set folder_id = coalesce((select id from mail_folder former
           where former.agency_id = item.agency_id and former.id = item.former_folder_id), $4),
         former_folder_id = null, binned_at = null
       from mail_folder folder
       where item.agency_id = $1 and item.mailbox_id = $2 and item.id = $3 and item.deleted_at is null
         and folder.agency_id = item.agency_id and folder.id = item.folder_id and folder.role = 'trash'
       returning 1`,
      [email.agencyId, email.mailboxId, email.itemId, inbox],
    );
    if (rows.length > 0) {
      await addEventsOf(tx, actorOf(context, email), [email.itemId], { kind: 'moved', text: 'Đưa thư trở lại chỗ cũ' });
      back += 1;
    }
  }
  await tellBoxes(tx, emails);
  return back;
}
