import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '../migrate.ts';
import { startPostgres } from '../postgres/start-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address without a database name. */
    postgresUrl: string;
  }
}

/** One throw-away PostgreSQL for the run, without fsync; every test file clones the migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), 'congvu-test-'));
  chmodSync(dir, 0o755);
  const server = await startPostgres({ dataDir: dir, port: 0, durable: false });
  const url = new URL(server.url);
  url.pathname = '/';
  const admin = new pg.Client({ connectionString: `${url.href}postgres` });
  await admin.connect();
  await admin.query('create database template_congvu');
  await admin.end();
  const pool = new pg.Pool({ connectionString: `${url.href}template_congvu` });
  pool.on('error', () => undefined);
  await migrate(pool);
  await pool.end();
  project.provide('postgresUrl', url.href);
  return async () => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  };
}
