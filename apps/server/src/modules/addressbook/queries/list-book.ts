import type { BookItem, BookPage, BookQuery } from '@congvu/contracts';
import { isTopAgency } from '#modules/org';
import type { ActingContext } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import type { Db } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { ANYWHERE, bookPolicies } from '../addressbook.policy.ts';
import { presentItems } from '../addressbook.presenter.ts';
import { LISTED_COLUMNS, type ListedRow } from '../addressbook.store.ts';
import { codeKey } from '../codes.ts';
import type { AddressbookPorts } from '../ports.ts';
import { askBook } from '../words.ts';
import { codeAsked } from './find-in-book.ts';

export type BookFilter = Omit<BookQuery, 'cursor' | 'limit'>;

const COUNTED = 10_000;

interface Condition {
  sql: string;
  values: unknown[];
}

/** The words side by side first, then wherever they stand; without words there is one part only. */
function partsOf(q: string | undefined): ((first: number) => Condition)[] {
  if (q === undefined || q.trim() === '') {
    return [() => ({ sql: 'true', values: [] })];
  }
  const code = codeAsked(q);
  if (code !== undefined) {
    const sql = (at: number) => `a.id in (select agency_id from addressbook_alias where value_key like $${at})`;
    return [(first) => ({ sql: sql(first), values: [code] })];
  }
  const question = askBook(q);
  if (question === undefined) {
    return [() => ({ sql: 'false', values: [] })];
  }
  const { precise, loose } = question;
  return [
    (first) => ({ sql: `a.tokens @@ $${first}::tsquery`, values: [precise] }),
    (first) => ({
      sql: `a.tokens @@ $${first}::tsquery and not a.tokens @@ $${first + 1}::tsquery`,
      values: [loose, precise],
    }),
  ];
}

/** Conditions with their parameters from `$1` on. */
export function filterOf(filter: BookFilter): Condition {
  const values: unknown[] = [];
  const parts: string[] = [];
  const add = (sql: (at: number) => string, value: unknown): void => {
    values.push(value);
    parts.push(sql(values.length));
  };
  if (filter.state !== undefined) {
    parts.push(`a.is_closed = ${filter.state === 'closed'}`);
  }
  if (filter.disputed === true) {
    parts.push('a.disputed');
  }
  if (filter.source !== undefined) {
    add(
      (at) =>
        `exists (select 1 from addressbook_listing l where l.agency_id = a.id and l.source = $${at} and not l.deleted)`,
      filter.source,
    );
  }
  if (filter.under !== undefined) {
    add(
      (at) => `a.id in (
        with recursive below as (
          select agency_id as id from addressbook_alias where value_key = $${at}
          union select child.id from addressbook_agency child join below on child.parent_id = below.id
        ) select id from below)`,
      codeKey(filter.under),
    );
  }
  return { sql: parts.length === 0 ? 'true' : parts.join(' and '), values };
}

export interface BookPlace {
  part: number;
  closed: boolean;
  depth: number;
  nameKey: string;
  id: string;
}

function readPlace(cursor: string | undefined): BookPlace | undefined {
  const values = readCursor(cursor, ['integer', 'integer', 'integer', 'text', 'uuid']);
  if (values === undefined) {
    return undefined;
  }
  const [part, closed, depth, nameKey = '', id = ''] = values;
  return { part: Number(part), closed: closed === '1', depth: Number(depth), nameKey, id };
}

function writePlace(part: number, { closed, depth, name_key, id }: ListedRow): string {
  return writeCursor([String(part), closed ? '1' : '0', String(depth), name_key, id]);
}

async function readPart(
  db: Db,
  filter: Condition,
  part: (first: number) => Condition,
  given: { after: BookPlace | undefined; limit: number },
): Promise<ListedRow[]> {
  const words = part(filter.values.length + 1);
  const values = [...filter.values, ...words.values];
  const at = values.length;
  const { after, limit } = given;
  const beyond =
    after === undefined
      ? 'true'
      : `(a.is_closed, a.depth, a.name_key, a.id) > ($${at + 1}::boolean, $${at + 2}::smallint, $${at + 3}, $${at + 4}::uuid)`;
  const place = after === undefined ? [] : [after.closed, after.depth, after.nameKey, after.id];
  return rawQuery<ListedRow>(
    db,
    `select ${LISTED_COLUMNS} from addressbook_agency a where ${filter.sql} and ${words.sql} and ${beyond}
     order by a.is_closed, a.depth, a.name_key, a.id limit ${limit}`,
    [...values, ...place],
  );
}

/** A page of what the filter lets through, and where the next one starts. */
export async function readBook(
  db: Db,
  filter: BookFilter,
  page: { cursor: string | undefined; limit: number },
): Promise<{ rows: ListedRow[]; next: string | null }> {
  const parts = partsOf(filter.q);
  const conditions = filterOf(filter);
  const start = readPlace(page.cursor);
  const rows: ListedRow[] = [];
  for (let at = start?.part ?? 0; at < parts.length; at += 1) {
    const part = parts[at];
    const wanted = page.limit + 1 - rows.length;
    const after = at === start?.part ? start : undefined;
    const found = part === undefined ? [] : await readPart(db, conditions, part, { after, limit: wanted });
    const room = page.limit - rows.length;
    rows.push(...found.slice(0, room));
    const last = rows.at(-1);
    if (found.length > room) {
      // The page is full with rows of this part, or ended exactly with the part before.
      return { rows, next: last === undefined ? null : writePlace(room === 0 ? at - 1 : at, last) };
    }
  }
  return { rows, next: null };
}

async function countBook(db: Db, filter: BookFilter): Promise<number> {
  const conditions = filterOf(filter);
  const parts = partsOf(filter.q);
  // Of the two parts of a question the second says "and not the first": together they are the loose one.
  const words = (parts.at(-1) ?? (() => ({ sql: 'true', values: [] })))(conditions.values.length + 1);
  const isQuestion = parts.length > 1;
  const first = conditions.values.length + 1;
  const sql = isQuestion ? `(a.tokens @@ $${first}::tsquery or a.tokens @@ $${first + 1}::tsquery)` : words.sql;
  const [row] = await rawQuery<{ total: number }>(
    db,
    `select count(*) as total from (
       select 1 from addressbook_agency a where ${conditions.sql} and ${sql} limit ${COUNTED + 1}) counted`,
    [...conditions.values, ...words.values],
  );
  return row?.total ?? 0;
}

async function countAll(db: Db): Promise<number> {
  const [row] = await rawQuery<{ total: number }>(db, 'select count(*) as total from addressbook_agency', []);
  return row?.total ?? 0;
}

export async function listBook(context: ActingContext, ports: AddressbookPorts, query: BookQuery): Promise<BookPage> {
  const { db, subject } = context;
  bookPolicies.authorize('addressbook.read', subject, ANYWHERE);
  const { cursor, limit, ...filter } = query;
  const isWhole = Object.values(filter).every((value) => value === undefined || value === '');
  const [{ rows, next }, total, top] = await Promise.all([
    readBook(db, filter, { cursor, limit }),
    isWhole ? countAll(db) : countBook(db, filter),
    isTopAgency(db, subject.agencyId),
  ]);
  const items: BookItem[] = await presentItems(context, ports, rows);
  const totalIsLeast = !isWhole && total > COUNTED;
  return {
    items,
    nextCursor: next,
    total: totalIsLeast ? COUNTED : total,
    totalIsLeast,
    abilities: bookPolicies.abilities(subject, { top }),
  };
}
