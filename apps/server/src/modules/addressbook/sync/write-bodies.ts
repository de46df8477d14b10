import { setImmediate } from 'node:timers/promises';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { cleanName } from '../codes.ts';
import type { BookRow } from './body-facts.ts';
import { arrayLiteral, type ColumnTypes, columnValues, unnestOf } from './columns.ts';
import { BETWEEN, type Listing } from './listing.ts';
import type { StoredAlias } from './load-known.ts';

const LISTING = {
  source: 'text',
  list: 'text',
  external_id: 'text',
  parent_external_id: 'text',
  parent_code: 'text',
  code: 'text',
  code_key: 'text',
  old_code: 'text',
  old_key: 'text',
  qcvn_code: 'text',
  qcvn_key: 'text',
  name: 'text',
  mail: 'text',
  center_code: 'text',
  is_agency: 'boolean',
  version: 'bigint',
  modified_at: 'text',
  deleted: 'boolean',
  digest: 'text',
  lost_keys: 'text',
  agency_id: 'uuid',
} as const;
const BOOK = {
  id: 'uuid',
  source: 'text',
  code: 'text',
  code_key: 'text',
  code_qd20: 'text',
  code_qcvn102: 'text',
  name: 'text',
  name_key: 'text',
  mail: 'text',
  center_code: 'text',
  is_agency: 'boolean',
  version: 'bigint',
  modified_at: 'text',
  parent_id: 'uuid',
  parent_key: 'text',
  path: 'text',
  depth: 'int',
  closed_at: 'timestamptz',
  disputed: 'boolean',
  tokens: 'text',
  first_seen_at: 'timestamptz',
  changed_at: 'timestamptz',
} as const;
const ALIAS = { value_key: 'text', value: 'text', scheme: 'text', agency_id: 'uuid', live: 'boolean' } as const;
const CHANGE = {
  id: 'uuid',
  agency_id: 'uuid',
  at: 'timestamptz',
  source: 'text',
  kind: 'text',
  before: 'text',
  after: 'text',
} as const;

/** Where the array that is sent is not what is stored. */
const STORED: Readonly<Record<string, string>> = {
  tokens: 'tokens::tsvector',
  lost_keys: `string_to_array(lost_keys, '${BETWEEN}')`,
};

function insertInto(table: string, types: ColumnTypes): string {
  const columns = Object.keys(types);
  const stored = columns.map((column) => STORED[column] ?? column).join(', ');
  return `insert into ${table} (${columns.join(', ')}) select ${stored} from ${unnestOf(types)}`;
}

function upsert(table: string, types: ColumnTypes, key: readonly string[]): string {
  const set = Object.keys(types)
    .filter((column) => !key.includes(column))
    .map((column) => `${column} = excluded.${column}`);
  return `${insertInto(table, types)} on conflict (${key.join(', ')}) do update set ${set.join(', ')}`;
}

const PUT_LISTINGS = upsert('addressbook_listing', LISTING, ['source', 'list', 'external_id']);
const PUT_BOOK = upsert('addressbook_agency', BOOK, ['id', 'first_seen_at']).replace(
  '(id, first_seen_at) do',
  '(id) do',
);
const PUT_ALIASES = upsert('addressbook_alias', ALIAS, ['value_key']);
const ADD_CHANGES = insertInto('addressbook_change', CHANGE);

export interface BookChange {
  agency_id: string;
  kind: 'renamed' | 'code' | 'moved' | 'mail' | 'closed' | 'revived' | 'successor';
  before: string;
  after: string;
}

export async function writeChanges(
  tx: Tx,
  changes: readonly BookChange[],
  { source, now }: { source: string; now: Date },
): Promise<void> {
  if (changes.length > 0) {
    const at = now.toISOString();
    const rows = changes.map(({ before, after, ...change }) => ({
      ...change,
      id: newId(now.getTime()),
      at,
      source,
      before: cleanName(before),
      after: cleanName(after),
    }));
    await rawQuery(tx, ADD_CHANGES, columnValues(CHANGE, rows));
  }
}

/** Sends a statement and hands back control while the database works on it: meanwhile the next rows are made ready. */
async function ahead(tx: Tx, statement: string, values: string[]): Promise<{ done: Promise<unknown> }> {
  const done = rawQuery(tx, statement, values);
  // Whoever waits for it is told; until then it is nobody's.
  done.catch(() => undefined);
  await setImmediate();
  return { done };
}

const NOTHING = { done: Promise.resolve() };

export interface BookWrites {
  listings: readonly Listing[];
  makeRows(): BookRow[];
  makeAliases(): StoredAlias[];
  /** Bodies that became part of another. */
  merged: ReadonlyMap<string, string>;
}

function listingValues(listings: readonly Listing[]): string[] {
  const joined = listings.map((row) => row.lost_keys.join(BETWEEN));
  const { lost_keys: _lost, agency_id: _agency, ...before } = LISTING;
  return [...columnValues(before, listings), arrayLiteral(joined), arrayLiteral(listings.map((row) => row.agency_id))];
}

export async function writeBodies(
  tx: Tx,
  { listings, makeRows, makeAliases, merged }: BookWrites,
): Promise<{ rows: BookRow[]; aliases: StoredAlias[] }> {
  const listed = listings.length === 0 ? NOTHING : await ahead(tx, PUT_LISTINGS, listingValues(listings));
  const rows = makeRows();
  const rowValues = columnValues(BOOK, rows);
  await listed.done;
  const booked = rows.length === 0 ? NOTHING : await ahead(tx, PUT_BOOK, rowValues);
  const aliases = makeAliases();
  const aliasValues = columnValues(ALIAS, aliases);
  await booked.done;
  if (aliases.length > 0) {
    await rawQuery(tx, PUT_ALIASES, aliasValues);
  }
  if (merged.size > 0) {
    const parameters = [[...merged.keys()], [...merged.values()]];
    for (const table of ['addressbook_alias', 'addressbook_change']) {
      await rawQuery(
        tx,
        `update ${table} set agency_id = m.target from unnest($1::uuid[], $2::uuid[]) as m (origin, target) where agency_id = m.origin`,
        parameters,
      );
    }
    await rawQuery(tx, 'delete from addressbook_agency where id = any($1::uuid[])', [[...merged.keys()]]);
  }
  return { rows, aliases };
}
