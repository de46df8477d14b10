import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { chooseAccount, findBinaries, type ServiceAccount } from './binaries.ts';
import { type DataFolder, prepareDataFolder } from './data-folder.ts';
import { connectionUrl, findPort, isAlive, isOurs, readPostmaster } from './postmaster.ts';

export interface EmbeddedPostgres {
  url: string;
  port: number;
  /** True when a running server of these data was taken over instead of started. */
  adopted: boolean;
  /** Stops the server if this process started it or took it over from a dead parent. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  dataDir: string;
  port?: number;
  /** false only for throw-away test databases. */
  durable?: boolean;
}

const DATABASE = 'congvu';
const DEFAULT_PORT = 54_329;
const START_LIMIT_MS = 60_000;
const STOP_FAST_MS = 15_000;
const POLL_MS = 50;

/** Modest memory, full durability (security.md §2.18); only loopback, no socket file (its path would be too long in deep folders). */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=80',
  'shared_buffers=96MB',
  'work_mem=8MB',
  'maintenance_work_mem=64MB',
  'effective_cache_size=512MB',
  'max_wal_size=1GB',
  'wal_compression=on',
  'random_page_cost=1.1',
  'jit=off',
  'timezone=UTC',
  'log_timezone=UTC',
  'log_min_messages=warning',
  'autovacuum_naptime=30s',
  'max_parallel_workers_per_gather=1',
];
const DURABLE = ['fsync=on', 'synchronous_commit=on', 'full_page_writes=on'];
const THROW_AWAY = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'];

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function lastLogLines(log: string): string {
  return readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n');
}

function launch(
  bin: string,
  folder: DataFolder,
  port: number,
  durable: boolean,
  account: ServiceAccount | undefined,
): ChildProcess {
  const log = openSync(folder.log, 'a');
  const settings = [...SETTINGS, ...(durable ? DURABLE : THROW_AWAY)].flatMap((setting) => ['-c', setting]);
  const child = spawn(join(bin, 'postgres'), ['-D', folder.cluster, '-p', String(port), ...settings], {
    ...account,
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' },
    cwd: '/',
  });
  closeSync(log);
  child.unref();
  return child;
}

async function waitUntilReady(folder: DataFolder, port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await isOurs(port, folder.password, folder.cluster))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`Cơ sở dữ liệu không khởi động được. Nhật ký ${folder.log}:\n${lastLogLines(folder.log)}`);
    }
    if (Date.now() > deadline) {
      throw new Error(
        `Cơ sở dữ liệu chưa sẵn sàng sau ${START_LIMIT_MS / 1000} giây (có thể đang phục hồi sau mất điện). Nhật ký ${folder.log}.`,
      );
    }
    await pause(POLL_MS);
  }
}

async function ensureDatabase(port: number, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: connectionUrl(port, password, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) {
      await client.query(`create database ${DATABASE}`);
    }
  } catch (error) {
    // Two processes starting at once both find it missing; the second one's duplicate is what both want.
    if (!(error instanceof Error && 'code' in error && (error.code === '42P04' || error.code === '23505'))) {
      throw error;
    }
  } finally {
    await client.end();
  }
}

async function stopProcess(pid: number): Promise<void> {
  if (!isAlive(pid)) {
    return;
  }
  process.kill(pid, 'SIGINT');
  for (let waited = 0; isAlive(pid); waited += POLL_MS) {
    if (waited === STOP_FAST_MS) {
      process.kill(pid, 'SIGQUIT');
    }
    if (waited > STOP_FAST_MS * 2) {
      return;
    }
    await pause(POLL_MS);
  }
}

/** A server that survived its parent (killed with -9) or belongs to another process of ours is used as it is. */
async function adopt(folder: DataFolder): Promise<{ pid: number; port: number } | undefined> {
  const running = readPostmaster(folder.cluster);
  if (running === undefined || !isAlive(running.pid)) {
    return undefined;
  }
  const deadline = Date.now() + START_LIMIT_MS;
  while (isAlive(running.pid) && Date.now() < deadline) {
    if (await isOurs(running.port, folder.password, folder.cluster)) {
      return running;
    }
    const now = readPostmaster(folder.cluster);
    if (now?.pid !== running.pid) {
      return undefined;
    }
    // The number may belong to an unrelated process since the machine restarted: PostgreSQL itself checks and replaces the file.
    if (Date.now() > deadline - START_LIMIT_MS + 5_000) {
      return undefined;
    }
    await pause(POLL_MS * 4);
  }
  return undefined;
}

/**
 * Starts PostgreSQL 18 for the data folder, or takes over the one already running on it. Handles: root (runs as `postgres` or
 * `nobody`), folders that account cannot enter, a parent killed with -9, a taken port, spaces and Vietnamese letters in the path.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const account = chooseAccount();
  const bin = findBinaries(account);
  const folder = prepareDataFolder(options.dataDir, bin, account);
  const running = await adopt(folder);
  if (running !== undefined) {
    await ensureDatabase(running.port, folder.password);
    return {
      url: connectionUrl(running.port, folder.password, DATABASE),
      port: running.port,
      adopted: true,
      stop: () => stopProcess(running.pid),
    };
  }
  const port = await findPort(options.port ?? DEFAULT_PORT);
  const child = launch(bin, folder, port, options.durable ?? true, account);
  await waitUntilReady(folder, port, child);
  await ensureDatabase(port, folder.password);
  const { pid } = child;
  return {
    url: connectionUrl(port, folder.password, DATABASE),
    port,
    adopted: false,
    stop: async () => (pid === undefined ? undefined : stopProcess(pid)),
  };
}
