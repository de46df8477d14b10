import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createPool } from '../db.ts';
import { migrate } from '../migrate.ts';
import { isAlive, isSomebodyElse, readPostmaster } from '../postgres/postmaster.ts';
import { type EmbeddedPostgres, startPostgres } from '../postgres/start-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address without a database name. */
    postgresUrl: string;
  }
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

async function createTemplate(server: EmbeddedPostgres): Promise<void> {
  const url = new URL(server.url);
  url.pathname = '/postgres';
  const admin = createPool(url.href, 1);
  await admin.query('create database template_congvu');
  await admin.end();
  url.pathname = '/template_congvu';
  const pool = createPool(url.href, 4);
  try {
    await migrate(pool);
  } finally {
    await pool.end();
  }
}

/** One throw-away PostgreSQL for the run, without fsync; every test file clones the migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  removeAbandoned();
  const dir = mkdtempSync(join(tmpdir(), `${FOLDER}${process.pid}-`));
  chmodSync(dir, 0o755);
  const server = await startPostgres({ dataDir: dir, port: 0, durable: false });
  const remove = async (): Promise<void> => {
    await server.stop();
    rmSync(server.cluster, { recursive: true, force: true });
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await createTemplate(server);
  } catch (error) {
    await remove();
    throw error;
  }
  const url = new URL(server.url);
  url.pathname = '/';
  project.provide('postgresUrl', url.href);
  return remove;
}
