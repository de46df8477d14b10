import type pg from 'pg';
import { createPool } from '../platform/db.ts';

/** What Kysely and PostgreSQL say at the end of a transaction. */
const COMMIT = /^\s*commit\s*;?\s*$/i;

type Query = (...given: unknown[]) => unknown;

/** Kysely looks at the word of the server to learn that a commit was none. */
async function rollBack(plain: Query): Promise<object> {
  return { ...Object(await plain('rollback')), command: 'COMMIT' };
}

function undoCommits(client: pg.PoolClient): void {
  const plain = client.query.bind(client) as Query;
  const dry: Query = (text, ...rest) =>
    typeof text === 'string' && COMMIT.test(text) ? rollBack(plain) : plain(text, ...rest);
  // The overloads of pg are one function at run time.
  client.query = dry as typeof client.query;
}

/**
 * A pool whose commands answer as if they were done and leave nothing: every commit is a rollback. So thousands of writes may
 * be tried on the same objects, each finding them as they were.
 */
export function createDryPool(url: string): pg.Pool {
  const pool = createPool(url, 12);
  pool.on('connect', undoCommits);
  return pool;
}
