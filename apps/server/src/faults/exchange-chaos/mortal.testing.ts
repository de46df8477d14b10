import type pg from 'pg';
import { createDb, type Db } from '../../platform/db.ts';

/** What becomes of a process at one commit. */
export type Fate = 'lives' | 'dies_before_commit' | 'dies_after_commit';

export interface MortalDb {
  db: Db;
  isDead(): boolean;
}

class Killed extends Error {
  override name = 'Killed';
}

/**
 * A database as one process sees it that may be killed at any commit: before it, the server rolls back as for every lost connection;
 * after it, the rows stand and nobody in the process learns that. From then on it can do nothing more, so that leases stay as they are.
 */
export function mortalDb(pool: pg.Pool, fate: () => Fate): MortalDb {
  let dead = false;
  const assertAlive = (): void => {
    if (dead) {
      throw new Killed('the process was killed');
    }
  };
  const commit = async (client: pg.PoolClient): Promise<pg.QueryResult> => {
    const end = fate();
    if (end === 'lives') {
      return client.query('commit');
    }
    if (end === 'dies_after_commit') {
      await client.query('commit');
    }
    dead = true;
    throw new Killed(end);
  };
  const connect = async (): Promise<pg.PoolClient> => {
    assertAlive();
    const client = await pool.connect();
    const query = async (text: string, values: unknown[]): Promise<pg.QueryResult> => {
      assertAlive();
      return text === 'commit' ? commit(client) : client.query(text, values);
    };
    // A connection of the dead is closed, not given to the next one.
    const release = (broken?: boolean): void => client.release(dead || broken === true);
    return new Proxy(client, {
      get: (target, key) => {
        if (key === 'query') {
          return query;
        }
        return key === 'release' ? release : Reflect.get(target, key);
      },
    });
  };
  const mortal = new Proxy(pool, {
    get: (target, key) => (key === 'connect' ? connect : Reflect.get(target, key)),
  });
  return { db: createDb(mortal), isDead: () => dead };
}
