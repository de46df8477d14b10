import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import { currentReach, type Reach } from './reach.ts';

/** The role of requests: owns nothing, and row-level security holds for it (docs/adr/0013). */
export const REQUEST_ROLE = 'congvu_app';

const SET_REACH = {
  name: 'congvu_reach',
  text: "select set_config('role', $1, false), set_config('congvu.agencies', $2, false)",
};

const BEGIN = /^\s*(begin|start transaction)\b/i;
const COMMIT = /^\s*commit\b/i;
/** Takes back what was set since, and works in a transaction that has failed, where nothing can be set. */
const ROLLBACK = /^\s*rollback\b/i;

/** What was last set on a connection, and the statements that are on their way on it. */
interface Line {
  /** Unknown on a new connection and after a failure: a rollback takes back the setting too. */
  reach: string | undefined;
  /** What it was when the transaction began: that is what remains of a commit that became a rollback. */
  atBegin: string | undefined;
  last: Promise<unknown>;
}

const INSTALLATION = '';
const lines = new WeakMap<object, Line>();

function lineOf(client: object): Line {
  const known = lines.get(client);
  if (known !== undefined) {
    return known;
  }
  const opened = { reach: undefined, atBegin: undefined, last: Promise.resolve() };
  lines.set(client, opened);
  return opened;
}

/** A reach of nobody is a value of its own: it must not be taken for that of the installation. */
function textOf(reach: Reach): string {
  return reach === 'installation' ? INSTALLATION : `,${reach.agencies.join(',')}`;
}

async function setReach(client: pg.PoolClient, line: Line, wanted: string): Promise<void> {
  line.reach = undefined;
  await client.query({
    ...SET_REACH,
    values: wanted === INSTALLATION ? ['none', ''] : [REQUEST_ROLE, wanted.slice(1)],
  });
  line.reach = wanted;
}

async function ask(client: pg.PoolClient, line: Line, wanted: string, given: [text: string, values?: unknown[]]) {
  const [text] = given;
  // The end of a transaction that may have failed needs none, and could not be given one.
  const ends = ROLLBACK.test(text) || (COMMIT.test(text) && line.reach === undefined);
  if (line.reach !== wanted && !ends) {
    await setReach(client, line, wanted);
  }
  if (BEGIN.test(text)) {
    line.atBegin = line.reach;
  }
  if (ROLLBACK.test(text) || (COMMIT.test(text) && line.reach !== line.atBegin)) {
    line.reach = undefined;
  }
  try {
    return await client.query(...given);
  } catch (error) {
    line.reach = undefined;
    throw error;
  }
}

function bound(client: pg.PoolClient, standing: Reach): PostgresPoolClient {
  const line = lineOf(client);
  const query = (text: string, values?: unknown[]): Promise<pg.QueryResult> => {
    const wanted = textOf(currentReach(standing));
    // One after the other, so that of two statements at once neither runs with what the other one set.
    const answer = line.last.then(() => ask(client, line, wanted, values === undefined ? [text] : [text, values]));
    line.last = answer.catch(() => undefined);
    return answer;
  };
  // Kysely asks with a text and its values and nothing else; it has no cursor here.
  return { query, release: (broken?: boolean) => client.release(broken) } as unknown as PostgresPoolClient;
}

/**
 * The pool as the query builder sees it: each statement runs with the reach of the work that asks (`reach.ts`), and a connection is set
 * anew only when it last served another reach. Nobody else may take connections from that pool: they keep what was set last.
 */
export function reachPool(pool: pg.Pool, standing: Reach): PostgresPool {
  return {
    connect: async () => bound(await pool.connect(), standing),
    end: () => pool.end(),
    options: pool.options,
  } as PostgresPool;
}
