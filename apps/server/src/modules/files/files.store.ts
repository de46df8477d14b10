import type { Services } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { notFound } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { listInfected } from './scan/lock-files.ts';

export type FileTables = {
  file: {
    agency_id: string;
    id: string;
    sha256: string;
    name: string;
    media_type: string;
    size: number;
    pages: number | null;
    created_by: string | null;
    created_at: Date;
  };
};

export type StoredFile = FileTables['file'];

/** Bytes already durable in the blob store, waiting for their row (architecture.md §2.6). */
export interface StoredBlob {
  sha256: string;
  size: number;
  name: string;
  mediaType: string;
}

const CONTROL_OR_PATH = /[\p{Cc}\p{Cf}\\/:*?"<>|]/gu;
const MAX_NAME = 200;

/** A file name as shown and downloaded: NFC, no path, no control or direction characters, at most 200 letters. */
export function cleanFileName(name: string): string {
  const cleaned = name
    .normalize('NFC')
    .replace(CONTROL_OR_PATH, '_')
    .replace(/^[.\s]+/, '')
    .trim();
  return cleaned.slice(-MAX_NAME) || 'tep';
}

/** Makes the bytes durable; call before the transaction that writes the row. */
export async function storeBytes(
  services: Services,
  bytes: Uint8Array,
  name: string,
  mediaType: string,
): Promise<StoredBlob> {
  const { sha256, size } = await services.blobs.put(bytes);
  return { sha256, size, name: cleanFileName(name), mediaType };
}

function rowOf(services: Services, agencyId: string, blob: StoredBlob, createdBy: string | undefined): StoredFile {
  return {
    agency_id: agencyId,
    id: newId(),
    sha256: blob.sha256,
    name: blob.name,
    media_type: blob.mediaType,
    size: blob.size,
    pages: null,
    created_by: createdBy ?? null,
    created_at: services.clock.now(),
  };
}

/** Writes the row of bytes that are already durable. */
export async function insertFile(
  tx: Tx,
  services: Services,
  agencyId: string,
  blob: StoredBlob,
  createdBy?: string,
): Promise<StoredFile> {
  const file = rowOf(services, agencyId, blob, createdBy);
  await tx.withTables<FileTables>().insertInto('file').values(file).execute();
  return file;
}

/** Many in one statement, answered in order; nobody of ours made them. */
export async function insertFiles(
  tx: Tx,
  services: Services,
  blobs: readonly { agencyId: string; blob: StoredBlob }[],
): Promise<StoredFile[]> {
  const files = blobs.map(({ agencyId, blob }) => rowOf(services, agencyId, blob, undefined));
  if (files.length > 0) {
    await tx.withTables<FileTables>().insertInto('file').values(files).execute();
  }
  return files;
}

export async function getFile(db: Db | Tx, agencyId: string, id: string): Promise<StoredFile> {
  const file = await db
    .withTables<FileTables>()
    .selectFrom('file')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (file === undefined) {
    throw notFound('files.not_found', 'Không tìm thấy tệp này.');
  }
  return file;
}

export interface ListedFile extends StoredFile {
  /** Found in its bytes since they came: whoever shows the file says so, nobody gets it. */
  malware: string | undefined;
}

export async function listFiles(db: Db | Tx, agencyId: string, ids: string[]): Promise<ListedFile[]> {
  if (ids.length === 0) {
    return [];
  }
  const files = await db
    .withTables<FileTables>()
    .selectFrom('file')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', 'in', ids)
    .execute();
  const infected = await listInfected(
    db,
    files.map((file) => file.sha256),
  );
  return files.map((file) => ({ ...file, malware: infected.get(file.sha256) }));
}

export async function readBytes(services: Services, file: { sha256: string }): Promise<Buffer> {
  return services.blobs.readBytes(file.sha256);
}
