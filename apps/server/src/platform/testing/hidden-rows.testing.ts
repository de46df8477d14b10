import type pg from 'pg';

type Ask = (...given: [text: unknown, ...rest: unknown[]]) => Promise<pg.QueryResult>;

/** What may find fewer rows than there are; the pool sets the reach by an object, not by a text. */
const LOOKS = /^\s*(?:with|select|insert|update|delete)\b/i;
const WRITES = /\b(?:insert|update|delete)\s/i;
const BEGINS = /^\s*(?:begin|start transaction)\b/i;
const ENDS = /^\s*(?:commit|rollback)\s*;?\s*$/i;
const STEP = 'hidden_rows';

/** Whatever the order: nobody asked for one where it differs. */
function answerOf({ rows, rowCount }: pg.QueryResult): string {
  return JSON.stringify([rowCount, ...rows.map((row) => JSON.stringify(row)).sort()]);
}

/** The same statement as the owner of the tables; nothing of it stays. Undefined where it fails: then it fails for everybody. */
async function askWide(ask: Ask, inTransaction: boolean, given: Parameters<Ask>): Promise<string | undefined> {
  await ask(inTransaction ? `savepoint ${STEP}` : 'begin');
  try {
    await ask("select set_config('role', 'none', true)");
    return answerOf(await ask(...given));
  } catch {
    return undefined;
  } finally {
    await ask(inTransaction ? `rollback to savepoint ${STEP}; release savepoint ${STEP}` : 'rollback');
  }
}

function watch(client: pg.PoolClient): void {
  const ask = client.query.bind(client) as unknown as Ask;
  const state = { bounded: false, inTransaction: false, failed: false };
  const follow = (text: string): void => {
    state.inTransaction = BEGINS.test(text) || (state.inTransaction && !ENDS.test(text));
    if (/^\s*(?:commit|rollback)\b/i.test(text)) {
      state.failed = false;
    }
  };
  const asked: Ask = async (text, ...rest) => {
    if (typeof text !== 'string') {
      const [role] = Object(text).values as string[];
      const answer = await ask(text, ...rest);
      state.bounded = role !== 'none';
      return answer;
    }
    const looks = state.bounded && !state.failed && LOOKS.test(text);
    const before = looks ? await askWide(ask, state.inTransaction, [text, ...rest]) : undefined;
    follow(text);
    const answer = await ask(text, ...rest).catch((error: unknown) => {
      state.failed = state.inTransaction;
      throw error;
    });
    // Somebody else may have written between the two: then the later answer is the same. What writes has an effect of its own on the later.
    const isSame = async (): Promise<boolean> =>
      before === answerOf(answer) ||
      (!WRITES.test(text) && (await askWide(ask, state.inTransaction, [text, ...rest])) === answerOf(answer));
    if (before !== undefined && !(await isSame())) {
      throw new Error(
        `The database hid rows of other agencies from a statement that did not say whose it is about: ${text}`,
      );
    }
    return answer;
  };
  // The overloads of pg are one function at run time.
  client.query = asked as unknown as typeof client.query;
}

/**
 * Below row-level security a statement that should have looked further finds nothing and says nothing. Over this pool it fails: every
 * statement of a bounded request is sent as the owner as well, and both must answer the same (docs/adr/0013).
 */
export function refuseHiddenRows(pool: pg.Pool): void {
  pool.on('connect', watch);
}
