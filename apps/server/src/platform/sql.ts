import { CompiledQuery } from 'kysely';
import type { Db, Tx } from './db.ts';

/** A parameterised statement for what the query builder cannot say. The row type is the caller's claim about the statement. */
export async function rawQuery<R>(db: Db | Tx, text: string, parameters: readonly unknown[]): Promise<R[]> {
  const result = await db.executeQuery<R>(CompiledQuery.raw(text, [...parameters]));
  return result.rows;
}

/**
 * Until the end of the transaction nobody else does this: asked for before looking whether a name is free or a tree stays one, where a
 * twin would look at the same time and find the same. Waits as long as a row is waited for.
 */
export async function oneAtATime(tx: Tx, what: string): Promise<void> {
  await rawQuery(tx, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [what]);
}
