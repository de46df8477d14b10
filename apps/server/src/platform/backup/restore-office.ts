import { existsSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import pg from 'pg';
import { openBlobStore } from '../blobs.ts';
import { syncFolder } from '../durable-file.ts';
import { AppError } from '../errors.ts';
import type { Keyring } from '../keys/keyring.ts';
import { startPostgres } from '../postgres/start-postgres.ts';
import { isInside } from './backup-key.ts';
import { type BlobCopies, openBlobCopies } from './blob-copy.ts';
import { listLineages, listRuns, type RunManifest, readManifest } from './catalogue.ts';
import { choosePoint, type Point } from './choose-point.ts';
import { assertKeysFit, layOutKeys, readKeptKeys } from './keep-keys.ts';
import { type LaidOut, layOut, layOutRest, RECOVERY_SETTINGS } from './lay-out.ts';
import { printTables, readReferences, type TablePrint } from './look-at-database.ts';
import { inLanes } from './place.ts';
import type { Repository } from './repository.ts';
import { restoreDump } from './restore-dump.ts';
import { readCovered } from './wal-archive.ts';

export interface RestoreOrder {
  repository: Repository;
  /** Missing or empty. */
  target: string;
  /** Undefined: as late as the backup reaches. */
  at: Date | undefined;
  /** Which office of the repository; undefined = the one backed up last. */
  lineage?: string;
  /** An empty external database for what was backed up from one; required for such a backup and only then. */
  databaseUrl?: string;
  /** Where the keys of the restored office go, outside its folder. */
  keyFile: string;
  /** false only for what is thrown away after a look. */
  durable?: boolean;
  say(text: string): void;
}

export interface RestoreReport {
  lineage: string;
  run: string;
  at: string | null;
  coveredUntil: string;
  /** The last act that is in the restored database. */
  lastCommit: string | null;
  databaseFiles: number;
  segments: number;
  tables: number;
  rows: number;
  blobs: {
    restored: number;
    /** Rows of files whose bytes the backup does not have or has damaged. */
    missing: string[];
    /** In the backup, but spoken of by no row of this moment: not brought back. */
    leftBehind: number;
  };
  seconds: number;
}

/** What is looked at while the restored database still runs. */
export interface Restored {
  client: pg.Client;
  prints: Map<string, TablePrint>;
  report: RestoreReport;
}

function assertEmpty(target: string): void {
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new AppError(
      'backup.target_not_empty',
      409,
      `Thư mục ${target} không trống nên không khôi phục vào đó. Chọn thư mục mới; văn phòng đang chạy không bị động đến.`,
    );
  }
}

async function readManifests(repository: Repository, lineage: string): Promise<RunManifest[]> {
  const manifests: RunManifest[] = [];
  for (const id of await listRuns(repository, lineage)) {
    manifests.push(await readManifest(repository, lineage, id));
  }
  return manifests;
}

/** The office whose log reaches furthest. */
async function newestLineage(repository: Repository): Promise<string> {
  const reached: { lineage: string; at: string }[] = [];
  for (const lineage of await listLineages(repository)) {
    reached.push({ lineage, at: (await readCovered(repository, lineage))?.at ?? '' });
  }
  reached.sort((left, right) => left.at.localeCompare(right.at));
  const newest = reached.at(-1);
  if (newest === undefined) {
    throw new AppError('backup.empty', 404, 'Nơi sao lưu này chưa có lần sao lưu nào.');
  }
  return newest.lineage;
}

async function findPoint({
  repository,
  at,
  lineage: wanted,
  databaseUrl,
}: Omit<RestoreOrder, 'keyFile'>): Promise<Point> {
  const lineage = wanted ?? (await newestLineage(repository));
  const covered = await readCovered(repository, lineage);
  const point = choosePoint(
    await readManifests(repository, lineage),
    covered === undefined ? undefined : new Date(covered.at),
    at,
  );
  const isDump = point.manifest.dump !== null;
  if (isDump !== (databaseUrl !== undefined)) {
    throw new AppError(
      'backup.external',
      409,
      isDump
        ? 'Bản sao lưu này của PostgreSQL riêng. Khôi phục vào một cơ sở dữ liệu trống: congvu restore … --database URL.'
        : 'Bản sao lưu này của PostgreSQL đi kèm: bỏ --database, cơ sở dữ liệu nằm trong thư mục khôi phục.',
    );
  }
  return point;
}

const AT_ONCE = 8;

/** Bytes of the backup are checked twice on the way: sealed as we sealed them, and the hash of their name. */
async function bringBlobs(
  copies: BlobCopies,
  { dataDir, keyring }: { dataDir: string; keyring: Keyring },
  wanted: { required: Set<string>; mentioned: Set<string> },
): Promise<RestoreReport['blobs']> {
  const store = openBlobStore({ dir: join(dataDir, 'blobs'), keys: () => keyring });
  const held = await copies.learn();
  const missing: string[] = [];
  let found = 0;
  let damaged = 0;
  await inLanes(new Set([...wanted.required, ...wanted.mentioned]), AT_ONCE, async (sha256) => {
    if (!(await copies.has(sha256))) {
      if (wanted.required.has(sha256)) {
        missing.push(sha256);
      }
      return;
    }
    found += 1;
    try {
      await store.put(copies.read(sha256), { sha256 });
    } catch {
      damaged += 1;
      missing.push(sha256);
    }
  });
  return { restored: found - damaged, missing, leftBehind: Math.max(0, held - found) };
}

/** The database after the last wanted act is whole when every row can be read. */
async function lookAt(
  client: pg.Client,
  point: Point,
  laid: Pick<LaidOut, 'files' | 'segments'>,
): Promise<{ prints: Map<string, TablePrint>; report: RestoreReport }> {
  const { rows } = await client.query<{ at: Date | null }>('select pg_last_xact_replay_timestamp() as at');
  const prints = await printTables(client);
  const report: RestoreReport = {
    lineage: point.manifest.lineage,
    run: point.manifest.id,
    at: point.at?.toISOString() ?? null,
    coveredUntil: point.coveredUntil.toISOString(),
    lastCommit: rows[0]?.at?.toISOString() ?? null,
    databaseFiles: laid.files,
    segments: laid.segments,
    tables: prints.size,
    rows: [...prints.values()].reduce((sum, print) => sum + print.rows, 0),
    blobs: { restored: 0, missing: [], leftBehind: 0 },
    seconds: 0,
  };
  return { prints, report };
}

/** PostgreSQL ends with this when nothing was committed between the moment and the end of the log: the end is the moment then. */
const NOTHING_AFTER = 'recovery ended before configured recovery target was reached';

type Server = Awaited<ReturnType<typeof startPostgres>>;

async function startRecovered(dataDir: string, { cluster, isWhole }: LaidOut, durable: boolean): Promise<Server> {
  try {
    return await startPostgres({ dataDir, port: 0, durable });
  } catch (error) {
    if (!readFileSync(`${cluster}.log`, 'utf8').includes(NOTHING_AFTER)) {
      throw error;
    }
    if (!isWhole) {
      throw new AppError(
        'backup.gap',
        422,
        'Bản sao lưu thiếu nhật ký giữa hai lần sao lưu nên không tới được thời điểm đã chọn. Chọn đúng thời điểm cuối của một lần sao lưu (ghi trong catalogue.jsonl).',
      );
    }
    const conf = join(cluster, 'postgresql.auto.conf');
    const kept = readFileSync(conf, 'utf8')
      .split('\n')
      .filter((line) => !line.startsWith('recovery_target_time'));
    writeFileSync(conf, kept.join('\n'));
    return startPostgres({ dataDir, port: 0, durable });
  }
}

/** Brings an office up to the moment in a folder of its own, and lets the caller look before it is stopped. */
export async function recoverInto<T>(
  order: Omit<RestoreOrder, 'keyFile'>,
  dataDir: string,
  look: (restored: Restored, copies: BlobCopies) => Promise<T>,
): Promise<T> {
  const started = performance.now();
  const point = await findPoint(order);
  const { dump } = point.manifest;
  order.say(`Lấy bản ${point.manifest.id}, đến ${(point.at ?? point.coveredUntil).toISOString()}…`);
  if (dump !== null && order.databaseUrl !== undefined) {
    await layOutRest(order.repository, point.manifest, dataDir);
    const client = await restoreDump(order.repository, dump.name, order.databaseUrl);
    try {
      const looked = await lookAt(client, point, { files: 0, segments: 0 });
      return await look({ client, ...looked }, openBlobCopies(order.repository));
    } finally {
      await client.end();
    }
  }
  const laid = await layOut(order.repository, point, dataDir);
  order.say(`${laid.files} tệp cơ sở dữ liệu, ${laid.segments} đoạn nhật ký; đang chạy lại nhật ký…`);
  const server = await startRecovered(dataDir, laid, order.durable ?? true);
  try {
    const client = new pg.Client({ connectionString: server.url, application_name: 'congvu restore' });
    await client.connect();
    try {
      for (const setting of RECOVERY_SETTINGS) {
        await client.query(`alter system reset ${setting}`);
      }
      const { prints, report } = await lookAt(client, point, laid);
      const restored: Restored = { client, prints, report };
      const answer = await look(restored, openBlobCopies(order.repository));
      report.seconds = Math.round((performance.now() - started) / 100) / 10;
      return answer;
    } finally {
      await client.end();
    }
  } finally {
    await server.stop();
  }
}

/** Whatever was laid out, also a cluster that had to go to another place. */
export function removeOffice(dataDir: string): void {
  const pointer = join(dataDir, 'postgres.place');
  if (existsSync(pointer)) {
    const cluster = readFileSync(pointer, 'utf8').trim();
    rmSync(cluster, { recursive: true, force: true });
    rmSync(`${cluster}.log`, { force: true });
  }
  rmSync(dataDir, { recursive: true, force: true });
}

/**
 * Restores an office to a moment. The folder appears under its name only when everything is there and was checked; until then, and
 * after any failure, nothing of the target has changed.
 * @throws AppError `backup.target_not_empty`, `backup.too_early`, `backup.too_late`, `backup.damaged`, …
 */
export async function restoreOffice(order: RestoreOrder): Promise<RestoreReport> {
  const target = resolve(order.target);
  const keyFile = resolve(order.keyFile);
  assertEmpty(target);
  if (isInside(keyFile, target)) {
    throw new AppError(
      'backup.keys_inside',
      409,
      `Khóa của văn phòng phải để ngoài thư mục dữ liệu ${target}. Chọn nơi khác: --keys TỆP.`,
    );
  }
  const { repository } = order;
  const lineage = order.lineage ?? (await newestLineage(repository));
  const keyring = await readKeptKeys(repository, lineage);
  assertKeysFit(keyFile, keyring);
  const working = join(dirname(target), `.${basename(target)}.restoring-${process.pid}`);
  try {
    const report = await recoverInto({ ...order, target }, working, async (restored, copies) => {
      const references = await readReferences(restored.client);
      order.say(`Đang chép ${references.required.size} tệp văn bản…`);
      restored.report.blobs = await bringBlobs(copies, { dataDir: working, keyring }, references);
      return restored.report;
    });
    layOutKeys(keyFile, keyring);
    if (existsSync(target)) {
      rmdirSync(target);
    }
    renameSync(working, target);
    syncFolder(dirname(target));
    return report;
  } catch (error) {
    removeOffice(working);
    throw error;
  }
}
