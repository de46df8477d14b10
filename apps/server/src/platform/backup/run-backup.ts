import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { BlobStore } from '../blobs.ts';
import { AppError } from '../errors.ts';
import type { Keyring } from '../keys/keyring.ts';
import { takeBase } from './base-backup.ts';
import { type BlobCopies, copyBlobs, openBlobCopies } from './blob-copy.ts';
import {
  addToCatalogue,
  type CatalogueLine,
  listRuns,
  newRunId,
  type RunManifest,
  readManifest,
  runName,
} from './catalogue.ts';
import { dumpExternal } from './dump-external.ts';
import { keepKeys } from './keep-keys.ts';
import { isMadeAnew } from './office-paths.ts';
import { packFolder } from './pack.ts';
import { prune } from './prune.ts';
import type { Repository } from './repository.ts';
import { archiveWal, hasSlot, holdWal, readCovered, slotName, type WalSource } from './wal-archive.ts';
import { compress } from './zstd.ts';

/** The office whose data are kept. */
export interface BackupSource {
  url: string;
  /** Folder of the embedded cluster; undefined = an external server, kept by `pg_dump`. */
  cluster: string | undefined;
  dataDir: string;
  lineage: string;
  blobs: BlobStore;
  /** What the files and the sealed secrets of the office open with. */
  keys(): Keyring;
}

export interface BackupOptions {
  /** A new copy of the database when the last one is older. */
  baseEveryDays: number;
  /** Bases that stay; older ones go with their log. */
  keepBases: number;
  now(): Date;
}

export type BackupResult = CatalogueLine & { damaged: string[] };

const DAY_MS = 86_400_000;
/** Any constant: one run of one office at a time, whoever starts it. */
const LOCK = 726_403;

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'congvu backup' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Runs with the lock of the office's backup; undefined when another process is at it. */
export async function withBackupLock<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T | undefined> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [LOCK]);
    return rows[0]?.mine === true ? await work(client) : undefined;
  });
}

async function newestBase(repository: Repository, lineage: string): Promise<RunManifest | undefined> {
  for (const id of (await listRuns(repository, lineage)).reverse()) {
    const manifest = await readManifest(repository, lineage, id);
    if (manifest.base !== null) {
      return manifest;
    }
  }
  return undefined;
}

interface Run {
  source: BackupSource;
  repository: Repository;
  copies: BlobCopies;
  client: pg.Client;
  id: string;
  startedAt: Date;
  sealedBytes: number;
  blobsHeld: number;
}

async function isBaseDue(run: Run, options: BackupOptions): Promise<boolean> {
  const base = await newestBase(run.repository, run.source.lineage);
  const isOld =
    base === undefined ||
    run.startedAt.getTime() - new Date(base.startedAt).getTime() >= options.baseEveryDays * DAY_MS;
  return isOld || !(await hasSlot(run.client, slotName(run.repository)));
}

async function writeRest(run: Run): Promise<RunManifest['rest']> {
  const name = runName(run.source.lineage, run.id, 'rest');
  const packed = packFolder(run.source.dataDir, { leaveOut: isMadeAnew });
  const written = await run.repository.write(name, compress(packed));
  run.sealedBytes += written.sealedBytes;
  return { ...written, name };
}

async function* hashesAsBytes(blobs: BlobStore): AsyncGenerator<Buffer> {
  for (const sha256 of blobs.list()) {
    yield Buffer.from(sha256, 'hex');
  }
}

async function writeBlobList(run: Run): Promise<NonNullable<RunManifest['blobList']>> {
  const name = runName(run.source.lineage, run.id, 'blobs');
  const written = await run.repository.write(name, hashesAsBytes(run.source.blobs));
  run.sealedBytes += written.sealedBytes;
  return { ...written, name };
}

/**
 * The order makes the copy whole at every moment: bytes are durable before the row that speaks of them (security.md §2.9), so that
 * blobs copied after the log hold all that rows in the log speak of.
 */
async function keepDatabase(
  run: Run,
  options: BackupOptions,
): Promise<Pick<RunManifest, 'kind' | 'base' | 'dump' | 'coveredUntil' | 'segments'>> {
  const { client, repository, source } = run;
  if (source.cluster === undefined) {
    const dump = await dumpExternal(source.url, repository, runName(source.lineage, run.id, 'dump'));
    run.sealedBytes += dump.sealedBytes;
    return { kind: 'dump', base: null, dump, coveredUntil: run.startedAt.toISOString(), segments: 0 };
  }
  const wal: WalSource = { client, cluster: source.cluster, lineage: source.lineage };
  const needsBase = await isBaseDue(run, options);
  let base: RunManifest['base'] = null;
  if (needsBase) {
    await holdWal(client, slotName(repository));
    base = await takeBase(client, source.cluster, repository, runName(source.lineage, run.id, 'base'));
    run.sealedBytes += base.sealedBytes;
  }
  const archived = await archiveWal(wal, repository);
  run.sealedBytes += archived.sealedBytes;
  return {
    kind: needsBase ? 'base' : 'log',
    base,
    dump: null,
    coveredUntil: archived.at,
    segments: archived.segments,
  };
}

async function keepAll(run: Run, options: BackupOptions): Promise<BackupResult> {
  const { repository, source } = run;
  const keep = (): Promise<void> => keepKeys(repository, source.lineage, source.keys());
  // Before and after: keys may be changed in between, and what the log holds opens with either.
  await keep();
  const database = await keepDatabase(run, options);
  await keep();
  const before = await run.copies.learn();
  const copied = await copyBlobs(source.blobs, run.copies, source.blobs.list());
  run.sealedBytes += copied.bytes;
  run.blobsHeld = before + copied.added;
  const manifest: RunManifest = {
    id: run.id,
    lineage: source.lineage,
    startedAt: run.startedAt.toISOString(),
    endedAt: options.now().toISOString(),
    ...database,
    rest: await writeRest(run),
    blobList: database.kind === 'log' ? null : await writeBlobList(run),
    blobs: {
      held: run.blobsHeld,
      added: copied.added,
      addedBytes: copied.bytes,
      damaged: copied.damaged,
    },
  };
  const name = runName(source.lineage, run.id, 'manifest');
  await repository.write(name, Buffer.from(JSON.stringify(manifest)));
  const line: CatalogueLine = {
    id: run.id,
    kind: manifest.kind,
    startedAt: manifest.startedAt,
    endedAt: manifest.endedAt,
    coveredUntil: manifest.coveredUntil,
    sealedBytes: run.sealedBytes,
    blobsAdded: copied.added,
    blobsHeld: run.blobsHeld,
    blobsDamaged: copied.damaged.length,
    segments: manifest.segments,
    manifestSha256: await repository.hashSealed(name),
    error: null,
  };
  await addToCatalogue(repository, source.lineage, line);
  await prune({ repository, copies: run.copies, lineage: source.lineage, blobs: source.blobs, ...options });
  return { ...line, damaged: copied.damaged };
}

async function tellFailure(run: Run, options: BackupOptions, error: unknown): Promise<void> {
  await addToCatalogue(run.repository, run.source.lineage, {
    id: run.id,
    kind: 'failed',
    startedAt: run.startedAt.toISOString(),
    endedAt: options.now().toISOString(),
    coveredUntil: (await readCovered(run.repository, run.source.lineage))?.at ?? null,
    sealedBytes: run.sealedBytes,
    blobsAdded: 0,
    blobsHeld: run.blobsHeld,
    blobsDamaged: 0,
    segments: 0,
    manifestSha256: null,
    error: error instanceof Error ? error.message : String(error),
  });
}

/**
 * One run while the office works: the database (a whole copy when one is due, else its log), new blobs, keys and settings, each file
 * sealed, durable and read back; a line in the catalogue; the oldest that need not stay goes.
 * @throws AppError `backup.busy` when another run is going on
 */
export async function runBackup(
  source: BackupSource,
  repository: Repository,
  options: BackupOptions,
): Promise<BackupResult> {
  const result = await withBackupLock(source.url, async (client) => {
    await repository.removeUnfinished();
    const startedAt = options.now();
    const id = newRunId(startedAt, randomBytes(2).toString('hex'));
    const copies = openBlobCopies(repository);
    const run: Run = { source, repository, copies, client, id, startedAt, sealedBytes: 0, blobsHeld: 0 };
    try {
      return await keepAll(run, options);
    } catch (error) {
      await tellFailure(run, options, error).catch(() => undefined);
      throw error;
    }
  });
  if (result === undefined) {
    throw new AppError('backup.busy', 409, 'Một lần sao lưu khác đang chạy. Chờ xong rồi thử lại.');
  }
  return result;
}
