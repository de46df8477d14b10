import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDb, createPool, type Db, type Tx } from './db.ts';
import { newId } from './ids.ts';
import { beyondOwnAgency, currentReach, withinAgency } from './reach.ts';
import { REQUEST_ROLE } from './reach-pool.ts';
import { rawQuery } from './sql.ts';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';

const [ONE, TWO, THREE] = [newId(), newId(), newId()] as const;
const AGENCIES = [ONE, TWO, THREE];

/** A statement that forgot its predicate: what is looked at is whose rows it brings. */
const FORGETFUL = 'select distinct agency_id as id from task_phrase order by 1';
const INSERT = 'insert into task_phrase (agency_id, id, person_id, text, used_at) values ($1, $2, $2, $3, now())';

let database: TestDatabase;
let db: Db;
let pool: ReturnType<typeof createPool>;
beforeAll(async () => {
  database = await createTestDatabase();
  // Few connections, so that everybody meets those of the others.
  pool = createPool(database.url, 3);
  db = createDb(pool);
});
beforeEach(async () => {
  await database.pool.query('delete from task_phrase');
  for (const agencyId of AGENCIES) {
    await database.pool.query(INSERT, [agencyId, newId(), 'Kính chuyển']);
  }
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function seen(at: Db | Tx): Promise<string[]> {
  return (await rawQuery<{ id: string }>(at, FORGETFUL, [])).map(({ id }) => id);
}

function add(at: Db | Tx, agencyId: string): Promise<unknown> {
  return rawQuery(at, INSERT, [agencyId, newId(), 'Khẩn']);
}

describe('a statement that forgot its predicate', () => {
  test('sees in a request the rows of the own agency, and the installation sees all', async () => {
    expect(await withinAgency(TWO, () => seen(db))).toEqual([TWO]);
    expect(await seen(db)).toEqual([...AGENCIES].sort());
  });

  test('control: without the policy it sees them all', async () => {
    await database.pool.query('alter table task_phrase disable row level security');
    try {
      expect(await withinAgency(TWO, () => seen(db))).toEqual([...AGENCIES].sort());
    } finally {
      await database.pool.query('alter table task_phrase enable row level security');
    }
  });

  test('changes and removes nothing of another agency, and writes nothing in its name', async () => {
    await withinAgency(ONE, async () => {
      await rawQuery(db, "update task_phrase set text = 'đổi'", []);
      await expect(add(db, TWO)).rejects.toThrow(/row-level security/);
      await expect(rawQuery(db, 'update task_phrase set agency_id = $1', [TWO])).rejects.toThrow(/row-level security/);
      await rawQuery(db, 'delete from task_phrase', []);
    });
    const { rows } = await database.pool.query('select agency_id, text from task_phrase order by 1');
    expect(rows).toEqual([TWO, THREE].sort().map((agency_id) => ({ agency_id, text: 'Kính chuyển' })));
  });
});

describe('fail closed', () => {
  test.each([
    ['never set', []],
    ['empty', ["set congvu.agencies = ''"]],
    ['reset', [`set congvu.agencies = '${ONE}'`, 'reset congvu.agencies']],
  ])('a setting that is %s is no row', async (_name, before) => {
    const client = await database.pool.connect();
    try {
      for (const statement of [`set role ${REQUEST_ROLE}`, ...before]) {
        await client.query(statement);
      }
      expect((await client.query(FORGETFUL)).rows).toEqual([]);
    } finally {
      client.release(true);
    }
  });

  test('a role that cannot be taken on runs no statement', async () => {
    const other = createPool(database.url, 1);
    try {
      const client = await other.connect();
      await client.query(
        `create function pg_temp.refuse() returns text language plpgsql as 'begin raise exception ''no''; end'`,
      );
      const plain = client.query.bind(client) as (...given: unknown[]) => unknown;
      client.query = ((given: unknown, ...rest: unknown[]) =>
        typeof given === 'object' ? plain('select pg_temp.refuse()') : plain(given, ...rest)) as typeof client.query;
      client.release();
      await expect(withinAgency(ONE, () => add(createDb(other), ONE))).rejects.toThrow('no');
    } finally {
      await other.end();
    }
    expect((await database.pool.query("select 1 from task_phrase where text = 'Khẩn'")).rows).toEqual([]);
  });

  test('the role of requests owns nothing, makes nothing, passes no policy, and leaves what was recorded alone', async () => {
    const { rows } = await database.pool.query(
      `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin,
        (select count(*)::int from pg_class where relowner = r.oid) as owned,
        has_schema_privilege(oid, 'public', 'create') as makes,
        has_table_privilege(oid, 'audit_leaf', 'update') or has_table_privilege(oid, 'audit_leaf', 'delete') as rewrites
       from pg_roles r where rolname = $1`,
      [REQUEST_ROLE],
    );
    const nothing = {
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolcanlogin: false,
    };
    expect(rows).toEqual([{ ...nothing, owned: 0, makes: false, rewrites: false }]);
  });
});

test('the log grows by whatever a request tells, and no request takes anything out of it', async () => {
  const leaf = (agencyId: string) =>
    rawQuery(
      db,
      `insert into audit_leaf (agency_id, id, at, action, object_kind, object_id, actor_name, request_id, ip, detail, leaf_hash)
       values ($1, $2, now(), 'a', 'b', 'c', 'd', 'e', 'f', '{}', '')`,
      [agencyId, newId()],
    );
  await withinAgency(ONE, async () => {
    await leaf(ONE);
    await leaf(TWO);
    await expect(rawQuery(db, "update audit_leaf set action = 'x'", [])).rejects.toThrow(/permission denied/);
    await expect(rawQuery(db, 'delete from audit_leaf', [])).rejects.toThrow(/permission denied/);
  });
  const { rows } = await database.pool.query('select agency_id from audit_leaf order by 1');
  expect(rows).toEqual([ONE, TWO].sort().map((agency_id) => ({ agency_id })));
});

describe('the wider reach', () => {
  test('holds for what is inside and no longer, in the middle of a transaction as well', async () => {
    await withinAgency(ONE, () =>
      db.transaction().execute(async (tx) => {
        expect(await seen(tx)).toEqual([ONE]);
        expect(await beyondOwnAgency('bytes', () => seen(tx))).toEqual([...AGENCIES].sort());
        expect(await seen(tx)).toEqual([ONE]);
        const [narrow, wide] = await Promise.all([seen(tx), beyondOwnAgency('bytes', () => seen(tx)), seen(tx)]);
        expect([narrow, wide]).toEqual([[ONE], [...AGENCIES].sort()]);
      }),
    );
    expect(currentReach()).toBe('installation');
  });

  test('ends with a transaction that failed inside it', async () => {
    await withinAgency(ONE, async () => {
      const failing = db.transaction().execute(async (tx) => {
        await seen(tx);
        await beyondOwnAgency('bytes', () => rawQuery(tx, 'select 1 / 0', []));
      });
      await expect(failing).rejects.toThrow('division by zero');
      expect(await seen(db)).toEqual([ONE]);
    });
  });

  test('a transaction that went on after a failure is told that its commit was none', async () => {
    await withinAgency(ONE, async () => {
      const swallowing = db.transaction().execute(async (tx) => {
        await add(tx, ONE);
        await beyondOwnAgency('bytes', () => fail(tx));
      });
      await expect(swallowing).rejects.toMatchObject({ name: 'AbortedTransactionError' });
      expect(await rawQuery(db, "select 1 from task_phrase where text = 'Khẩn'", [])).toEqual([]);
    });
  });

  test('ends with a savepoint that was taken back inside it', async () => {
    await withinAgency(ONE, () =>
      db.transaction().execute(async (tx) => {
        await rawQuery(tx, 'savepoint part', []);
        await expect(beyondOwnAgency('bytes', () => rawQuery(tx, 'select 1 / 0', []))).rejects.toThrow();
        await rawQuery(tx, 'rollback to savepoint part', []);
        expect(await seen(tx)).toEqual([ONE]);
        expect(await beyondOwnAgency('bytes', () => seen(tx))).toEqual([...AGENCIES].sort());
      }),
    );
  });
});

type Step = 'look' | 'wide' | 'fault' | 'commit' | 'roll back' | 'savepoint' | 'cut off';
interface Work {
  agency: string | undefined;
  steps: Step[];
}

const works: fc.Arbitrary<Work[]> = fc.array(
  fc.record({
    agency: fc.constantFrom(ONE, TWO, THREE, undefined),
    steps: fc.array(fc.constantFrom<Step>('look', 'wide', 'fault', 'commit', 'roll back', 'savepoint', 'cut off'), {
      minLength: 1,
      maxLength: 6,
    }),
  }),
  { minLength: 4, maxLength: 12 },
);

/** A connection that was cut off may be given once more before its end is heard of: then nothing was answered, and one asks again. */
async function seenAgain(at: Db | Tx): Promise<string[]> {
  return seen(at).catch((error: unknown) => {
    if (at === db && /terminat/i.test(String(error))) {
      return seenAgain(at);
    }
    throw error;
  });
}

function unlessCutOff(error: unknown): void {
  if (!/terminat/i.test(String(error))) {
    throw error;
  }
}

async function fail(at: Db | Tx): Promise<void> {
  await rawQuery(at, 'select 1 / 0', []).catch(() => undefined);
}

/** One thing that may become of a connection; `look` sees the own rows and nobody else's. */
async function doStep(step: Step, look: (at: Db | Tx) => Promise<void>): Promise<void> {
  const inTransaction = (work: (tx: Tx) => Promise<void>) => db.transaction().execute(work);
  switch (step) {
    case 'look':
      return look(db);
    case 'wide':
      await inTransaction(async (tx) => {
        await beyondOwnAgency('bytes', () => rawQuery(tx, FORGETFUL, []));
        await look(tx);
      });
      return;
    case 'fault':
      return fail(db);
    case 'commit':
      // A transaction that has failed answers its commit with a rollback.
      return inTransaction(async (tx) => {
        await look(tx);
        await beyondOwnAgency('bytes', () => fail(tx));
      }).catch(() => undefined);
    case 'roll back':
      return inTransaction(async (tx) => {
        await beyondOwnAgency('bytes', () => rawQuery(tx, FORGETFUL, []));
        throw new Error('changed my mind');
      }).catch(() => undefined);
    case 'savepoint':
      return inTransaction(async (tx) => {
        await rawQuery(tx, 'savepoint part', []);
        await beyondOwnAgency('bytes', () => fail(tx));
        await rawQuery(tx, 'rollback to savepoint part', []);
        await look(tx);
      });
    case 'cut off':
      await rawQuery(db, 'select pg_terminate_backend(pg_backend_pid())', []).catch(() => undefined);
      return;
  }
}

test('whoever takes a connection sees his own and nobody else’s, whatever became of those before him', async () => {
  await fc.assert(
    fc.asyncProperty(works, async (all) => {
      await Promise.all(
        all.map(async ({ agency, steps }) => {
          const expected = agency === undefined ? [...AGENCIES].sort() : [agency];
          const look = async (at: Db | Tx): Promise<void> => {
            expect(await seenAgain(at)).toEqual(expected);
          };
          const work = async (): Promise<void> => {
            for (const step of steps) {
              // Ending one's own server process is not for the role of requests.
              await doStep(step === 'cut off' && agency !== undefined ? 'look' : step, look).catch(unlessCutOff);
            }
            await look(db);
          };
          await (agency === undefined ? work() : withinAgency(agency, work));
        }),
      );
    }),
    { numRuns: 40 },
  );
}, 120_000);
