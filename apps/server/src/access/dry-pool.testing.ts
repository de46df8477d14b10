import type pg from 'pg';
import { createPool } from '../platform/db.ts';
import { refuseHiddenRows } from '../platform/testing/hidden-rows.testing.ts';

/** What Kysely and PostgreSQL say at the end of a transaction. */
const COMMIT = /^\s*commit\s*;?\s*$/i;

type Query = (...given: unknown[]) => unknown;

/** Kysely looks at the word of the server to learn that a commit was none. */
async function rollBack(plain: Query): Promise<object> {
  return { ...Object(await plain('rollback')), command: 'COMMIT' };
}

/** What a statement becomes before it is sent. */
export type Rewrite = (text: string) => string;

function undoCommits(client: pg.PoolClient, rewrite: Rewrite): void {
  const plain = client.query.bind(client) as Query;
  const dry: Query = (text, ...rest) => {
    if (typeof text !== 'string') {
      return plain(text, ...rest);
    }
    return COMMIT.test(text) ? rollBack(plain) : plain(rewrite(text), ...rest);
  };
  // The overloads of pg are one function at run time.
  client.query = dry as typeof client.query;
}

/**
 * A pool whose commands answer as if they were done and leave nothing: every commit is a rollback. So thousands of writes may
 * be tried on the same objects, each finding them as they were.
 */
export function createDryPool(url: string, rewrite?: Rewrite): pg.Pool {
  const pool = createPool(url, 12);
  pool.on('connect', (client) => undoCommits(client, rewrite ?? ((text) => text)));
  // What is rewritten to forget its agency is hidden on purpose.
  if (rewrite === undefined) {
    refuseHiddenRows(pool);
  }
  return pool;
}
