import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { runMigrations } from 'graphile-worker';
import type pg from 'pg';

const DIRECTORY = new URL('../migrations/', import.meta.url);
/** Any constant: two processes starting at once must not migrate at the same time. */
const LOCK = 726_401;

interface Migration {
  name: string;
  sql: string;
}

async function loadMigrations(): Promise<Migration[]> {
  const names = readdirSync(DIRECTORY)
    .filter((name) => /^\d{4}_[a-z_]+\.ts$/.test(name))
    .sort();
  const loaded: Migration[] = [];
  for (const name of names) {
    const module = (await import(new URL(name, DIRECTORY).href)) as { sql: string };
    loaded.push({ name: name.replace(/\.ts$/, ''), sql: module.sql });
  }
  return loaded;
}

async function applyAll(client: pg.PoolClient, migrations: Migration[]): Promise<string[]> {
  await client.query(
    'create table if not exists schema_migration (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
  );
  const { rows } = await client.query<{ name: string; sha256: string }>('select name, sha256 from schema_migration');
  const known = new Map(rows.map((row) => [row.name, row.sha256]));
  const applied: string[] = [];
  for (const { name, sql } of migrations) {
    const sha256 = createHash('sha256').update(sql).digest('hex');
    const before = known.get(name);
    if (before !== undefined) {
      if (before !== sha256) {
        throw new Error(`Bước cơ sở dữ liệu ${name} đã chạy với nội dung khác: không được sửa bước đã phát hành.`);
      }
      continue;
    }
    await client.query('begin');
    await client.query(sql);
    await client.query('insert into schema_migration (name, sha256) values ($1, $2)', [name, sha256]);
    await client.query('commit');
    applied.push(name);
  }
  return applied;
}

/** Brings the database to the newest schema; safe to call from several processes at once. Answers what it applied. */
export async function migrate(pool: pg.Pool): Promise<string[]> {
  const migrations = await loadMigrations();
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    const applied = await applyAll(client, migrations);
    await runMigrations({ pgPool: pool });
    return applied;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK]);
    client.release();
  }
}
