import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../log.ts';
import { type DataFolder, prepareDataFolder } from './data-folder.ts';
import { DatabaseError, errorCode } from './errors.ts';
import { type Lease, takeLease } from './lease.ts';
import { connectionUrl, findPort, isAlive, isSomebodyElse, readPostmaster } from './postmaster.ts';

export interface EmbeddedPostgres {
  url: string;
  port: number;
  /** True when a running server of these data was taken over instead of started. */
  adopted: boolean;
  /** Folder of the cluster, not always below the data folder. */
  cluster: string;
  /** Stops the server unless another process uses it; the last one out stops it. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  dataDir: string;
  port?: number;
  /** false only for throw-away test databases. */
  durable?: boolean;
  /** A folder of a short name that the account of the server may write: it can be reached there as well, for less of a processor. */
  socketDir?: string;
  log?: Pick<Log, 'warn'>;
}

const DATABASE = 'congvu';
const DEFAULT_PORT = 54_329;
/** Recovery after a power cut of a busy office may take minutes; a server that is alive and recovering is waited for. */
const START_LIMIT_MS = 600_000;
const STOP_FAST_MS = 15_000;
const STOP_IMMEDIATE_MS = 5_000;
const POLL_MS = 50;
const RETRY_MS = 300;
const REOPEN_MS = 2_000;
const ATTEMPTS = 20;

/** Modest memory (security.md §2.18); only loopback, no socket file unless asked for (its path would be too long in deep folders). */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'max_connections=80',
  // What the backup has not taken is kept for it, but never until the disk is full: then a new copy of all is due.
  'max_slot_wal_keep_size=4GB',
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

/** A server that could not have its port ends within moments. */
const REFUSED_MS = 5_000;

/** What PostgreSQL says when a second try helps: somebody was faster, or processes of a killed server are still leaving. */
const PASSING =
  /"postmaster\.pid" already exists|pre-existing shared memory block|could not create any TCP\/IP sockets/;

interface Running {
  lease: Lease;
  pid: number;
  port: number;
  adopted: boolean;
}

interface Session {
  folder: DataFolder;
  durable: boolean;
  socketDir?: string | undefined;
}

function readLogFrom(path: string, position: number): string {
  const handle = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(Math.max(fstatSync(handle).size - position, 0), 4096));
    readSync(handle, bytes, 0, bytes.length, position);
    return bytes.toString('utf8').trim();
  } finally {
    closeSync(handle);
  }
}

interface Spawned {
  child: ChildProcess;
  logPosition: number;
}

function spawnPostmaster({ folder, durable, socketDir = '' }: Session, port: number): Spawned {
  const log = openSync(folder.log, 'a');
  const own = [...SETTINGS, `unix_socket_directories=${socketDir}`, ...(durable ? DURABLE : THROW_AWAY)];
  const settings = own.flatMap((setting) => ['-c', setting]);
  const logPosition = fstatSync(log).size;
  const child = spawn(join(folder.bin, 'postgres'), ['-D', folder.cluster, '-p', String(port), ...settings], {
    ...folder.account,
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' },
    cwd: '/',
  });
  child.once('error', (error) => writeSync(log, `${error.message}\n`));
  child.once('close', () => closeSync(log));
  child.unref();
  return { child, logPosition };
}

/** Starts a server and waits until it answers; a text instead when it ended, with what it said. */
async function launch(session: Session, port: number): Promise<Running | string> {
  const { folder } = session;
  const { child, logPosition } = spawnPostmaster(session, port);
  const { pid } = child;
  let refusedSince: number | undefined;
  for (const deadline = Date.now() + START_LIMIT_MS; pid !== undefined && Date.now() < deadline; ) {
    const lease = await takeLease(port, folder.password, folder.cluster).catch((error: unknown) => {
      // Somebody else's server may have been faster to the port: ours is about to end and is started on another one.
      refusedSince ??= Date.now();
      if (Date.now() - refusedSince > REFUSED_MS) {
        throw error;
      }
      return undefined;
    });
    if (lease !== undefined && readPostmaster(folder.cluster)?.pid === pid) {
      return { lease, pid, port, adopted: false };
    }
    await lease?.end();
    if (child.exitCode !== null || child.signalCode !== null) {
      break;
    }
    await pause(POLL_MS);
  }
  return readLogFrom(folder.log, logPosition);
}

/** A server that survived its parent (killed with -9) or belongs to another process of ours is used as it is. */
async function adopt({ folder }: Session): Promise<Running | undefined> {
  for (const deadline = Date.now() + START_LIMIT_MS; Date.now() < deadline; ) {
    const found = readPostmaster(folder.cluster);
    if (found === undefined || !isAlive(found.pid)) {
      return undefined;
    }
    if (isSomebodyElse(found.pid, folder.cluster)) {
      rmSync(join(folder.cluster, 'postmaster.pid'), { force: true });
      return undefined;
    }
    const lease = await takeLease(found.port, folder.password, folder.cluster);
    if (lease !== undefined) {
      return { lease, ...found, adopted: true };
    }
    await pause(RETRY_MS);
  }
  return undefined;
}

/** Adopts or starts the server of a data folder; a port that is gone when it is wanted is chosen again. */
export async function openServer(session: Session, choosePort: () => Promise<number>): Promise<Running> {
  let said = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const running = (await adopt(session)) ?? (await launch(session, await choosePort()));
    if (typeof running !== 'string') {
      return running;
    }
    said = running;
    if (!PASSING.test(said)) {
      break;
    }
    await pause(RETRY_MS);
  }
  const lines = said.split('\n').slice(-5).join('\n');
  throw new DatabaseError(
    'platform.database_start',
    `Cơ sở dữ liệu không khởi động được. Nhật ký ${session.folder.log}:\n${lines}\n`,
  );
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
    if (errorCode(error) !== '42P04' && errorCode(error) !== '23505') {
      throw error;
    }
  } finally {
    await client.end();
  }
}

async function waitForEnd(pid: number, limit: number): Promise<boolean> {
  for (const deadline = Date.now() + limit; isAlive(pid) && Date.now() < deadline; ) {
    await pause(POLL_MS);
  }
  return !isAlive(pid);
}

/** Fast (roll back and leave) first; immediate (leave, recover at the next start) when that takes too long. */
async function stopProcess(pid: number): Promise<void> {
  for (const [signal, limit] of [
    ['SIGINT', STOP_FAST_MS],
    ['SIGQUIT', STOP_IMMEDIATE_MS],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (errorCode(error) === 'ESRCH') {
        return;
      }
      throw error;
    }
    if (await waitForEnd(pid, limit)) {
      return;
    }
  }
}

/** Keeps a server under the office: one that dies (killed, out of memory) is started again on the same port. */
function keepRunning(session: Session, first: Running, log: PostgresOptions['log']): () => Promise<void> {
  let current = first;
  let stopping = false;
  let reopening = Promise.resolve();
  const watch = (): void => {
    current.lease.onLost(() => {
      reopening = reopen();
    });
  };
  const reopen = async (): Promise<void> => {
    while (!stopping) {
      try {
        log?.warn({ pid: current.pid }, 'mất kết nối cơ sở dữ liệu, đang mở lại');
        current = await openServer(session, async () => first.port);
        watch();
        return;
      } catch (error) {
        log?.warn({ err: error }, 'chưa mở lại được cơ sở dữ liệu');
        await pause(REOPEN_MS);
      }
    }
  };
  watch();
  return async () => {
    stopping = true;
    await reopening;
    const alone = await current.lease.release();
    if (alone && readPostmaster(session.folder.cluster)?.pid === current.pid) {
      await stopProcess(current.pid);
    }
    await current.lease.end();
  };
}

/**
 * Starts PostgreSQL 18 for the data folder, or takes over the one already running on it. Handles: root (runs as `postgres` or
 * `nobody`), folders and programs that account cannot enter, a parent killed with -9, a stale process file, a taken port, two first
 * starts at once, spaces and Vietnamese letters in the path, a server that dies under us.
 * @throws DatabaseError with what to do, in Vietnamese
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const durable = options.durable ?? true;
  const { socketDir } = options;
  const session: Session = { folder: prepareDataFolder(options.dataDir, durable), durable, socketDir };
  const { folder } = session;
  const running = await openServer(session, () => findPort(options.port ?? DEFAULT_PORT));
  const stop = keepRunning(session, running, options.log);
  let stopped: Promise<void> | undefined;
  const stopOnce = (): Promise<void> => {
    stopped ??= stop();
    return stopped;
  };
  try {
    await ensureDatabase(running.port, folder.password);
  } catch (error) {
    await stopOnce();
    throw error;
  }
  return {
    url: connectionUrl(running.port, folder.password, DATABASE),
    port: running.port,
    adopted: running.adopted,
    cluster: folder.cluster,
    stop: stopOnce,
  };
}
