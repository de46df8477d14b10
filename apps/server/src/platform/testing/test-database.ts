import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { createDb, createPool, type Db } from '../db.ts';
import { refuseHiddenRows } from './hidden-rows.testing.ts';
import { databaseAt } from './throw-away.ts';

export interface TestDatabase {
  db: Db;
  /** The same database as requests of people of this agency have it. */
  within(agencyId: string): Db;
  /** For statements of the test itself, as the owner. */
  pool: pg.Pool;
  url: string;
  drop(): Promise<void>;
}

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseAt(inject('postgresUrl'), 'postgres') });
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** A fresh database of this test file, cloned from the migrated template (50 ms in memory). Drop it in `afterAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name} template template_congvu strategy file_copy`);
  const url = databaseAt(inject('postgresUrl'), name);
  const [pool, requests] = [createPool(url, 25), createPool(url, 25)];
  if (process.env.CONGVU_HIDDEN_ROWS === 'refuse') {
    refuseHiddenRows(requests);
  }
  const bounded = new Map<string, Db>();
  return {
    db: createDb(requests),
    within: (agencyId) => {
      const db = bounded.get(agencyId) ?? createDb(requests, { agencies: [agencyId] });
      bounded.set(agencyId, db);
      return db;
    },
    pool,
    url,
    drop: async () => {
      await Promise.all([pool.end(), requests.end()]);
      await administer(`drop database ${name} with (force)`);
    },
  };
}
