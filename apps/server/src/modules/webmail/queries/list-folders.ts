import type { MailFolderView } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { fixedFolders } from '../box/folders.ts';
import { openBox } from '../box/open-box.ts';
import { folderPolicies } from '../webmail.policy.ts';

interface Row {
  id: string;
  name: string;
  role: MailFolderView['role'];
  total: number;
  unread: number;
}

// Each count reads an index that holds nothing else; drafts are not items.
const FOLDERS = `
  with totals as (
    select folder_id, count(*)::int as total from mail_item
    where mailbox_id = $1 and deleted_at is null and retracted_at is null group by folder_id),
  fresh as (
    select folder_id, count(*)::int as unread from mail_item
    where mailbox_id = $1 and not seen and deleted_at is null and retracted_at is null group by folder_id)
  select folder.id, folder.name, folder.role,
    case when folder.role = 'drafts' then (select count(*)::int from mail_draft where mailbox_id = $1 and state in ('draft', 'queued'))
      else coalesce(totals.total, 0) end as total,
    case when folder.role in ('sent', 'drafts') then 0 else coalesce(fresh.unread, 0) end as unread
  from mail_folder folder left join totals on totals.folder_id = folder.id left join fresh on fresh.folder_id = folder.id
  where folder.mailbox_id = $1 order by folder.sort_order, folder.name_key`;

export async function listFolders(context: ActingContext, mailboxId: string): Promise<{ items: MailFolderView[] }> {
  const box = await openBox(context.db, context, mailboxId);
  await fixedFolders(context.db, context.clock, [box]);
  const rows = await rawQuery<Row>(context.db, FOLDERS, [mailboxId]);
  return {
    items: rows.map((row) => ({
      ...row,
      abilities: folderPolicies.abilities(context.subject, { isFixed: row.role !== null }),
    })),
  };
}
