import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDb, createPool, type Tx } from '../platform/db.ts';
import { newId } from '../platform/ids.ts';
import { withinAgency } from '../platform/reach.ts';
import { rawQuery } from '../platform/sql.ts';
import { createTestDatabase, type TestDatabase } from '../platform/testing/test-database.ts';
import { createPlant } from './plant.testing.ts';

const [OWN, OTHER] = [newId(), newId()] as const;

/** What columns ask for together, or a value that the catalogue does not name. */
const TOGETHER: Record<string, () => Record<string, unknown>> = {
  mail_file_link: () => ({ token_hash: newId() }),
};

interface Guarded {
  name: string;
  /** Columns a row may be written with: generated ones may not. */
  columns: string;
}

let database: TestDatabase;
let planting: pg.Pool;
let requests: pg.Pool;
let tables: Guarded[];
beforeAll(async () => {
  database = await createTestDatabase();
  // Rows stand by themselves: whatever they hang on is not what is looked at.
  planting = createPool(database.url, 1);
  await planting.query('set session_replication_role = replica');
  requests = createPool(database.url, 4);
  const { rows } = await database.pool.query<Guarded>(
    `select c.relname as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       and a.attgenerated = '' and a.attidentity = ''
     where c.relnamespace = 'public'::regnamespace and c.relrowsecurity group by c.relname order by 1`,
  );
  tables = rows;
  const plant = await createPlant(planting);
  for (const { name } of tables) {
    for (const agencyId of [OWN, OTHER]) {
      await plant(name, { ...TOGETHER[name]?.(), agency_id: agencyId });
    }
  }
});
afterAll(async () => {
  await Promise.all([planting?.end(), requests?.end()]);
  await database?.drop();
});

const NOT_KEPT = new Error('not kept');

/** In a request of a person of the own agency, over the pool of the office; nothing of it stays. */
async function asRequest<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  let answer: { of: T } | undefined;
  await withinAgency(OWN, () =>
    createDb(requests)
      .transaction()
      .execute(async (tx) => {
        answer = { of: await work(tx) };
        throw NOT_KEPT;
      }),
  ).catch((error: unknown) => {
    if (error !== NOT_KEPT) {
      throw error;
    }
  });
  if (answer === undefined) {
    throw new Error('the work gave no answer');
  }
  return answer.of;
}

async function owners(statement: string): Promise<string[]> {
  const rows = await asRequest((tx) => rawQuery<{ of: string }>(tx, statement, []));
  return [...new Set(rows.map(({ of }) => of))];
}

/** The tables where the work did something else than it should, with what it did. */
async function failing(work: (table: Guarded) => Promise<string[]>, expected: readonly string[]): Promise<object> {
  const wrong: Record<string, string[]> = {};
  for (const table of tables) {
    const found = await work(table);
    if (JSON.stringify(found) !== JSON.stringify(expected)) {
      wrong[table.name] = found;
    }
  }
  return wrong;
}

function refusalOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'let through',
    (error: unknown) => (/row-level security/.test(String(error)) ? 'refused' : String(error)),
  );
}

describe('on every guarded table a request of one agency', () => {
  test('there are rows of both agencies on each of them', async () => {
    expect(tables.length).toBeGreaterThan(50);
    const work = async ({ name }: Guarded) =>
      (await database.pool.query<{ of: string }>(`select agency_id as of from ${name}`)).rows
        .map(({ of }) => of)
        .sort();
    expect(await failing(work, [OWN, OTHER].sort())).toEqual({});
  });

  test('reads the own rows', async () => {
    expect(await failing(({ name }) => owners(`select agency_id as of from ${name}`), [OWN])).toEqual({});
  });

  test('changes the own rows, and gives none away', async () => {
    const changed = ({ name }: Guarded) => owners(`update ${name} set agency_id = agency_id returning agency_id as of`);
    expect(await failing(changed, [OWN])).toEqual({});
    const given = async ({ name }: Guarded) => [
      await refusalOf(asRequest((tx) => rawQuery(tx, `update ${name} set agency_id = $1`, [OTHER]))),
    ];
    expect(await failing(given, ['refused'])).toEqual({});
  });

  test('removes the own rows', async () => {
    expect(await failing(({ name }) => owners(`delete from ${name} returning agency_id as of`), [OWN])).toEqual({});
  });

  test('writes no row in the name of another', async () => {
    const written = async ({ name, columns }: Guarded) => {
      const { rows } = await database.pool.query<{ row: object }>(
        `select to_jsonb(kept) as row from ${name} kept where agency_id = $1`,
        [OTHER],
      );
      const insert = `insert into ${name} (${columns}) select ${columns} from jsonb_populate_record(null::${name}, $1::jsonb)`;
      return [await refusalOf(asRequest((tx) => rawQuery(tx, insert, [JSON.stringify(rows[0]?.row)])))];
    };
    expect(await failing(written, ['refused'])).toEqual({});
  });

  test('control: without the policy it reads, changes and removes the rows of both', async () => {
    for (const { name } of tables) {
      await database.pool.query(`alter table ${name} disable row level security`);
    }
    try {
      const both = [OWN, OTHER].sort();
      const ways = [
        (name: string) => `select agency_id as of from ${name}`,
        (name: string) => `update ${name} set agency_id = agency_id returning agency_id as of`,
        (name: string) => `delete from ${name} returning agency_id as of`,
      ];
      for (const way of ways) {
        expect(await failing(async ({ name }) => (await owners(way(name))).sort(), both)).toEqual({});
      }
    } finally {
      for (const { name } of tables) {
        await database.pool.query(`alter table ${name} enable row level security`);
      }
    }
  });
});
