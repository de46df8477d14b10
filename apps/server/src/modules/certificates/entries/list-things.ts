import type { RegisterPageQuery } from '@congvu/contracts';
import type { Subject } from '../../../platform/authorise.ts';
import type { Db } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { scopeSql } from './org-facts.ts';
import { Conditions, likePattern, readCursor } from './page.ts';

/** The other registers are lists of one shape: what they select, and by which column they are read. */
export interface ListedThing {
  /** `thing` is the row; `agency` and `scope` are there to be used. */
  select: string;
  table: string;
  /** Joins behind the table. */
  joins: string;
  /** A column of the row. */
  orderBy: string;
}

interface ThingPage<R> {
  rows: R[];
  nextCursor: string | null;
  total: number;
}

function conditionsOf(
  subject: Subject,
  query: Pick<RegisterPageQuery, 'agencyId' | 'q'>,
  extra: Record<string, string | undefined>,
): Conditions {
  const where = new Conditions();
  where.bind(subject.agencyId);
  if (query.agencyId !== undefined) {
    where.add(`thing.agency_id = ${where.bind(query.agencyId)}`);
  }
  const pattern = likePattern(query.q);
  if (pattern !== undefined) {
    where.add(`thing.search_name like ${where.bind(pattern)}`);
  }
  for (const [column, value] of Object.entries(extra)) {
    if (value !== undefined) {
      where.add(`thing.${column} = ${where.bind(value)}`);
    }
  }
  return where;
}

/** One page in the scope of the subject. `extra`: columns that must have a value; their names come from the code, never from outside. */
export async function listThings<R>(
  db: Db,
  subject: Subject,
  {
    listed,
    query,
    extra = {},
  }: { listed: ListedThing; query: RegisterPageQuery; extra?: Record<string, string | undefined> },
): Promise<ThingPage<R>> {
  const counted = conditionsOf(subject, query, extra);
  const where = conditionsOf(subject, query, extra);
  const from = `from ${listed.table} thing ${listed.joins} join scope on scope.id = thing.agency_id join org_agency agency on agency.id = thing.agency_id`;
  const after = readCursor(query.cursor);
  if (after !== undefined) {
    const last = `select last.${listed.orderBy}, last.id from ${listed.table} last where last.id = ${where.bind(after)}`;
    where.add(`(thing.${listed.orderBy}, thing.id) > (${last})`);
  }
  const [rows, [count]] = await Promise.all([
    rawQuery<R & { id: string }>(
      db,
      `with ${scopeSql(subject)} select thing.id, ${listed.select} ${from} where ${where.sql}
       order by thing.${listed.orderBy}, thing.id limit ${where.bind(query.limit + 1)}`,
      where.parameters,
    ),
    rawQuery<{ total: number }>(
      db,
      `with ${scopeSql(subject)} select count(*)::int as total ${from} where ${counted.sql}`,
      counted.parameters,
    ),
  ]);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    rows: page,
    nextCursor: rows.length > query.limit && last !== undefined ? last.id : null,
    total: count?.total ?? 0,
  };
}
