import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { ListedAgency } from '../book.ts';
import { levelOf, treeOrder } from '../codes.ts';
import { columnValues, unnestOf } from './columns.ts';
import { type Arrival, type NewsRow, packArrival, type RefusedRow, readArrival, unpackArrival } from './listing.ts';

/*
 * A list on its way in stands in tables of the connection alone: nothing of it is seen before it is complete, and a process that dies
 * leaves nothing behind.
 */

const STAGING = `
create temp table if not exists book_staged (
  list text, external_id text, level int, link text, version bigint, deleted boolean, digest text, row text,
  primary key (list, external_id)
)`;
/** Without a row: the list no longer has it. */
const WAITING = `
create temp table if not exists book_waiting (
  ord int primary key, list text, external_id text, version bigint, digest text, row text
)`;
const STAGED = {
  list: 'text',
  external_id: 'text',
  level: 'int',
  link: 'text',
  version: 'bigint',
  deleted: 'boolean',
  row: 'text',
} as const;
/** Of a row that comes twice the newer one; of two of one version the later. */
const TAKE = `
insert into book_staged (list, external_id, level, link, version, deleted, digest, row)
select distinct on (list, external_id) list, external_id, level, link, version, deleted, left(md5(row), 16), row
from ${unnestOf(STAGED, { ordinality: true })}
order by list, external_id, version desc nulls last, ordinality desc
on conflict (list, external_id) do update set level = excluded.level, link = excluded.link, version = excluded.version,
  deleted = excluded.deleted, digest = excluded.digest, row = excluded.row
where excluded.version is null or book_staged.version is null or excluded.version >= book_staged.version`;

const MAX_TOLD = 50;

export interface Staged {
  listed: number;
  refused: number;
  problems: RefusedRow[];
  /** The greatest version seen. */
  version: number;
}

export async function openStaging(db: Db): Promise<void> {
  await rawQuery(db, STAGING, []);
  await rawQuery(db, WAITING, []);
  await rawQuery(db, 'truncate book_staged, book_waiting', []);
}

export async function closeStaging(db: Db): Promise<void> {
  await rawQuery(db, 'drop table if exists book_staged, book_waiting', []);
}

function stagedRow(arrival: Arrival) {
  const { list, external_id, code, qcvn_code, version, deleted } = arrival;
  const link = (list === 'qd20' ? qcvn_code : null) ?? code ?? '';
  return {
    list,
    external_id,
    level: levelOf(link),
    link: treeOrder(link),
    version,
    deleted,
    row: packArrival(arrival),
  };
}

/** What a piece of a list comes to, beside what is told of it. */
function readPiece(piece: readonly ListedAgency[], staged: Staged): ReturnType<typeof stagedRow>[] {
  const rows: ReturnType<typeof stagedRow>[] = [];
  for (const row of piece) {
    const read = readArrival(row);
    staged.listed += 1;
    if ('arrival' in read) {
      staged.version = Math.max(staged.version, read.arrival.version ?? 0);
      rows.push(stagedRow(read.arrival));
    } else {
      staged.refused += 1;
      if (staged.problems.length < MAX_TOLD) {
        staged.problems.push(read.refused);
      }
    }
  }
  return rows;
}

/** Reads the whole list; only counts and the first refusals stay in memory. While one piece is stored the next one is read. */
export async function stageList(
  db: Db,
  pieces: AsyncIterable<readonly ListedAgency[]>,
  onProgress: (listed: number) => Promise<void>,
): Promise<Staged> {
  const staged: Staged = { listed: 0, refused: 0, problems: [], version: 0 };
  let storing: Promise<unknown> = Promise.resolve();
  try {
    for await (const piece of pieces) {
      const values = columnValues(STAGED, readPiece(piece, staged));
      await storing;
      storing = rawQuery(db, TAKE, values);
      // Told where it is waited for.
      storing.catch(() => undefined);
      await onProgress(staged.listed);
    }
  } finally {
    await storing;
  }
  return staged;
}

/**
 * What says something else than when it was last taken over, bodies above before bodies below as far as codes tell: their places are then
 * known when those below are written. The two rows of one body stand side by side, so that it is written once.
 */
const NEWS = `
insert into book_waiting
select row_number() over (order by s.level, s.link collate "C", s.list), s.list, s.external_id, s.version, s.digest, s.row
from book_staged s left join addressbook_listing l on l.source = $1 and l.list = s.list and l.external_id = s.external_id
where case when l.source is null then not s.deleted
  else (s.version is null or l.version is null or s.version >= l.version) and (s.digest <> l.digest or s.deleted <> l.deleted) end`;

const LACKING = `
from addressbook_listing l where l.source = $1 and not l.deleted
  and not exists (select 1 from book_staged s where s.list = l.list and s.external_id = l.external_id)`;

/** How much of what the source listed a full list no longer has, list by list. */
export async function countMissing(
  db: Db,
  source: string,
): Promise<{ list: string; known: number; missing: number }[]> {
  return rawQuery(
    db,
    `select l.list, count(*) as known, count(*) filter (where s.list is null) as missing from addressbook_listing l
     left join book_staged s on s.list = l.list and s.external_id = l.external_id
     where l.source = $1 and not l.deleted group by l.list`,
    [source],
  );
}

/** Answers how many rows wait to be taken over. */
export async function prepareNews(db: Db, source: string, { full }: { full: boolean }): Promise<number> {
  await rawQuery(db, 'analyze book_staged', []);
  await rawQuery(db, NEWS, [source]);
  if (full) {
    await rawQuery(
      db,
      `insert into book_waiting (ord, list, external_id, version, digest)
       select (select coalesce(max(ord), 0) from book_waiting) + row_number() over (), l.list, l.external_id, l.version, '' ${LACKING}`,
      [source],
    );
  }
  await rawQuery(db, 'analyze book_waiting', []);
  const [row] = await rawQuery<{ waiting: number }>(db, 'select count(*) as waiting from book_waiting', []);
  return row?.waiting ?? 0;
}

interface WaitingRow {
  ord: number;
  list: Arrival['list'];
  external_id: string;
  version: number | null;
  digest: string;
  row: string | null;
}

function goneRow({ list, external_id, version }: WaitingRow): Arrival {
  const rest = {
    parent_external_id: null,
    parent_code: null,
    code: null,
    old_code: null,
    qcvn_code: null,
    name: null,
    mail: null,
  };
  return { list, external_id, ...rest, center_code: null, is_agency: null, version, modified_at: null, deleted: true };
}

export async function nextNews(tx: Tx, after: number, limit: number): Promise<{ arrivals: NewsRow[]; last: number }> {
  const rows = await rawQuery<WaitingRow>(tx, 'select * from book_waiting where ord > $1 order by ord limit $2', [
    after,
    limit,
  ]);
  return {
    arrivals: rows.map((waiting) => ({
      arrival: waiting.row === null ? goneRow(waiting) : unpackArrival(waiting.row),
      digest: waiting.digest,
    })),
    last: rows.at(-1)?.ord ?? after,
  };
}
