import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDb, createPool, type Tx } from '../platform/db.ts';
import { newId } from '../platform/ids.ts';
import { withinAgency } from '../platform/reach.ts';
import { rawQuery } from '../platform/sql.ts';
import { createTestDatabase, type TestDatabase } from '../platform/testing/test-database.ts';
import { createPlant } from './plant.testing.ts';

const [OWN, OTHER] = [newId(), newId()] as const;
/** Of a row in which nothing names the own agency. */
const NOBODY = '';

/** What columns ask for together, or a value that the catalogue does not name. */
const TOGETHER: Record<string, () => Record<string, unknown>> = {
  mail_file_link: () => ({ token_hash: newId() }),
};

interface Guarded {
  name: string;
  /** Columns a row may be written with: generated ones may not. */
  columns: string;
  /** Those that name an agency which may see the row (`platform/row-security.test.ts` says which they are). */
  offices: string[];
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
    `select c.relname as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns,
       array(select arm[1] from pg_policy, regexp_matches(pg_get_expr(polqual, polrelid), '(\\w+) = ANY', 'g') arm
         where polrelid = c.oid order by 1) as offices
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       and a.attgenerated = '' and a.attidentity = ''
     where c.relnamespace = 'public'::regnamespace and c.relrowsecurity group by c.oid, c.relname order by 1`,
  );
  tables = rows;
  const plant = await createPlant(planting);
  for (const { name, offices } of tables) {
    for (const own of [...offices, undefined]) {
      const named = offices.map((column) => [column, column === own ? OWN : newId()]);
      await plant(name, { ...TOGETHER[name]?.(), ...Object.fromEntries(named) });
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

/** By which of its columns a row is the own agency's. */
function ownedBy({ offices }: Guarded): string {
  const arms = offices.map((column) => `case when ${column} = '${OWN}' then '${column}' end`);
  return `concat_ws(',', ${arms.join(', ')}) as of`;
}

async function owners(statement: string): Promise<string[]> {
  const rows = await asRequest((tx) => rawQuery<{ of: string }>(tx, statement, []));
  return rows.map(({ of }) => of).sort();
}

/** The tables where the work did something else than it should, with what it did. */
async function failing(
  work: (table: Guarded) => Promise<string[]>,
  expected: (table: Guarded) => readonly string[],
): Promise<object> {
  const wrong: Record<string, string[]> = {};
  for (const table of tables) {
    const found = await work(table);
    if (JSON.stringify(found) !== JSON.stringify(expected(table))) {
      wrong[table.name] = found;
    }
  }
  return wrong;
}

const seen = ({ offices }: Guarded) => offices;
const all = ({ offices }: Guarded) => [NOBODY, ...offices];
const refused = () => ['refused'];

const WAYS: Record<'read' | 'change' | 'remove', (table: Guarded) => string> = {
  read: (table) => `select ${ownedBy(table)} from ${table.name}`,
  change: (table) => `update ${table.name} set agency_id = agency_id returning ${ownedBy(table)}`,
  remove: (table) => `delete from ${table.name} returning ${ownedBy(table)}`,
};

function refusalOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'let through',
    (error: unknown) => (/row-level security/.test(String(error)) ? 'refused' : String(error)),
  );
}

describe('on every guarded table a request of one agency', () => {
  test('there is a row for each way of being its own, and one that is not', async () => {
    expect(tables.length).toBeGreaterThan(50);
    expect(tables.filter(({ offices }) => offices.length > 1).length).toBeGreaterThan(5);
    expect(tables.filter(({ offices }) => !offices.includes('agency_id'))).toEqual([]);
    const work = async (table: Guarded) =>
      (await database.pool.query<{ of: string }>(WAYS.read(table))).rows.map(({ of }) => of).sort();
    expect(await failing(work, all)).toEqual({});
  });

  test('reads the own rows', async () => {
    expect(await failing((table) => owners(WAYS.read(table)), seen)).toEqual({});
  });

  test('changes the own rows, and gives none away', async () => {
    expect(await failing((table) => owners(WAYS.change(table)), seen)).toEqual({});
    const given = async ({ name, offices }: Guarded) => {
      const away = `update ${name} set ${offices.map((column) => `${column} = $1`).join(', ')}`;
      return [await refusalOf(asRequest((tx) => rawQuery(tx, away, [OTHER])))];
    };
    expect(await failing(given, refused)).toEqual({});
  });

  test('removes the own rows', async () => {
    expect(await failing((table) => owners(WAYS.remove(table)), seen)).toEqual({});
  });

  test('writes no row in the name of another', async () => {
    const written = async ({ name, columns, offices }: Guarded) => {
      const isOwn = offices.map((column) => `${column} = $1`).join(' or ');
      const { rows } = await database.pool.query<{ row: object }>(
        `select to_jsonb(kept) as row from ${name} kept where (${isOwn}) is not true`,
        [OWN],
      );
      const insert = `insert into ${name} (${columns}) select ${columns} from jsonb_populate_record(null::${name}, $1::jsonb)`;
      return [await refusalOf(asRequest((tx) => rawQuery(tx, insert, [JSON.stringify(rows[0]?.row)])))];
    };
    expect(await failing(written, refused)).toEqual({});
  });

  test('control: without the policy it reads, changes and removes the rows of all', async () => {
    for (const { name } of tables) {
      await database.pool.query(`alter table ${name} disable row level security`);
    }
    try {
      for (const way of Object.values(WAYS)) {
        expect(await failing((table) => owners(way(table)), all)).toEqual({});
      }
    } finally {
      for (const { name } of tables) {
        await database.pool.query(`alter table ${name} enable row level security`);
      }
    }
  });
});
