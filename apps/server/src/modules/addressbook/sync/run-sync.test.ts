import { AxisError } from '@congvu/axis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { createFakeAxis, emptyBook, type FakeAxis, listed, showBook } from '../addressbook.testing.ts';
import type { ListedAgency } from '../book.ts';
import { saveSettings } from '../commands/save-settings.ts';
import { SYNC_JOB, startSync } from '../commands/start-sync.ts';
import { trySource } from '../commands/try-source.ts';
import { viewSync } from '../queries/view-sync.ts';
import { readOrder, runSync } from './run-sync.ts';
import { sweepBook } from './sweep-book.ts';

let office: TestOffice;
let administrator: Subject;
let clerk: Subject;
let axis: FakeAxis;

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db, { name: 'Nơi nối trục', code: 'H99' });
  const unit = await buildUnit(office.db, agency.id);
  const place = { agencyId: agency.id, unitId: unit.id };
  administrator = await buildSubject(office.db, { ...place, roles: ['administrator'] });
  clerk = await buildSubject(office.db, { ...place, roles: ['clerk'] });
});
afterAll(() => office.close());

const many = (count: number) =>
  Array.from({ length: count }, (_, at) => listed(`H40.${at}`, { list: 'qd20', version: at + 1 }));

beforeEach(async () => {
  await emptyBook(office.db);
  await rawQuery(office.db, 'delete from graphile_worker._private_jobs', []);
  office.clock.set('2021-03-22T01:00:00Z');
  axis = createFakeAxis(administrator.agencyId, many(10));
});

const order = (part: object = {}) => ({
  sourceId: 'truc',
  full: false,
  agreedMissing: null,
  startedBy: 'Tẩn A',
  agencyId: administrator.agencyId,
  ...part,
});
/** Runs are told apart by the time they started. */
const run = async (part: object = {}): Promise<void> => {
  office.clock.advance(60_000);
  await runSync(office, axis.ports, order(part));
};
const sync = async () => (await viewSync(office.as(clerk), axis.ports)).sources[0];

describe('a run', () => {
  test('takes the whole list first, then what changed since, and says it in one sentence', async () => {
    await run();
    expect(await sync()).toMatchObject({
      connected: true,
      agencies: 10,
      last: { state: 'done', isFull: true, sentence: 'Đồng bộ 08:01 hôm nay: 10 cơ quan, 10 mới', startedBy: 'Tẩn A' },
    });
    axis.rows = [...axis.rows, listed('H40.0', { list: 'qd20', name: 'Tên mới', version: 11 })];
    office.clock.set('2021-03-23T01:00:00Z');
    await run();
    expect(axis.asked).toEqual([null, { version: 10 }]);
    expect((await sync())?.last).toMatchObject({
      isFull: false,
      listed: 1,
      sentence: 'Đồng bộ 08:01 hôm nay: 10 cơ quan, 1 đổi tên',
    });
  });

  test('takes the whole list again after a week', async () => {
    await run();
    office.clock.set('2021-03-28T01:00:00Z');
    await run();
    office.clock.set('2021-03-29T01:00:00Z');
    await run();
    expect(axis.asked).toEqual([null, { version: 10 }, null]);
  });

  test('that fails says why in words and leaves the book; the next one goes on', async () => {
    await run();
    axis.failure = new AxisError('axis.bad_credentials', 'Sai mã bí mật.', { final: true });
    await run();
    expect((await sync())?.last).toMatchObject({
      state: 'failed',
      error: { code: 'axis.bad_credentials', text: 'Sai mã bí mật.' },
    });
    axis.failure = new Error('socket');
    await run();
    expect((await sync())?.last?.error).toMatchObject({ code: 'addressbook.sync_failed' });
    expect(await showBook(office.db)).toHaveLength(10);
    axis.failure = undefined;
    await run();
    expect((await sync())?.last?.state).toBe('done');
  });

  test('of a list that lacks too much waits for the administrator', async () => {
    await run();
    axis.rows = many(5);
    await run({ full: true });
    expect((await sync())?.last).toMatchObject({ state: 'held', held: { missing: 5, known: 10 } });
    expect((await showBook(office.db)).filter((body) => body.closed)).toEqual([]);
    await run({ full: true, agreedMissing: 5 });
    expect((await sync())?.last).toMatchObject({ state: 'done', counts: { removed: 5 } });
  });

  test('leaves a leaf, whatever its end', async () => {
    await run();
    axis.failure = new Error('x');
    await run();
    const leaves = await rawQuery<{ action: string }>(
      office.db,
      `select action from audit_leaf where object_kind = 'address_book'
         and object_id in (select id::text from addressbook_run) order by id`,
      [],
    );
    expect(leaves.map(({ action }) => action)).toEqual(['addressbook.synced', 'addressbook.sync_failed']);
  });
});

describe('the daily run', () => {
  test('comes at once for a new connection, then once a day at its hour, and every hour after a failure', async () => {
    const at = async (instant: string): Promise<number> => {
      office.clock.set(instant);
      const before = axis.asked.length;
      await sweepBook(office, axis.ports);
      return axis.asked.length - before;
    };
    expect(await at('2021-03-22T10:00:00Z')).toBe(1);
    expect(await at('2021-03-22T10:05:00Z')).toBe(0);
    expect(await at('2021-03-22T22:59:00Z')).toBe(0);
    axis.failure = new Error('x');
    expect(await at('2021-03-22T23:01:00Z')).toBe(1);
    expect(await at('2021-03-22T23:30:00Z')).toBe(0);
    axis.failure = undefined;
    expect(await at('2021-03-23T00:02:00Z')).toBe(1);
    expect(await at('2021-03-23T22:00:00Z')).toBe(0);
    expect(await at('2021-03-23T23:00:00Z')).toBe(1);
  });

  test('is one process’s, however many sweep at once', async () => {
    await Promise.all([1, 2, 3].map(() => sweepBook(office, axis.ports)));
    expect(axis.asked).toHaveLength(1);
  });

  test('does nothing without a connection', async () => {
    axis.sources = [];
    await sweepBook(office, axis.ports);
    expect(axis.asked).toEqual([]);
  });
});

describe('"Đồng bộ ngay"', () => {
  const start = (part: object = {}, subject = administrator) =>
    startSync(office.as(subject), axis.ports, 'truc', { full: false, ...part });

  test('queues one job, which the worker reads back', async () => {
    await start();
    await start();
    const jobs = await rawQuery<{ payload: Record<string, unknown> }>(
      office.db,
      'select p.payload from graphile_worker._private_jobs p join graphile_worker._private_tasks t on t.id = p.task_id where t.identifier = $1',
      [SYNC_JOB],
    );
    expect(jobs).toHaveLength(1);
    await runSync(office, axis.ports, readOrder(jobs[0]?.payload ?? {}));
    expect((await sync())?.last).toMatchObject({ state: 'done', startedBy: administrator.displayName });
  });

  test('is refused while one runs, for others, for a source that is gone, and for a decision nobody asked for', async () => {
    await expect(start({}, clerk)).rejects.toMatchObject({ code: 'addressbook.sync.forbidden' });
    await expect(start({ agreedMissing: 5 })).rejects.toMatchObject({ code: 'addressbook.not_held' });
    let during: unknown;
    const fetch = axis.ports.fetchAgencies;
    axis.ports.fetchAgencies = async function* (...given) {
      during = await start().catch((error: unknown) => error);
      yield* fetch(...given);
    };
    await runSync(office, axis.ports, order());
    expect(during).toMatchObject({ code: 'addressbook.running' });
    axis.sources = [];
    await expect(start()).rejects.toMatchObject({ code: 'addressbook.source_not_found' });
  });
});

describe('"Thử"', () => {
  const list = (rows: ListedAgency[]): void => {
    axis.rows = rows;
  };
  const refuse = (error: Error): void => {
    axis.failure = error;
  };
  const attempt = (subject = administrator) => trySource(office.as(subject), axis.ports, 'truc');

  test.each([
    ['a list that can be read', () => undefined, true],
    ['an empty list', () => list([]), false],
    ['rows nobody can use', () => list(many(4).map((row) => ({ ...row, code: '' }))), false],
    ['an axis that refuses', () => refuse(new AxisError('axis.bad_credentials', 'Sai mã.', { final: true })), false],
  ])('of %s', async (_what, prepare, ok) => {
    prepare();
    const tried = await attempt();
    expect(tried.ok).toBe(ok);
    expect(tried.steps.every(({ text }) => text !== '')).toBe(true);
    expect(await showBook(office.db)).toEqual([]);
  });

  test('is the administrator’s; a fault of ours is no answer of the axis', async () => {
    await expect(attempt(clerk)).rejects.toMatchObject({ code: 'addressbook.sync.forbidden' });
    axis.failure = new TypeError('ours');
    await expect(attempt()).rejects.toThrow('ours');
  });
});

test('settings are the administrator’s and are kept', async () => {
  const wanted = { maxMissingPercent: 30, syncHour: 5, fullEveryDays: 3 };
  await expect(saveSettings(office.as(clerk), wanted)).rejects.toMatchObject({
    code: 'addressbook.configure.forbidden',
  });
  await saveSettings(office.as(administrator), wanted);
  expect((await viewSync(office.as(clerk), axis.ports)).settings).toEqual(wanted);
  await saveSettings(office.as(administrator), { maxMissingPercent: 20, syncHour: 6, fullEveryDays: 7 });
});
