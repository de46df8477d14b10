import { discardBlob, extractPdfText, type StoredBlob } from '#modules/files';
import type { Context, Services } from '../../platform/context.ts';
import { findStateSecret, guardAgainstStateSecret, type SecrecyReason } from './state-secret.ts';

const PDF = 'application/pdf';

/** Marks on the pages of a stored PDF; a scan has none that can be read, another kind of file has no pages. */
export async function findStateSecretInPdf(
  services: Services,
  file: { agencyId: string; sha256: string; mediaType: string },
): Promise<SecrecyReason[]> {
  return file.mediaType === PDF ? findStateSecret({ pages: (await extractPdfText(services, file)).pages }) : [];
}

/**
 * The door for files put up by a person: a PDF with a marked page is refused, its bytes are taken back and the incident stays.
 * @throws AppError 422 `documents.state_secret`
 */
export async function guardUpload(
  context: Context,
  door: { agencyId: string; name: string; objectId: string },
  blob: StoredBlob,
): Promise<void> {
  if (blob.mediaType !== PDF) {
    return;
  }
  const { pages } = await extractPdfText(context, { agencyId: door.agencyId, sha256: blob.sha256 });
  try {
    await guardAgainstStateSecret(context, door, { pages });
  } catch (error) {
    await discardBlob(context, blob.sha256);
    throw error;
  }
}
