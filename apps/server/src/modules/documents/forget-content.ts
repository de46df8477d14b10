import { createHash } from 'node:crypto';
import { removeFiles } from '#modules/files';
import type { Tx } from '../../platform/db.ts';
import { type DocumentFile, getDocument, listDocumentFiles } from './documents.store.ts';
import { documentTables, type FileRole } from './documents.tables.ts';

/** What was there, told by hashes only: enough to prove what was destroyed, nothing of what it said. */
export interface ForgottenContent {
  files: { role: FileRole; sha256: string; size: number }[];
  factsSha256: string;
}

/** Lines of the timeline that say who did what; every other line may quote what was written. */
const PLAIN_LINES = [
  'received',
  'registered',
  'opened',
  'directed',
  'sub_assigned',
  'part_moved',
  'amendment_asked',
  'amendment_answered',
];

const REDACTED: Record<string, string> = {
  presented: 'Chuyển lãnh đạo',
  returned: 'Trả lại nơi gửi',
  reported: 'Báo cáo kết quả',
  approved: 'Duyệt kết quả',
  result_returned: 'Yêu cầu làm lại',
  completed: 'Kết thúc',
};

async function redactMovements(tx: Tx, agencyId: string, documentId: string): Promise<void> {
  const lines = await documentTables(tx)
    .selectFrom('document_movement')
    .select(['id', 'kind'])
    .where('agency_id', '=', agencyId)
    .where('document_id', '=', documentId)
    .where('kind', 'not in', PLAIN_LINES)
    .execute();
  for (const { id, kind } of lines) {
    await documentTables(tx)
      .updateTable('document_movement')
      .set({ text: REDACTED[kind] ?? 'Nội dung đã hủy theo yêu cầu thu hồi' })
      .where('agency_id', '=', agencyId)
      .where('id', '=', id)
      .execute();
  }
}

/** A file that another document of the agency carries too stays with that document. */
async function onlyHere(tx: Tx, agencyId: string, files: readonly DocumentFile[]): Promise<string[]> {
  const ids = files.map((file) => file.fileId);
  if (ids.length === 0) {
    return [];
  }
  const kept = await documentTables(tx)
    .selectFrom('document_file')
    .select('file_id')
    .where('agency_id', '=', agencyId)
    .where('file_id', 'in', ids)
    .execute();
  return ids.filter((id) => !kept.some((link) => link.file_id === id));
}

/**
 * Destroys what a recalled document said (Decree 30/2020 Annex VI 8b): its files and every fact beside who issued it, under which
 * number and when. The bytes themselves go when nobody else holds them, after the transaction (`files.eraseUnused`).
 */
export async function forgetContent(tx: Tx, agencyId: string, documentId: string): Promise<ForgottenContent> {
  const document = await getDocument(tx, agencyId, documentId);
  const files = await listDocumentFiles(tx, agencyId, documentId);
  const { abstract, signatory, signatory_position, page_count } = document;
  await documentTables(tx)
    .deleteFrom('document_file')
    .where('agency_id', '=', agencyId)
    .where('document_id', '=', documentId)
    .execute();
  await removeFiles(tx, agencyId, await onlyHere(tx, agencyId, files));
  await documentTables(tx)
    .updateTable('document')
    .set({ abstract: '', signatory: '', signatory_position: '', page_count: null })
    .where('agency_id', '=', agencyId)
    .where('id', '=', documentId)
    .execute();
  await redactMovements(tx, agencyId, documentId);
  const facts = JSON.stringify([abstract, signatory, signatory_position, page_count]);
  return {
    files: files.map(({ role, sha256, size }) => ({ role, sha256, size })),
    factsSha256: createHash('sha256').update(facts).digest('hex'),
  };
}
