import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { enqueue, startWorker } from './jobs.ts';
import { createLog } from './log.ts';
import { rawQuery } from './sql.ts';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';

let database: TestDatabase;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) {
    await close();
  }
  await database.drop();
});

/** A job in the hand of a worker of another process, taken a while ago. */
async function leaveInHand(worker: string): Promise<void> {
  await database.db.transaction().execute((tx) => enqueue(tx, 'probe.effect', { of: worker }));
  await rawQuery(
    database.db,
    `update graphile_worker._private_jobs set locked_by = $1, locked_at = now() - interval '1 minute', attempts = 1
     where payload ->> 'of' = $1`,
    [worker],
  );
}

async function startCounting(): Promise<string[]> {
  const done: string[] = [];
  const job = { name: 'probe.effect', handle: async ({ of }: Record<string, unknown>) => void done.push(String(of)) };
  const worker = await startWorker(database.pool, [job], createLog('silent'));
  closers.push(() => worker.stop());
  return done;
}

test('a job of a process that was killed is done by another one within seconds, not after four hours (T31)', async () => {
  await leaveInHand('worker-of-the-dead');
  const done = await startCounting();
  await expect.poll(() => done).toEqual(['worker-of-the-dead']);
});

test('a job in the hand of a process that lives is left to it', async () => {
  const living = new pg.Client({ connectionString: database.url });
  await living.connect();
  await living.query("select pg_advisory_lock(726402, hashtext('worker-of-the-living'))");
  await leaveInHand('worker-of-the-living');
  await leaveInHand('worker-of-the-dead');
  const done = await startCounting();
  await expect.poll(() => done).toEqual(['worker-of-the-dead']);
  // When it dies its lock goes with its connection, and its job is free.
  await living.end();
  await expect.poll(() => done.toSorted()).toEqual(['worker-of-the-dead', 'worker-of-the-living']);
});

test('the workers of this process are on the roll while they run, and off it afterwards', async () => {
  const held = async (): Promise<number> => {
    const rows = await rawQuery<{ count: number }>(
      database.db,
      "select count(*) as count from pg_locks where locktype = 'advisory' and classid = 726402 and database = (select oid from pg_database where datname = current_database())",
      [],
    );
    return rows[0]?.count ?? -1;
  };
  const worker = await startWorker(database.pool, [], createLog('silent'));
  await expect.poll(held).toBe(4);
  await worker.stop();
  await expect.poll(held).toBe(0);
});
