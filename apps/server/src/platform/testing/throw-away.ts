import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool } from '../db.ts';
import { isAlive, isSomebodyElse, readPostmaster } from '../postgres/postmaster.ts';
import { startPostgres } from '../postgres/start-postgres.ts';
import { foldersLeft, placeForPassing } from './passing-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address without a database name. */
    postgresUrl: string;
  }
}

/** The address of another database of the same server. */
export function databaseAt(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

export interface ThrowAway {
  /** Of this run; gone with it. */
  dir: string;
  urlOf(database: string): string;
  /** A database that others are copied from, empty or itself a copy of one that nobody is connected to. */
  create(database: string, template?: string): Promise<void>;
  remove(): Promise<void>;
}

const FOLDER = 'congvu-test-';
/** Addresses of sockets have 107 bytes; the name of the file in the folder is `.s.PGSQL.` and the port. */
const LONGEST_SOCKET_DIR = 90;
const ENOUGH = 6 * 2 ** 30;

/** A run that was killed leaves its server behind; the next run ends it. */
function removeAbandoned(place: string): void {
  for (const dir of foldersLeft(place, FOLDER)) {
    const cluster = join(dir, 'postgres');
    const server = readPostmaster(cluster);
    if (server !== undefined && isAlive(server.pid) && !isSomebodyElse(server.pid, cluster)) {
      process.kill(server.pid, 'SIGQUIT');
    }
    rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/**
 * One PostgreSQL for a run of tests, without fsync. Over a socket file where its path allows: tests of the server take about a tenth less
 * of a processor than over a port of the own machine. The addresses still name the port, for programs that do not know the word `host`.
 * `before` may lay a cluster into the folder.
 */
export async function startThrowAway(before?: (dir: string) => Promise<void>): Promise<ThrowAway> {
  const place = placeForPassing(ENOUGH);
  for (const one of new Set([place, tmpdir()])) {
    removeAbandoned(one);
  }
  const dir = mkdtempSync(join(place, `${FOLDER}${process.pid}-`));
  chmodSync(dir, 0o755);
  await before?.(dir);
  const socketDir = join(dir, 'sockets');
  const hasSocket = socketDir.length <= LONGEST_SOCKET_DIR;
  if (hasSocket) {
    mkdirSync(socketDir);
    chmodSync(socketDir, 0o777);
  }
  const server = await startPostgres({ dataDir: dir, port: 0, durable: false, ...(hasSocket && { socketDir }) });
  const base = new URL(server.url);
  if (hasSocket) {
    base.searchParams.set('host', socketDir);
  }
  const urlOf = (database: string): string => databaseAt(base.href, database);
  return {
    dir,
    urlOf,
    create: async (database, template = 'template1') => {
      const admin = createPool(urlOf('postgres'), 1);
      await admin.query(`create database ${database} template ${template}`);
      await admin.end();
    },
    remove: async () => {
      await server.stop();
      rmSync(server.cluster, { recursive: true, force: true });
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
