import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Services } from './context.ts';
import { newId } from './ids.ts';
import { enqueue, startWorker } from './jobs.ts';
import { createLog } from './log.ts';
import { currentReach, withinAgency } from './reach.ts';
import { rawQuery } from './sql.ts';
import { startSweeps } from './sweeps.ts';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';

const AGENCY = newId();

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

test('a job works for all agencies, also where a request has queued it and a bounded work started the worker', async () => {
  const seen: unknown[] = [];
  const job = { name: 'probe.reach', handle: async () => void seen.push(currentReach()) };
  const worker = await withinAgency(AGENCY, () => startWorker(database.pool, [job], createLog('silent')));
  try {
    await withinAgency(AGENCY, () => database.db.transaction().execute((tx) => enqueue(tx, 'probe.reach', {})));
    await expect.poll(() => seen).toEqual(['installation']);
  } finally {
    await worker.stop();
  }
});

test('a sweep works for all agencies, also where a bounded work started it', async () => {
  const seen: unknown[] = [];
  const services = { db: database.db, log: createLog('silent') } as Services; // nothing else of them is looked at here
  const sweep = { name: 'probe', everySeconds: 0.01, run: async () => void seen.push(currentReach()) };
  const sweeps = withinAgency(AGENCY, () => startSweeps(services, [sweep]));
  try {
    await expect.poll(() => seen.length).toBeGreaterThan(0);
  } finally {
    await sweeps.stop();
  }
  expect(new Set(seen)).toEqual(new Set(['installation']));
});

test('a request queues jobs by the one door, and touches the rows of jobs in no other way', async () => {
  await withinAgency(AGENCY, async () => {
    await expect(rawQuery(database.db, "select graphile_worker.add_job('probe.reach')", [])).rejects.toThrow(
      /permission denied/,
    );
    await expect(rawQuery(database.db, 'delete from graphile_worker._private_jobs', [])).rejects.toThrow(
      /permission denied/,
    );
  });
});

test('other roles of the database have no door to jobs', async () => {
  const { rows } = await database.pool.query<{ open: boolean }>(
    `select has_function_privilege('pg_read_all_data', oid, 'execute') as open from pg_proc where proname = 'congvu_add_job'`,
  );
  expect(rows).toEqual([{ open: false }]);
});
