import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Services } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { KEPT_MS } from './check.store.ts';

/** Held in memory while it is judged; letters with scans stay well below. */
const MAX_BYTES = 50 * 1024 * 1024;
const NAME = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\.pdf$/;

type Place = Pick<Services, 'config'>;

function folder({ config }: Place): string {
  return join(config.dataDir, 'signature-checks');
}

function pathOf(services: Place, id: string): string {
  return join(folder(services), `${id}.pdf`);
}

export interface KeptFile {
  size: number;
  sha256: string;
}

/**
 * Writes an upload under the id of its check, apart from the store of documents: there the same bytes may belong to a letter
 * and must outlive the hour. @throws AppError `files.too_large`
 */
export async function keepUpload(services: Place, id: string, file: UploadedFile): Promise<KeptFile> {
  await mkdir(folder(services), { recursive: true, mode: 0o700 });
  const handle = await open(pathOf(services, id), 'wx', 0o600);
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const part of file.stream) {
      const bytes = Buffer.from(part);
      size += bytes.length;
      if (size > MAX_BYTES) {
        const megabytes = MAX_BYTES / 1024 / 1024;
        const message = `Tệp "${file.name}" lớn hơn ${megabytes} MB nên không kiểm tra ở đây được.`;
        throw new AppError('files.too_large', 413, message);
      }
      hash.update(bytes);
      await handle.writeFile(bytes);
    }
    return { size, sha256: hash.digest('hex') };
  } catch (error) {
    await forgetFile(services, id);
    throw error;
  } finally {
    await handle.close();
  }
}

export function readKept(services: Place, id: string): Promise<Buffer> {
  return readFile(pathOf(services, id));
}

/** The first `length` bytes. */
export function streamKept(services: Place, id: string, length: number): NodeJS.ReadableStream {
  return createReadStream(pathOf(services, id), { end: length - 1 });
}

export function forgetFile(services: Place, id: string): Promise<void> {
  return rm(pathOf(services, id), { force: true });
}

/** The id tells when it was made (RFC 9562 §5.7): also a file whose row a crash never wrote goes in time. */
export async function forgetOldFiles(services: Place, now: Date): Promise<void> {
  const names = await readdir(folder(services)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return [];
    }
    throw error;
  });
  const old = names.filter((name) => {
    const [, high, low] = NAME.exec(name) ?? [];
    return high !== undefined && Number.parseInt(`${high}${low}`, 16) + KEPT_MS <= now.getTime();
  });
  await Promise.all(old.map((name) => rm(join(folder(services), name), { force: true })));
}
