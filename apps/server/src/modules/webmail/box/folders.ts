import { foldAccents } from '@congvu/vntext';
import type { Clock } from '../../../platform/clock.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { WebmailTables } from '../webmail.tables.ts';

export type FolderRow = WebmailTables['mail_folder'];
export type FolderRole = NonNullable<FolderRow['role']>;

const FIXED: readonly { role: FolderRole; name: string }[] = [
  { role: 'inbox', name: 'Thư đến' },
  { role: 'quarantine', name: 'Cách ly' },
  { role: 'sent', name: 'Đã gửi' },
  { role: 'drafts', name: 'Nháp' },
  { role: 'trash', name: 'Thùng rác' },
];

export function folderKey(name: string): string {
  return foldAccents(name.normalize('NFC').trim().toLowerCase());
}

interface Box {
  mailboxId: string;
  agencyId: string;
}

/** The folders every box has, made when they are first needed. Answers box id, a blank, role → folder id. */
export async function fixedFolders(tx: Db | Tx, clock: Clock, boxes: readonly Box[]): Promise<Map<string, string>> {
  const ids = boxes.map(({ mailboxId }) => mailboxId);
  const read = async (): Promise<Map<string, string>> => {
    const rows = await rawQuery<{ mailbox_id: string; role: string; id: string }>(
      tx,
      'select mailbox_id, role, id from mail_folder where mailbox_id = any ($1::uuid[]) and role is not null',
      [ids],
    );
    return new Map(rows.map((row) => [`${row.mailbox_id} ${row.role}`, row.id]));
  };
  const found = await read();
  const missing = boxes.filter(({ mailboxId }) => FIXED.some(({ role }) => !found.has(`${mailboxId} ${role}`)));
  if (missing.length === 0) {
    return found;
  }
  const now = clock.now();
  const rows = [...missing]
    .sort((a, b) => (a.mailboxId < b.mailboxId ? -1 : 1))
    .flatMap(({ mailboxId, agencyId }) =>
      FIXED.map(({ role, name }, at) => ({ agencyId, id: newId(now.getTime()), mailboxId, role, name, at })),
    );
  await rawQuery(
    tx,
    `insert into mail_folder (agency_id, id, mailbox_id, role, name, name_key, sort_order, created_at)
     select *, $8::timestamptz from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::int[])
     on conflict do nothing`,
    [
      rows.map((row) => row.agencyId),
      rows.map((row) => row.id),
      rows.map((row) => row.mailboxId),
      rows.map((row) => row.role),
      rows.map((row) => row.name),
      rows.map((row) => folderKey(row.name)),
      rows.map((row) => row.at),
      now,
    ],
  );
  return read();
}

export async function fixedFolder(tx: Db | Tx, clock: Clock, box: Box, role: FolderRole): Promise<string> {
  const id = (await fixedFolders(tx, clock, [box])).get(`${box.mailboxId} ${role}`);
  if (id === undefined) {
    throw new Error(`mailbox ${box.mailboxId} has no folder ${role}`);
  }
  return id;
}
