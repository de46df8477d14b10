import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool } from '../db.ts';
import { isAlive, isSomebodyElse, readPostmaster } from '../postgres/postmaster.ts';
import { startPostgres } from '../postgres/start-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address without a database name. */
    postgresUrl: string;
  }
}

export interface ThrowAway {
  /** Of this run; gone with it. */
  dir: string;
  urlOf(database: string): string;
  /** An empty database that others are copied from. */
  create(database: string): Promise<void>;
  remove(): Promise<void>;
}

const FOLDER = 'congvu-test-';

/** A run that was killed leaves its server behind; the next run ends it. */
function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(FOLDER))) {
    const runner = Number(name.slice(FOLDER.length).split('-')[0]);
    if (!Number.isInteger(runner) || isAlive(runner)) {
      continue;
    }
    const dir = join(tmpdir(), name);
    const cluster = join(dir, 'postgres');
    const server = readPostmaster(cluster);
    if (server !== undefined && isAlive(server.pid) && !isSomebodyElse(server.pid, cluster)) {
      process.kill(server.pid, 'SIGQUIT');
    }
    rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** One PostgreSQL for a run of tests, without fsync. */
export async function startThrowAway(): Promise<ThrowAway> {
  removeAbandoned();
  const dir = mkdtempSync(join(tmpdir(), `${FOLDER}${process.pid}-`));
  chmodSync(dir, 0o755);
  const server = await startPostgres({ dataDir: dir, port: 0, durable: false });
  const urlOf = (database: string): string => {
    const url = new URL(server.url);
    url.pathname = `/${database}`;
    return url.href;
  };
  return {
    dir,
    urlOf,
    create: async (database) => {
      const admin = createPool(urlOf('postgres'), 1);
      await admin.query(`create database ${database}`);
      await admin.end();
    },
    remove: async () => {
      await server.stop();
      rmSync(server.cluster, { recursive: true, force: true });
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
