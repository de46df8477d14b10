import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ChangeEvent, publish, startEventHub } from './events.ts';
import { createLog } from './log.ts';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const log = createLog('silent');

describe('startEventHub', () => {
  test('closed while it still connects it leaves no connection that stopping would wait for', async () => {
    await startEventHub(database.pool, log).close();
    expect(database.pool.totalCount - database.pool.idleCount).toBe(0);
  });

  test('control: open, it holds one', async () => {
    const hub = startEventHub(database.pool, log);
    await expect.poll(() => database.pool.totalCount - database.pool.idleCount).toBe(1);
    await hub.close();
    expect(database.pool.totalCount - database.pool.idleCount).toBe(0);
  });

  test('tells what was committed, and nothing of what was taken back', async () => {
    const hub = startEventHub(database.pool, log);
    const heard: ChangeEvent[] = [];
    hub.subscribe((event) => heard.push(event));
    const tell = (topic: string) => database.db.transaction().execute((tx) => publish(tx, { topic, agencyId: 'a' }));
    await expect
      .poll(async () => {
        await tell('first');
        return heard.length;
      })
      .toBeGreaterThan(0);
    await database.db
      .transaction()
      .execute(async (tx) => {
        await publish(tx, { topic: 'taken back', agencyId: 'a' });
        throw new Error('no');
      })
      .catch(() => undefined);
    await tell('last');
    await expect.poll(() => heard.at(-1)?.topic).toBe('last');
    expect(heard.map(({ topic }) => topic)).not.toContain('taken back');
    await hub.close();
  });
});
