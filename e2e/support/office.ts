import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { createPool } from '../../apps/server/src/platform/db.ts';
import { databaseAt } from '../../apps/server/src/platform/testing/throw-away.ts';
import { markOf, TEMPLATE } from './demo-template.ts';
import { openOffice, type TestInstallation } from './open-office.ts';

export type { TestInstallation } from './open-office.ts';

async function administer(sql: string): Promise<void> {
  const pool = createPool(databaseAt(inject('postgresUrl'), 'postgres'), 1);
  await pool.query(sql);
  await pool.end();
}

/** It is set up beside whatever is tested first. */
async function demoMade(folder: string): Promise<void> {
  while (!existsSync(markOf(folder))) {
    await sleep(100);
  }
  const failure = readFileSync(markOf(folder), 'utf8');
  if (failure !== '') {
    throw new Error(`the demo of the journeys was not set up: ${failure}`);
  }
}

/** Files, keys and rows of the demo, as a restored backup would bring them. */
async function copyDemo(dataDir: string): Promise<string> {
  const name = `demo_${randomBytes(6).toString('hex')}`;
  const from = inject('demoFolder');
  await demoMade(from);
  cpSync(from, dataDir, { recursive: true });
  cpSync(`${from}-keys`, `${dataDir}-keys`, { recursive: true });
  await administer(`create database ${name} template ${TEMPLATE} strategy file_copy`);
  return name;
}

/**
 * A whole office in this process, on a folder and a port of its own. A demo is a copy of the one that was set up for the run on
 * `DEMO_STARTS`; `own` sets up another one, which shares neither keys nor numbers with it. Without a demo it brings its own PostgreSQL.
 */
export async function startInstallation(options: {
  demo: boolean;
  at: string;
  own?: boolean;
}): Promise<TestInstallation> {
  const dataDir = mkdtempSync(join(tmpdir(), 'congvu-e2e-'));
  chmodSync(dataDir, 0o755);
  let database: string | undefined;
  if (options.demo && options.own !== true) {
    database = await copyDemo(dataDir);
  } else if (options.demo) {
    database = `own_${randomBytes(6).toString('hex')}`;
    await administer(`create database ${database}`);
  }
  const databaseUrl = database === undefined ? undefined : databaseAt(inject('postgresUrl'), database);
  const office = await openOffice({ ...options, dataDir, ...(databaseUrl !== undefined && { databaseUrl }) });
  return {
    ...office,
    stop: async () => {
      await office.stop();
      if (database !== undefined) {
        await administer(`drop database ${database} with (force)`);
      }
      rmSync(dataDir, { recursive: true, force: true });
      rmSync(`${dataDir}-keys`, { recursive: true, force: true });
    },
  };
}

const CANDIDATES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** The system's Chromium, the one without windows before the others; undefined where there is none, and the journeys say that they were left out. */
export function findChromium(): string | undefined {
  return CANDIDATES.find((path) => existsSync(path));
}
