import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createBackupKey, readBackupKey } from './platform/backup/backup-key.ts';
import { type CopiesFound, findCopies } from './platform/backup/find-copies.ts';
import { clusterOf, lineageOf } from './platform/backup/office-paths.ts';
import { foldersOf, openPlace } from './platform/backup/open-place.ts';
import { readPlace } from './platform/backup/place-config.ts';
import { openRepository, type Repository } from './platform/backup/repository.ts';
import { type RestoreReport, restoreOffice } from './platform/backup/restore-office.ts';
import { type BackupResult, runBackup, withClient } from './platform/backup/run-backup.ts';
import { type RepositoryReport, verifyRepository } from './platform/backup/verify-repository.ts';
import { dropSlot, hasSlot, slotName } from './platform/backup/wal-archive.ts';
import { openBlobStore } from './platform/blobs.ts';
import { AppError } from './platform/errors.ts';
import { defaultKeyFile } from './platform/keys/key-place.ts';
import { type Keyring, openKeyring } from './platform/keys/keyring.ts';
import { startPostgres } from './platform/postgres/start-postgres.ts';

/** Where backups lie: a folder or `s3://bucket/prefix`, the settings of which come from the environment. */
export interface PlaceOrder {
  place: string;
  env: NodeJS.ProcessEnv;
}

function open(
  { place: text, env }: PlaceOrder,
  { keyFile, apartFrom, create }: { keyFile: string; apartFrom: string[]; create: boolean },
): Promise<Repository> {
  const place = readPlace(text, env);
  const key = readBackupKey(keyFile, [...apartFrom, ...foldersOf(place)]);
  return openRepository(openPlace(place), key, { create });
}

export interface BackupOrder extends PlaceOrder {
  keyFile: string;
  dataDir: string;
  /** CONGVU_KEYS; undefined = beside the data folder. */
  officeKeys: string | undefined;
  databaseUrl: string | undefined;
  baseEveryDays: number;
  keepBases: number;
}

function assertOffice(dataDir: string, databaseUrl: string | undefined): void {
  const sign = databaseUrl === undefined ? 'keys' : 'blobs';
  if (!existsSync(join(dataDir, sign))) {
    throw new AppError(
      'backup.no_office',
      404,
      `Không có dữ liệu của Công Vụ ở ${dataDir}. Ghi đúng thư mục dữ liệu: --data THƯ-MỤC.`,
    );
  }
}

/** `congvu backup`: beside the running office, which goes on working; starts the database when nobody has. */
export async function backUp(order: BackupOrder): Promise<BackupResult> {
  const { keyFile, dataDir, officeKeys, databaseUrl, baseEveryDays, keepBases } = order;
  assertOffice(dataDir, databaseUrl);
  const repository = await open(order, { keyFile, apartFrom: [dataDir], create: true });
  const keys = (): Keyring => openKeyring({ dataDir, keyFile: officeKeys ?? defaultKeyFile(dataDir) });
  keys();
  const server = databaseUrl === undefined ? await startPostgres({ dataDir }) : undefined;
  try {
    const url = server?.url ?? databaseUrl ?? '';
    const isFollowed =
      server !== undefined && (await withClient(url, (client) => hasSlot(client, slotName(repository))));
    const source = {
      url,
      cluster: server === undefined ? undefined : clusterOf(dataDir),
      dataDir,
      lineage: lineageOf(dataDir),
      blobs: openBlobStore({ dir: join(dataDir, 'blobs'), keys, isGuest: true }),
      keys,
    };
    try {
      return await runBackup(source, repository, { baseEveryDays, keepBases, now: () => new Date() });
    } finally {
      if (server !== undefined && !isFollowed) {
        // A log held for a folder that is written by hand now and then would only fill the disk.
        await withClient(url, (client) => dropSlot(client, slotName(repository)));
      }
    }
  } finally {
    await server?.stop();
  }
}

export interface RestoreCall extends PlaceOrder {
  keyFile: string;
  target: string;
  /** Where the keys of the restored office go; undefined = beside its folder. */
  officeKeys: string | undefined;
  at: Date | undefined;
  lineage: string | undefined;
  databaseUrl: string | undefined;
  say(text: string): void;
}

/** `congvu restore`: into an empty place; a living office is never written over. */
export async function restore(call: RestoreCall): Promise<RestoreReport> {
  const { place: _place, env: _env, keyFile, lineage, databaseUrl, officeKeys, ...order } = call;
  const repository = await open(call, { keyFile, apartFrom: [call.target], create: false });
  return restoreOffice({
    ...order,
    repository,
    keyFile: officeKeys ?? defaultKeyFile(resolve(call.target)),
    ...(lineage !== undefined && { lineage }),
    ...(databaseUrl !== undefined && { databaseUrl }),
  });
}

/** `congvu backup verify`: every sealed file opened. */
export async function verifyBackup(place: PlaceOrder, keyFile: string): Promise<RepositoryReport> {
  return verifyRepository(await open(place, { keyFile, apartFrom: [], create: false }));
}

/** `congvu backup where`: which copies hold a file that must not be anywhere. */
export async function findInBackup(
  place: PlaceOrder,
  keyFile: string,
  wanted: { sha256: string; since: Date | undefined },
): Promise<CopiesFound> {
  return findCopies(await open(place, { keyFile, apartFrom: [], create: false }), wanted);
}

export { createBackupKey };
