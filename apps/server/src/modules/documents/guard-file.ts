import { discardBlob, extractPdfText, type StoredBlob } from '#modules/files';
import type { Context, Services } from '../../platform/context.ts';
import { officeKind, readOfficeWords } from './office-words.ts';
import { findStateSecret, guardAgainstStateSecret, type SecrecyReason } from './state-secret.ts';

const PDF = 'application/pdf';
/** A workbook or a presentation full of pictures is read by its words alone; beyond this even its directory is too much. */
const MOST_BYTES = 50 * 1024 * 1024;

/** Words of a stored file page by page; a scan without a word layer, a picture, an archive and the formats before 2007 have none. */
async function pagesOf(
  services: Services,
  file: { agencyId: string; sha256: string; mediaType: string; size?: number },
): Promise<readonly string[]> {
  if (file.mediaType === PDF) {
    return (await extractPdfText(services, file)).pages;
  }
  const kind = officeKind(file.mediaType);
  if (kind === undefined || (file.size ?? 0) > MOST_BYTES) {
    return [];
  }
  return readOfficeWords(kind, await services.blobs.readBytes(file.sha256));
}

/** Marks in a stored file that has words. */
export async function findStateSecretInFile(
  services: Services,
  file: { agencyId: string; sha256: string; mediaType: string },
): Promise<SecrecyReason[]> {
  return findStateSecret({ pages: await pagesOf(services, file) });
}

/**
 * The door for files put up by a person: a file with a marked page is refused, its bytes are taken back, the incident and the hash of
 * the bytes stay, so that copies elsewhere can be found.
 * @throws AppError 422 `documents.state_secret`
 */
export async function guardUpload(
  context: Context,
  door: { agencyId: string; name: string; objectId: string },
  blob: StoredBlob,
): Promise<void> {
  const pages = await pagesOf(context, { agencyId: door.agencyId, ...blob });
  try {
    await guardAgainstStateSecret(context, { ...door, sha256: blob.sha256 }, { pages });
  } catch (error) {
    await discardBlob(context, blob.sha256);
    throw error;
  }
}
