import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { BookRow } from './body-facts.ts';
import { type ColumnTypes, columnValues, unnestOf } from './columns.ts';
import type { Listing } from './listing.ts';
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
  lost_keys: "string_to_array(lost_keys, ' ')",
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
    const rows = changes.map((change) => ({ ...change, id: newId(now.getTime()), at, source }));
    await rawQuery(tx, ADD_CHANGES, columnValues(CHANGE, rows));
  }
}

export interface BookWrites {
  listings: Listing[];
  rows: BookRow[];
  aliases: StoredAlias[];
  /** Bodies that became part of another. */
  merged: ReadonlyMap<string, string>;
}

export async function writeBodies(tx: Tx, { listings, rows, aliases, merged }: BookWrites): Promise<void> {
  if (rows.length > 0) {
    await rawQuery(tx, PUT_BOOK, columnValues(BOOK, rows));
  }
  if (listings.length > 0) {
    // Keys have no spaces worth keeping apart: they are compared whole, one by one, only to be shown.
    const stored = listings.map((row) => ({ ...row, lost_keys: row.lost_keys.join(' ') }));
    await rawQuery(tx, PUT_LISTINGS, columnValues(LISTING, stored));
  }
  if (aliases.length > 0) {
    await rawQuery(tx, PUT_ALIASES, columnValues(ALIAS, aliases));
  }
  if (merged.size > 0) {
    const [from, to] = [[...merged.keys()], [...merged.values()]];
    for (const table of ['addressbook_alias', 'addressbook_change']) {
      await rawQuery(
        tx,
        `update ${table} set agency_id = m.target from unnest($1::uuid[], $2::uuid[]) as m (origin, target) where agency_id = m.origin`,
        [from, to],
      );
    }
    await rawQuery(tx, 'delete from addressbook_agency where id = any($1::uuid[])', [from]);
  }
}
