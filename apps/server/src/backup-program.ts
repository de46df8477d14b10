import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readUpkeepSettings } from '#modules/upkeep';
import { createBackupKey, readBackupKey } from './platform/backup/backup-key.ts';
import { type CopiesFound, findCopies } from './platform/backup/find-copies.ts';
import { joinShares, readShare, readShareFile, type SplitOrder, writeShares } from './platform/backup/key-shares.ts';
import { clusterOf, lineageOf } from './platform/backup/office-paths.ts';
import { foldersOf, openPlace } from './platform/backup/open-place.ts';
import { readPlace } from './platform/backup/place-config.ts';
import { openRepository, type Repository } from './platform/backup/repository.ts';
import { type RestoreReport, restoreOffice } from './platform/backup/restore-office.ts';
import { noteRestored, type RestoredBy } from './platform/backup/restored-note.ts';
import { type BackupResult, runBackup, withClient } from './platform/backup/run-backup.ts';
import { type RepositoryReport, verifyRepository } from './platform/backup/verify-repository.ts';
import { dropSlot, hasSlot, slotName } from './platform/backup/wal-archive.ts';
import { openBlobStore } from './platform/blobs.ts';
import { createDb, createPool } from './platform/db.ts';
import { AppError } from './platform/errors.ts';
import { defaultKeyFile } from './platform/keys/key-place.ts';
import { type Keyring, openKeyring } from './platform/keys/keyring.ts';
import { startPostgres } from './platform/postgres/start-postgres.ts';

/** As for a proposal in the product: a reason somebody can judge later. */
const LEAST_REASON = 10;

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
  /** Undefined = the rule of the office. */
  keepBases: number | undefined;
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

/** The rule of the office, which two persons shorten (ADR 0016): a command keeps as many whole copies or more. */
async function basesToKeep(url: string, wanted: number | undefined): Promise<number> {
  const pool = createPool(url, 1);
  try {
    const { keepBases: least } = await readUpkeepSettings(createDb(pool));
    if (wanted !== undefined && wanted < least) {
      throw new AppError(
        'backup.keeps_too_few',
        422,
        `--keep ${wanted} giữ ít hơn quy định của văn phòng: "Số bản toàn bộ được giữ" là ${least} (Quản trị › Sao lưu). ` +
          `Ghi --keep ${least} hoặc nhiều hơn; muốn giữ ít hơn thì đề nghị đổi quy định ấy và người thứ hai đồng ý. Chưa sao lưu, chưa xóa gì.`,
      );
    }
    return wanted ?? least;
  } finally {
    await pool.end();
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
    const kept = await basesToKeep(url, keepBases);
    const source = {
      url,
      cluster: server === undefined ? undefined : clusterOf(dataDir),
      dataDir,
      lineage: lineageOf(dataDir),
      blobs: openBlobStore({ dir: join(dataDir, 'blobs'), keys, isGuest: true }),
      keys,
    };
    try {
      return await runBackup(source, repository, { baseEveryDays, keepBases: kept, now: () => new Date() });
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

/** What the keepers bring: a file each, or the code as it stands on the paper. */
export interface BroughtShare {
  file?: string;
  code?: string;
  where: string;
}

async function keyOfShares(brought: readonly BroughtShare[]) {
  const shares = brought.map(({ file, code, where }) =>
    file === undefined ? readShare(code ?? '', where) : readShareFile(file),
  );
  return { key: await joinShares(shares), shares };
}

/** Two persons or more with their parts; or one with the whole key, who then says why. */
export type RestoreKey = { shares: readonly BroughtShare[] } | { keyFile: string; alone: string };

export interface RestoreCall extends PlaceOrder {
  key: RestoreKey;
  target: string;
  /** Where the keys of the restored office go; undefined = beside its folder. */
  officeKeys: string | undefined;
  at: Date | undefined;
  lineage: string | undefined;
  databaseUrl: string | undefined;
  say(text: string): void;
}

interface Opened {
  repository: Repository;
  by: RestoredBy;
}

async function openWithShares(order: PlaceOrder, brought: readonly BroughtShare[]): Promise<Opened> {
  const { key, shares } = await keyOfShares(brought);
  try {
    const repository = await openRepository(openPlace(readPlace(order.place, order.env)), key, { create: false });
    return { repository, by: { keepers: [...new Set(shares.map(({ keeper }) => keeper))].sort((a, b) => a - b) } };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'backup.wrong_key') {
      throw error;
    }
    const whose = shares.find(({ officeName }) => officeName !== undefined)?.officeName;
    throw new AppError(
      'backup.wrong_key',
      403,
      `Các mảnh ghép được khóa${whose === undefined ? '' : ` của ${whose}`}, nhưng không phải khóa của bản sao lưu này; chưa có gì bị thay đổi. Lấy các mảnh đúng của văn phòng này, đúng lần tạo khóa.`,
    );
  }
}

async function openWith({ key, target, ...order }: RestoreCall): Promise<Opened> {
  if ('shares' in key) {
    return openWithShares(order, key.shares);
  }
  const { keyFile, alone } = key;
  return { repository: await open(order, { keyFile, apartFrom: [target], create: false }), by: { alone } };
}

/**
 * `congvu restore`: into an empty place; a living office is never written over. Who did it is left in the folder, for the log of the office
 * and its head to read when it opens.
 */
export async function restore(call: RestoreCall): Promise<RestoreReport> {
  const { place: _place, env: _env, key, lineage, databaseUrl, officeKeys, ...order } = call;
  if ('keyFile' in key && key.alone.trim().length < LEAST_REASON) {
    throw new AppError(
      'backup.alone_reason',
      422,
      'Khôi phục bằng cả khóa là việc một người: nêu lý do (--alone "LÝ DO", ít nhất 10 chữ), hoặc dùng mảnh khóa của hai người giữ (--share).',
    );
  }
  const { repository, by } = await openWith(call);
  const report = await restoreOffice({
    ...order,
    repository,
    keyFile: officeKeys ?? defaultKeyFile(resolve(call.target)),
    ...(lineage !== undefined && { lineage }),
    ...(databaseUrl !== undefined && { databaseUrl }),
  });
  noteRestored(resolve(call.target), {
    ...by,
    at: new Date().toISOString(),
    run: report.run,
    until: report.at ?? report.coveredUntil,
  });
  return report;
}

/** `congvu backup key split`: parts for the keepers; the whole key stays where the daily backup needs it. */
export async function splitBackupKey(keyFile: string, folder: string, order: SplitOrder): Promise<string[]> {
  return writeShares(readBackupKey(keyFile, []), folder, order);
}

/** `congvu backup key check`: whether the parts that were brought open this backup, without restoring anything. */
export async function checkShares(place: PlaceOrder, brought: readonly BroughtShare[]): Promise<void> {
  await openWithShares(place, brought);
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
