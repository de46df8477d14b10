import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { SEND_JOB, wakeSender } from './wake.ts';

let office: TestOffice;
beforeAll(async () => {
  office = await createTestOffice();
  // The first job of a name writes the name, which others wait for: in an office the workers have done that.
  await within((tx) => wakeSender(tx, ID));
  await keysOfJobs();
});
afterAll(() => office.close());

const ID = '01785772-5d00-7237-9669-869d54ca8600';

async function keysOfJobs(): Promise<(string | null)[]> {
  const rows = await rawQuery<{ key: string | null }>(
    office.db,
    `delete from graphile_worker._private_jobs as job using graphile_worker._private_tasks as task
     where task.id = job.task_id and task.identifier = $1 returning job.key`,
    [SEND_JOB],
  );
  return rows.map(({ key }) => key);
}

const within = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => office.db.transaction().execute(work);

/** Each begins while all before it are still open, and ends before they do. */
async function nested(depth: number): Promise<void> {
  if (depth > 0) {
    await within(async (tx) => {
      await wakeSender(tx, ID);
      await nested(depth - 1);
    });
  }
}

test('transactions that wake the sender at one moment never wait for each other, however many', async () => {
  await nested(18);
  const keys = await keysOfJobs();
  expect(keys).toHaveLength(18);
  expect(new Set(keys.filter((key) => key !== null)).size).toBe(16);
});

test('one after the other shares a job, and one transaction leaves one hint', async () => {
  await within(async (tx) => {
    await wakeSender(tx, ID);
    await wakeSender(tx, ID.replace(/00$/, '07'));
  });
  await nested(1);
  expect(await keysOfJobs()).toEqual([`${SEND_JOB}:0`]);
});
