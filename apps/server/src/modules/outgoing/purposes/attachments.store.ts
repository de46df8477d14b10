import { attachFile, type DocumentFile, detachFile, listDocumentFiles } from '#modules/documents';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { type AttachmentRow, outgoingTables } from '../outgoing.tables.ts';

interface Key {
  agencyId: string;
  documentId: string;
}

/** Separate attachments as they are shown and sent, in the order of the drafter. */
export async function listAttachments(db: Db | Tx, { agencyId, documentId }: Key): Promise<DocumentFile[]> {
  return (await listDocumentFiles(db, agencyId, documentId)).filter(({ role }) => role === 'attachment');
}

export async function listSealedAttachments(db: Db | Tx, { agencyId, documentId }: Key): Promise<AttachmentRow[]> {
  return outgoingTables(db)
    .selectFrom('outgoing_attachment')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('document_id', '=', documentId)
    .execute();
}

export async function findSealedAttachment(
  db: Db | Tx,
  agencyId: string,
  sourceFileId: string,
): Promise<AttachmentRow | undefined> {
  return outgoingTables(db)
    .selectFrom('outgoing_attachment')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('source_file_id', '=', sourceFileId)
    .executeTakeFirst();
}

export async function insertSealedAttachment(tx: Tx, row: AttachmentRow): Promise<void> {
  await outgoingTables(tx).insertInto('outgoing_attachment').values(row).execute();
}

export async function moveSealedAttachment(
  tx: Tx,
  row: AttachmentRow,
  set: Partial<Pick<AttachmentRow, 'file_id' | 'newest_sha256'>>,
): Promise<void> {
  await outgoingTables(tx)
    .updateTable('outgoing_attachment')
    .set(set)
    .where('agency_id', '=', row.agency_id)
    .where('source_file_id', '=', row.source_file_id)
    .execute();
}

/** Another file in the place of one: same version, same place in the list, so that enclosures keep the drafter's order. */
export async function swapAttachment(
  tx: Tx,
  { agencyId, documentId }: Key,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const [place] = await rawQuery<{ version: number; sortOrder: number }>(
    tx,
    `select version, sort_order as "sortOrder" from document_file
     where agency_id = $1 and document_id = $2 and file_id = $3 and role = 'attachment'`,
    [agencyId, documentId, from],
  );
  await detachFile(tx, agencyId, documentId, from, 'attachment');
  await attachFile(tx, { agencyId, documentId, fileId: to, role: 'attachment', ...place });
}

/** The number on the stamps is void: what goes back to the drafter are the files as he attached them. */
export async function restoreAttachments(tx: Tx, key: Key): Promise<void> {
  for (const row of await listSealedAttachments(tx, key)) {
    await swapAttachment(tx, key, { from: row.file_id, to: row.source_file_id });
  }
  await outgoingTables(tx)
    .deleteFrom('outgoing_attachment')
    .where('agency_id', '=', key.agencyId)
    .where('document_id', '=', key.documentId)
    .execute();
}
