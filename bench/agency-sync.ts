import { codeKey } from '../apps/server/src/modules/addressbook/codes.ts';
import type { ListedAgency } from '../apps/server/src/modules/addressbook/index.ts';
import { applyChanges, searchBook } from '../apps/server/src/modules/addressbook/index.ts';
import { newId } from '../apps/server/src/platform/ids.ts';
import { rawQuery } from '../apps/server/src/platform/sql.ts';
import { BOOK_SIZE, bothLists, oneList } from './support-agencies.ts';
import { peakMiB } from './support-memory.ts';
import { type BenchOffice, openBenchOffice, spreadOf } from './support-office.ts';

const FULL_LIMIT_S = 20;
const INCREMENTAL_LIMIT_S = 1;
const SEARCH_LIMIT_MS = 50;
const CHANGED = 200;
/** Enough of the list to tell the pace of the naive way without waiting for its end. */
const NAIVE_ROWS = 5_000;
const ROUNDS = 12;

/** What is typed letter by letter, as an input method sends it on. */
const TYPED = [
  'ubnd h tam duong',
  'so tttt lai chau',
  'so tai nguyen moi truong',
  'phong noi vu tam duong',
  'truong tieu hoc xa an',
  'ubnd tinh lc',
  'thanh tra so ca mau',
  'H35.17',
  '000.03.11.H08',
  'khong co co quan nao nhu the',
];

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return Number(((performance.now() - start) / 1_000).toFixed(2));
}

/** A daily portion: names, a move, closures, new bodies. */
async function* portion(): AsyncGenerator<ListedAgency[]> {
  const rows: ListedAgency[] = [];
  let at = 0;
  for await (const piece of oneList('code')) {
    for (const row of piece) {
      at += 1;
      if (at % Math.floor(BOOK_SIZE / CHANGED) === 0 && rows.length < CHANGED) {
        const version = BOOK_SIZE + at;
        rows.push(
          rows.length % 10 === 0 ? { ...row, version, isDeleted: true } : { ...row, version, name: `${row.name} mới` },
        );
      }
    }
  }
  yield rows;
}

/** Row by row with an upsert and the search text, as a first program would do it; the same table width, no history, no second list. */
async function naive(office: BenchOffice): Promise<number> {
  const { db } = office.services;
  await rawQuery(
    db,
    'create table naive (code text primary key, id text, parent text, name text, mail text, search text, version bigint)',
    [],
  );
  await rawQuery(db, "create index naive_search on naive using gin (to_tsvector('simple', search))", []);
  const took = await seconds(async () => {
    let done = 0;
    for await (const piece of oneList('code', NAIVE_ROWS)) {
      for (const row of piece) {
        await rawQuery(
          db,
          `insert into naive values ($1, $2, $3, $4, $5, $6, $7) on conflict (code) do update set id = excluded.id,
             parent = excluded.parent, name = excluded.name, mail = excluded.mail, search = excluded.search, version = excluded.version`,
          [codeKey(row.code), row.id, row.parentId ?? null, row.name, row.mail ?? '', row.name, row.version ?? 0],
        );
        done += 1;
      }
    }
    return done;
  });
  return took;
}

async function typeAhead(office: BenchOffice) {
  const times: number[] = [];
  let answered = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const typed of TYPED) {
      for (let length = 2; length <= typed.length; length += 3) {
        const start = performance.now();
        const found = await searchBook(office.services.db, { q: typed.slice(0, length), limit: 20 });
        const spent = performance.now() - start;
        if (round > 0) {
          times.push(spent);
          answered += found.length;
        }
      }
    }
  }
  return {
    ...spreadOf(times),
    questions: times.length,
    answersPerQuestion: Number((answered / times.length).toFixed(1)),
  };
}

async function syncOne(office: BenchOffice, source: string, rows: AsyncIterable<ListedAgency[]>, full: boolean) {
  await rawQuery(
    office.services.db,
    'insert into addressbook_source (id, name) values ($1, $1) on conflict do nothing',
    [source],
  );
  return applyChanges(office.services, source, rows, { full });
}

/** The whole list of the synchronisation call alone, on an empty book of its own. */
async function oneListAlone(): Promise<number> {
  const office = await openBenchOffice('2021-12-21T01:00:00Z');
  try {
    return await seconds(() => syncOne(office, newId(), oneList('code'), true));
  } finally {
    await office.close();
  }
}

/**
 * The address book of 111,000 agencies on an empty durable database: the list of the synchronisation call alone, both lists of the axis
 * (222,000 rows that become 111,000 bodies), the same again, a daily portion, and questions typed letter by letter; beside it the naive way.
 */
export async function run(): Promise<Record<string, unknown>> {
  const fullSeconds = await oneListAlone();
  const office = await openBenchOffice('2021-12-21T01:00:00Z');
  try {
    const before = peakMiB();
    const source = newId();
    const bothListsSeconds = await seconds(() => syncOne(office, source, bothLists(), true));
    const memoryMiB = { before, peak: peakMiB() };
    const unchangedSeconds = await seconds(() => syncOne(office, source, bothLists(), true));
    const incrementalSeconds = await seconds(() => syncOne(office, source, portion(), false));
    await rawQuery(office.services.db, 'analyze', []);
    const typing = await typeAhead(office);
    const naiveSeconds = await naive(office);
    const naiveWholeList = Math.round((naiveSeconds / NAIVE_ROWS) * BOOK_SIZE);
    return {
      agencies: BOOK_SIZE,
      fullSeconds,
      bothListsSeconds,
      bothListsRows: 2 * BOOK_SIZE,
      unchangedSeconds,
      incrementalChanges: CHANGED,
      incrementalSeconds,
      typeAheadMs: typing,
      memoryMiB,
      naive: { rows: NAIVE_ROWS, seconds: naiveSeconds, wholeListSeconds: naiveWholeList },
      limits: { fullSeconds: FULL_LIMIT_S, incrementalSeconds: INCREMENTAL_LIMIT_S, typeAheadP95Ms: SEARCH_LIMIT_MS },
      passed:
        fullSeconds <= FULL_LIMIT_S &&
        bothListsSeconds <= FULL_LIMIT_S &&
        incrementalSeconds <= INCREMENTAL_LIMIT_S &&
        typing.p95 <= SEARCH_LIMIT_MS,
    };
  } finally {
    await office.close();
  }
}
