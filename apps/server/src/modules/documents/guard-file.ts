import { discardBlob, extractPdfText, readWords, type StoredBlob } from '#modules/files';
import type { Context, Services } from '../../platform/context.ts';
import { officeKind, readOfficeContent } from './office-words.ts';
import { findStateSecret, guardAgainstStateSecret, type SecrecyReason } from './state-secret.ts';

const PDF = 'application/pdf';
/** A workbook or a presentation full of pictures is read by its words alone; beyond this even its directory is too much. */
const MOST_BYTES = 50 * 1024 * 1024;

interface Content {
  pages: readonly string[];
  fileNames: string[];
}

/** Words of a stored file page by page, and names in an archive; a scan without a word layer, a picture and Excel before 2007 have none. */
async function contentOf(
  services: Services,
  file: { agencyId: string; sha256: string; mediaType: string; size?: number },
): Promise<Content> {
  if (file.mediaType === PDF) {
    return { pages: (await extractPdfText(services, file)).pages, fileNames: [] };
  }
  const kind = officeKind(file.mediaType);
  if (kind === undefined || (file.size ?? 0) > MOST_BYTES) {
    return { pages: [], fileNames: [] };
  }
  const { pages, names, pdfs } = await readOfficeContent(kind, await services.blobs.readBytes(file.sha256));
  for (const bytes of pdfs) {
    pages.push(...(await readWords(services, { agencyId: file.agencyId, bytes })).pages);
  }
  return { pages, fileNames: names };
}

/** Marks in a stored file that has words. */
export async function findStateSecretInFile(
  services: Services,
  file: { agencyId: string; sha256: string; mediaType: string },
): Promise<SecrecyReason[]> {
  return findStateSecret(await contentOf(services, file));
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
  const content = await contentOf(context, { agencyId: door.agencyId, ...blob });
  try {
    await guardAgainstStateSecret(context, { ...door, sha256: blob.sha256 }, content);
  } catch (error) {
    await discardBlob(context, blob.sha256);
    throw error;
  }
}
