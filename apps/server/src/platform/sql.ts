import { CompiledQuery } from 'kysely';
import type { Db, Tx } from './db.ts';

/** A parameterised statement for what the query builder cannot say. The row type is the caller's claim about the statement. */
export async function rawQuery<R>(db: Db | Tx, text: string, parameters: readonly unknown[]): Promise<R[]> {
  const result = await db.executeQuery<R>(CompiledQuery.raw(text, [...parameters]));
  return result.rows;
}
