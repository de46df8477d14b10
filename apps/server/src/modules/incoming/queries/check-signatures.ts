import type { SignatureCheck } from '@congvu/contracts';
import { listDocumentFiles } from '#modules/documents';
import { getFile } from '#modules/files';
import { checkStoredFile } from '#modules/signing';
import type { ActingContext } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import { loadToRead } from './view-incoming.ts';

/** The full answer on the letter as it came, for its marks and its report. */
export async function checkIncomingSignatures(context: ActingContext, id: string): Promise<SignatureCheck> {
  const { row } = await loadToRead(context, id);
  const received = (await listDocumentFiles(context.db, row.agency_id, id)).find((file) => file.role === 'received');
  if (received === undefined || received.mediaType !== 'application/pdf') {
    throw notFound('incoming.no_signed_page', 'Văn bản này không có tệp PDF chính nên không có chữ ký số để kiểm tra.');
  }
  const file = await getFile(context.db, row.agency_id, received.fileId);
  return checkStoredFile(context, { agencyId: row.agency_id, fileSha256: file.sha256, name: file.name });
}
