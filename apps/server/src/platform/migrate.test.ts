import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Migration, migrate } from './migrate.ts';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
  await database.pool.query('create table probe (id int primary key, text text)');
  await database.pool.query("insert into probe select n, 'cũ' from generate_series(1, 2500) n");
});
afterEach(() => database.drop());

async function one(sql: string): Promise<unknown> {
  const { rows } = await database.pool.query<{ one: unknown }>(sql);
  return rows[0]?.one;
}

async function isApplied(name: string): Promise<boolean> {
  const { rowCount } = await database.pool.query('select 1 from schema_migration where name = $1', [name]);
  return rowCount === 1;
}

test('a step that fails in its middle leaves nothing of itself', async () => {
  const step: Migration = { name: '9001_half', sql: 'alter table probe add column more int; select 1 / 0' };
  await expect(migrate(database.pool, [step])).rejects.toThrow('division by zero');
  expect(await one("select count(*) as one from information_schema.columns where table_name = 'probe'")).toBe(2);
  expect(await isApplied('9001_half')).toBe(false);
});

test('a step that was released is not changed', async () => {
  await migrate(database.pool, [{ name: '9001_note', sql: 'select 1' }]);
  await expect(migrate(database.pool, [{ name: '9001_note', sql: 'select 2' }])).rejects.toThrow('9001_note');
});

test('two processes at once run a step once', async () => {
  const step: Migration = { name: '9001_once', sql: 'create table fresh as select 1 as one' };
  const applied = await Promise.all([migrate(database.pool, [step]), migrate(database.pool, [step])]);
  expect(applied.flat()).toEqual(['9001_once']);
});

test('a step steps aside for whoever holds the table, and those behind it are not kept waiting', async () => {
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  await holder.query('begin');
  await holder.query("update probe set text = 'đang sửa' where id = 1");
  const waiting = migrate(database.pool, [{ name: '9001_column', sql: 'alter table probe add column more int' }]);
  const ask = "select count(*) as one from pg_locks where relation = 'probe'::regclass and not granted";
  const lines: boolean[] = [];
  // It stands in line, goes away, and stands in line again.
  await expect
    .poll(async () => {
      lines.push(Number(await one(ask)) > 0);
      return lines.join('').replace(/(true|false)(?=\1)/g, '');
    })
    .toMatch(/truefalsetrue/);
  // Behind a waiting step a plain reader would stand in line for as long as the holder holds.
  await database.pool.query('select text from probe where id = 2');
  await holder.query('commit');
  await holder.end();
  expect(await waiting).toEqual(['9001_column']);
});

const FILL =
  "update probe set text = 'mới' where id in (select id from probe where text <> 'mới' order by id limit 400)";

test('an online step fills in portions and builds its index beside the work', async () => {
  const online = [FILL, 'create index concurrently if not exists probe_text on probe (text)'];
  expect(await migrate(database.pool, [{ name: '9001_fill', online }])).toEqual(['9001_fill']);
  expect(await one("select count(*) as one from probe where text = 'mới'")).toBe(2_500);
  expect(await one("select indisvalid as one from pg_index where indexrelid = 'probe_text'::regclass")).toBe(true);
});

test('an online step that was interrupted goes on where it stood', async () => {
  const broken: Migration = { name: '9001_fill', online: [FILL, 'select 1 / 0'] };
  await expect(migrate(database.pool, [broken])).rejects.toThrow('division by zero');
  expect(await isApplied('9001_fill')).toBe(false);
  expect(await migrate(database.pool, [{ name: '9001_fill', online: [FILL, 'select 1'] }])).toEqual(['9001_fill']);
  expect(await one("select count(*) as one from probe where text = 'mới'")).toBe(2_500);
});
