import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { withoutLocks } from '../drafting/races.control.testing.ts';
import { buildLife, type LifeOffice } from './amendments.testing.ts';
import { raceLetters } from './races.testing.ts';

let office: TestOffice;
let life: LifeOffice;
beforeAll(async () => {
  office = await createTestOffice();
  life = await buildLife(office, 2);
});
afterAll(() => office?.close());

test('taking back, recalling, carrying, registering and answering at one moment end as if one came after the other (T28)', async () => {
  const judged = await raceLetters({ life }, { races: 8, seed: 20210322 });
  expect(judged.wrong).toEqual([]);
  expect(judged.races).toBe(8);
  // Both happen: acts that win and acts that come too late.
  expect(judged.done).toBeGreaterThan(5);
  expect(judged.acts - judged.done).toBeGreaterThan(2);
}, 120_000);

/** Somebody else holds these rows; answers how to let go, and whether anybody waits for a row by now. */
async function holding(sql: string, values: unknown[]) {
  const client = await office.database.pool.connect();
  await client.query('begin');
  await client.query(sql, values);
  return {
    letGo: async () => {
      await client.query('commit');
      client.release();
    },
    isWaitedFor: async () => {
      const { rows } = await office.database.pool.query<{ some: boolean }>(
        `select exists (select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as some`,
      );
      return rows[0]?.some;
    },
  };
}

const takeBack = (id: string) =>
  life.call<{ receivers: number }>(life.sender.leader, 'POST', '/api/amendments/outgoing/:id/take-back', {
    params: { id },
    body: { reason: 'Gửi nhầm' },
  });

async function dispatchesOf(id: string) {
  const { rows } = await office.database.pool.query<{ id: string; state: string; change: string; asked: number }>(
    `select id, state, change, (select count(*)::int from amendment_receiver where dispatch_id = dispatch.id) as asked
     from interchange_dispatch dispatch where document_id = $1 order by id`,
    [id],
  );
  return rows;
}

/** Two receivers; the letter lies queued for one of them. */
async function halfSent(queued: 0 | 1): Promise<string> {
  const id = await life.issue();
  await life.settle();
  const waiting = (await dispatchesOf(id))[queued]?.id;
  await office.database.pool.query(`update interchange_dispatch set state = 'queued' where id = $1`, [waiting]);
  return id;
}

test('a letter that is handed over while it is taken back is asked for there as well', async () => {
  const id = await halfSent(1);
  const handedOver = (await dispatchesOf(id))[1]?.id;
  const worker = await holding(`update interchange_dispatch set state = 'sent' where id = $1`, [handedOver]);
  const taking = takeBack(id);
  await expect.poll(worker.isWaitedFor).toBe(true);
  await worker.letGo();
  await taking;
  expect((await dispatchesOf(id)).map(({ state, change, asked }) => [state, change, asked])).toEqual([
    ['arrived', 'requested', 1],
    ['sent', 'requested', 1],
  ]);
});

test('receivers are locked in the order of their ids, as receipts are: nobody waits in a circle', async () => {
  const id = await halfSent(1);
  const [first, second] = await dispatchesOf(id);
  const receipt = await holding('select 1 from interchange_dispatch where id = $1 for update', [first?.id]);
  const taking = takeBack(id);
  await expect.poll(receipt.isWaitedFor).toBe(true);
  const { rows } = await office.database.pool.query(
    'select 1 from interchange_dispatch where id = $1 for update skip locked',
    [second?.id],
  );
  await receipt.letGo();
  await taking;
  expect(rows).toHaveLength(1);
});

test('whoever refuses a request waits for the document first, as every step of the document does', async () => {
  const [receiver] = life.receivers;
  const id = await life.issue();
  await life.settle();
  await takeBack(id);
  await life.settle();
  const incomingId = receiver === undefined ? '' : await life.incomingOf(receiver, id);
  const { rows } = await office.database.pool.query<{ id: string }>(
    'select id from amendment_request where target_id = $1',
    [incomingId],
  );
  const step = await holding('select 1 from incoming_document where id = $1 for update', [incomingId]);
  const refusing = life.call(receiver?.clerk ?? life.sender.clerk, 'POST', '/api/amendments/requests/:id/reject', {
    params: { id: rows[0]?.id },
    body: { reason: 'Đã triển khai xong' },
  });
  await expect.poll(step.isWaitedFor).toBe(true);
  await step.letGo();
  await expect(refusing).resolves.toMatchObject({ state: 'rejected' });
});

test('control: without row locks and the state a move starts from there are answers that no order explains', async () => {
  const db = withoutLocks(office.db);
  const loose: TestOffice = {
    ...office,
    db,
    as: (subject: Subject, key?: string) => ({ ...office.as(subject, key), db }),
  };
  const looseLife = await buildLife(loose, 2);
  await expect
    .poll(
      async () =>
        (await raceLetters({ life: looseLife }, { races: 6, seed: Math.floor(Math.random() * 1e9) })).wrong.length,
      { timeout: 100_000 },
    )
    .toBeGreaterThan(0);
}, 120_000);
