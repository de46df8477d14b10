import { record } from '#modules/audit';
import { getFile, serveFile } from '#modules/files';
import { type ActingContext, command } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { alsoWithin } from '../../../platform/reach.ts';
import { mailboxPolicies } from '../mail.policy.ts';
import { policyFactsOf } from '../mail.presenter.ts';
import { addHistory } from '../mail.store.ts';
import { getVisibleMailbox } from './list-mailboxes.ts';

/**
 * The letters of a closed mailbox as one mbox; that they were taken stands in its history.
 * @throws AppError 404 `mail.not_found`, `mail.no_archive` · 403 `mail.download_archive.forbidden`
 */
export async function downloadArchive(context: ActingContext, id: string): Promise<FileAnswer> {
  const { db, subject } = context;
  const row = await getVisibleMailbox(db, context, id);
  mailboxPolicies.authorize('mail.download_archive', subject, policyFactsOf(subject, row));
  if (row.export_file_id === null) {
    throw notFound('mail.no_archive', 'Hộp thư chưa có bản lưu trữ.');
  }
  const { agency_id: agencyId, export_file_id: fileId } = row;
  const file = await alsoWithin('guided', [agencyId], () => getFile(db, agencyId, fileId));
  await command({ ...context, idempotency: undefined }, async (tx) => {
    await addHistory(tx, context, row, { text: 'Tải thư lưu trữ' });
    await record(tx, context, {
      action: 'mail.archive_downloaded',
      agencyId: row.agency_id,
      objectKind: 'mailbox',
      objectId: row.id,
      detail: { fileId: file.id, sha256: file.sha256 },
    });
    return null;
  });
  return serveFile(context, file, { inline: false });
}
