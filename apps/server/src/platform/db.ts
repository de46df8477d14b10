import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { Reach } from './reach.ts';
import { reachPool } from './reach-pool.ts';

/** The database without tables: each module adds its own with `db.withTables<ItsTables>()` and reads no other's. */
export type NoTables = Record<never, never>;
export type Db = Kysely<NoTables>;
export type Tx = Transaction<NoTables>;

// Official dates stay `yyyy-mm-dd` text (a Date would move them across time zones); counts fit into a double.
const TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === pg.types.builtins.DATE) {
      return (text: string) => text;
    }
    if (oid === pg.types.builtins.INT8) {
      return Number;
    }
    return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text');
  },
};

export function createPool(url: string, max = 20): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max, types: TYPES, application_name: 'congvu' });
  // A dropped idle connection is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/**
 * Takes the pool for itself: its connections keep the reach of the last statement (`reach-pool.ts`). `standing` is the reach of work that
 * is no request of a person; requests bring their own.
 */
export function createDb(pool: pg.Pool, standing: Reach = 'installation'): Db {
  return new Kysely<NoTables>({ dialect: new PostgresDialect({ pool: reachPool(pool, standing) }) });
}
