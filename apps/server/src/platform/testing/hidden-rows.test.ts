import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDb, createPool, type Db, type Tx } from '../db.ts';
import { newId } from '../ids.ts';
import { alsoWithin, withinAgency } from '../reach.ts';
import { rawQuery } from '../sql.ts';
import { refuseHiddenRows } from './hidden-rows.testing.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const [OWN, OTHER] = [newId(), newId()] as const;
const INSERT = 'insert into task_phrase (agency_id, id, person_id, text, used_at) values ($1, $2, $2, $3, now())';
const HIDDEN = /hid rows of other agencies/;

let database: TestDatabase;
let pool: ReturnType<typeof createPool>;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, 1);
  refuseHiddenRows(pool);
  db = createDb(pool);
});
beforeEach(async () => {
  await database.pool.query('delete from task_phrase');
  for (const agencyId of [OWN, OTHER]) {
    await database.pool.query(INSERT, [agencyId, newId(), 'Kính chuyển']);
  }
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

async function remaining(): Promise<number | null> {
  return (await database.pool.query('select 1 from task_phrase')).rowCount;
}

/** By itself and within a transaction. */
const ways: [string, <T>(work: (at: Db | Tx) => Promise<T>) => Promise<T>][] = [
  ['by itself', (work) => work(db)],
  ['in a transaction', (work) => db.transaction().execute(work)],
];

describe.each(ways)('a statement %s', (_name, way) => {
  const ask = (text: string, values: unknown[] = []) =>
    withinAgency(OWN, () => way((at) => rawQuery(at, text, values)));

  test('that names its agency answers and does what it says, once', async () => {
    expect(await ask('select text from task_phrase where agency_id = $1', [OWN])).toEqual([{ text: 'Kính chuyển' }]);
    await ask(INSERT, [OWN, newId(), 'Khẩn']);
    expect(await remaining()).toBe(3);
    await ask('delete from task_phrase where agency_id = $1', [OWN]);
    expect(await remaining()).toBe(1);
  });

  test.each([
    'select text from task_phrase',
    'select count(*) from task_phrase',
    'select 1 as held where not exists (select 1 from task_phrase where agency_id <> $1)',
    "update task_phrase set text = 'đổi' where agency_id <> $1",
    'delete from task_phrase',
  ])('that would have found rows of another agency fails: %s', async (text) => {
    await expect(ask(text, text.includes('$1') ? [OWN] : [])).rejects.toThrow(HIDDEN);
    const { rows } = await database.pool.query('select text from task_phrase where agency_id = $1', [OTHER]);
    expect(rows).toEqual([{ text: 'Kính chuyển' }]);
  });

  test('that says it looks further finds them', async () => {
    const counted = withinAgency(OWN, () =>
      alsoWithin('party', [OTHER], () => way((at) => rawQuery(at, 'select count(*)::int as n from task_phrase', []))),
    );
    expect(await counted).toEqual([{ n: 2 }]);
  });
});

test('after a failure in a transaction the next one is watched as before', async () => {
  await withinAgency(OWN, async () => {
    await expect(db.transaction().execute((tx) => rawQuery(tx, 'select 1 / 0', []))).rejects.toThrow(
      'division by zero',
    );
    await expect(rawQuery(db, 'select text from task_phrase', [])).rejects.toThrow(HIDDEN);
  });
});
