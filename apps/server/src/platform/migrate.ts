import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { runMigrations } from 'graphile-worker';
import type pg from 'pg';
import { openRequestRole } from './postgres/request-role.ts';

const DIRECTORY = new URL('../migrations/', import.meta.url);
/** Any constant: two processes starting at once must not migrate at the same time. */
const LOCK = 726_401;
/**
 * Whoever works while a step waits for a table stands in line behind the step. It gives up early, lets them pass and comes again
 * (T40: nobody waits a second for a lock).
 */
const LOCK_WAIT = '500ms';
const LOCK_TRIES = 240;
const BETWEEN_TRIES_MS = 500;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * One step of the schema: one transaction, all of it or nothing. `online` steps work beside an office that is in use: each statement by
 * itself, without a transaction around them, because `create index concurrently` and a filling in portions need that. Such a statement
 * must be right when it runs a second time: a step that was interrupted begins again from its first one.
 */
export type Migration = { name: string; sql: string } | { name: string; online: readonly string[] };

async function loadMigrations(): Promise<Migration[]> {
  const names = readdirSync(DIRECTORY)
    .filter((name) => /^\d{4}_[a-z_]+\.ts$/.test(name))
    .sort();
  const loaded: Migration[] = [];
  for (const file of names) {
    const module = (await import(new URL(file, DIRECTORY).href)) as { sql: string } | { online: string[] };
    loaded.push({ name: file.replace(/\.ts$/, ''), ...module });
  }
  return loaded;
}

function printOf(migration: Migration): string {
  const text = 'sql' in migration ? migration.sql : migration.online.join('\n;\n');
  return createHash('sha256').update(text).digest('hex');
}

/** Tries until the lock is free for a moment; every other error is the caller's. */
async function withPatience(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE || tries >= LOCK_TRIES) {
        throw error;
      }
      await pause(BETWEEN_TRIES_MS);
    }
  }
}

const REMEMBER = 'insert into schema_migration (name, sha256) values ($1, $2)';

async function applyWhole(client: pg.PoolClient, { name, sql }: { name: string; sql: string }, sha256: string) {
  await withPatience(async () => {
    await client.query('begin');
    try {
      await client.query(`set local lock_timeout = '${LOCK_WAIT}'`);
      await client.query(sql);
      await client.query(REMEMBER, [name, sha256]);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    }
  });
}

/** A statement that fills in portions says how many rows it changed; it runs again until none is left. */
async function applyOnline(
  client: pg.PoolClient,
  { name, online }: { name: string; online: readonly string[] },
  sha256: string,
): Promise<void> {
  await client.query(`set lock_timeout = '${LOCK_WAIT}'`);
  try {
    for (const statement of online) {
      await withPatience(async () => {
        for (let left = 1; left > 0; ) {
          const { command, rowCount } = await client.query(statement);
          left = command === 'UPDATE' || command === 'DELETE' ? (rowCount ?? 0) : 0;
        }
      });
    }
  } finally {
    await client.query('reset lock_timeout');
  }
  await client.query(REMEMBER, [name, sha256]);
}

async function applyAll(client: pg.PoolClient, migrations: readonly Migration[]): Promise<string[]> {
  await client.query(
    'create table if not exists schema_migration (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
  );
  const { rows } = await client.query<{ name: string; sha256: string }>('select name, sha256 from schema_migration');
  const known = new Map(rows.map((row) => [row.name, row.sha256]));
  const applied: string[] = [];
  for (const migration of migrations) {
    const { name } = migration;
    const sha256 = printOf(migration);
    const before = known.get(name);
    if (before !== undefined) {
      if (before !== sha256) {
        throw new Error(`Bước cơ sở dữ liệu ${name} đã chạy với nội dung khác: không được sửa bước đã phát hành.`);
      }
      continue;
    }
    await ('sql' in migration ? applyWhole(client, migration, sha256) : applyOnline(client, migration, sha256));
    applied.push(name);
  }
  return applied;
}

/**
 * Brings the database to the newest schema; safe to call from several processes at once. Answers what it applied. `given` are
 * steps of a test, on top of the office's own.
 */
export async function migrate(pool: pg.Pool, given?: readonly Migration[]): Promise<string[]> {
  const migrations = given ?? (await loadMigrations());
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    const applied = await applyAll(client, migrations);
    if (given === undefined) {
      await runMigrations({ pgPool: pool });
      await openRequestRole(client);
    }
    return applied;
  } finally {
    // A connection that broke in the middle has given the lock back by itself.
    await client.query('select pg_advisory_unlock($1)', [LOCK]).catch(() => undefined);
    client.release();
  }
}
