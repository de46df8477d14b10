import type { Services } from '../../platform/context.ts';
import type { FileAnswer } from '../../platform/http/route.ts';
import type { StoredFile } from './files.store.ts';
import { assertNotInfected } from './scan/lock-files.ts';

/** Headers of a download (RFC 6266): always as an attachment or in a sandbox, never as a page of ours. */
function fileHeaders(file: StoredFile, inline: boolean): Record<string, string> {
  const name = encodeURIComponent(file.name);
  const showable = inline && (file.media_type === 'application/pdf' || file.media_type.startsWith('image/'));
  return {
    'content-type': showable ? file.media_type : 'application/octet-stream',
    'content-length': String(file.size),
    'content-disposition': `${showable ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`,
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    etag: `"${file.sha256}"`,
  };
}

/**
 * The one way a stored file goes out to whoever the caller has found may read it.
 * @throws AppError 410 `files.infected_since`
 */
export async function serveFile(
  services: Pick<Services, 'db' | 'blobs'>,
  file: StoredFile,
  { inline }: { inline: boolean },
): Promise<FileAnswer> {
  await assertNotInfected(services.db, [file]);
  return { stream: services.blobs.read(file.sha256), headers: fileHeaders(file, inline) };
}
