import { expect, inject, test } from 'vitest';
import { ask } from '../postgres/postgres.testing.ts';
import { createTestDatabase } from './test-database.ts';
import { databaseAt } from './throw-away.ts';

const ADMIN = (): string => databaseAt(inject('postgresUrl'), 'postgres');

test('every call answers a migrated database of its own that is gone after drop', async () => {
  const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const { rows } = await one.pool.query<{ count: number }>('select count(*)::int as count from schema_migration');
  expect(rows[0]?.count).toBeGreaterThan(0);
  await one.pool.query('create table only_here (id int)');
  expect((await two.pool.query("select to_regclass('only_here') as found")).rows).toEqual([{ found: null }]);
  const names = [one, two].map(({ url }) => new URL(url).pathname.slice(1));
  await Promise.all([one.drop(), two.drop()]);
  expect(await ask(ADMIN(), `select datname from pg_database where datname in ('${names.join("','")}')`)).toEqual([]);
});
