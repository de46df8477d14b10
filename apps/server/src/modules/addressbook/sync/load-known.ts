import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { BookRow } from './body-facts.ts';
import { arrayLiteral, columnValues, unnestOf } from './columns.ts';
import { keysOf, type Listing, listingId } from './listing.ts';

const LISTING_COLUMNS = `l.source, l.list, l.external_id, l.parent_external_id, l.parent_code, l.code, l.code_key, l.old_code, l.old_key,
  l.qcvn_code, l.qcvn_key, l.name, l.mail, l.center_code, l.is_agency, l.version, l.modified_at, l.deleted, l.digest, l.lost_keys, l.agency_id`;

export interface RowName {
  source: string;
  list: string;
  external_id: string;
}

const NAME = { source: 'text', list: 'text', external_id: 'text' } as const;
const NAMES = unnestOf(NAME);

const BY_KEY = `
  select ${LISTING_COLUMNS} from addressbook_listing l
  where l.code_key = any($1::text[]) or l.old_key = any($1::text[]) or l.qcvn_key = any($1::text[])`;

/**
 * Every row that has to be looked at together: the named ones, those of the same bodies, and whatever claims a code one of them claims,
 * until nothing new is found.
 */
export async function loadClosure(
  tx: Tx,
  start: { names: readonly RowName[]; keys: readonly string[]; agencyIds: readonly string[] },
): Promise<Map<string, Listing>> {
  const found = new Map<string, Listing>();
  const asked = { keys: new Set<string>(), agencies: new Set<string>() };
  let fresh = await rawQuery<Listing>(
    tx,
    `select ${LISTING_COLUMNS} from ${NAMES}
     join addressbook_listing l on l.source = n.source and l.list = n.list and l.external_id = n.external_id`,
    columnValues(NAME, start.names),
  );
  let keys = [...start.keys];
  let agencies = [...start.agencyIds];
  for (;;) {
    for (const row of fresh) {
      found.set(listingId(row), row);
      keys.push(...keysOf(row));
      agencies.push(row.agency_id);
    }
    keys = [...new Set(keys)].filter((key) => !asked.keys.has(key));
    agencies = [...new Set(agencies)].filter((id) => !asked.agencies.has(id));
    if (keys.length === 0 && agencies.length === 0) {
      return found;
    }
    for (const key of keys) {
      asked.keys.add(key);
    }
    for (const id of agencies) {
      asked.agencies.add(id);
    }
    const [byKey, byAgency] = [
      keys.length === 0 ? [] : await rawQuery<Listing>(tx, BY_KEY, [arrayLiteral(keys)]),
      agencies.length === 0
        ? []
        : await rawQuery<Listing>(
            tx,
            `select ${LISTING_COLUMNS} from addressbook_listing l where l.agency_id = any($1::uuid[])`,
            [agencies],
          ),
    ];
    fresh = [...byKey, ...byAgency].filter((row) => !found.has(listingId(row)));
    keys = [];
    agencies = [];
  }
}

export async function loadBookRows(tx: Tx, ids: readonly string[]): Promise<Map<string, BookRow>> {
  if (ids.length === 0) {
    return new Map();
  }
  const rows = await rawQuery<BookRow>(
    tx,
    `select id, source, code, code_key, code_qd20, code_qcvn102, name, name_key, mail, center_code, is_agency, version, modified_at,
       parent_id, parent_key, path, depth, to_json(closed_at) #>> '{}' as closed_at, disputed, '' as tokens,
       to_json(first_seen_at) #>> '{}' as first_seen_at, to_json(changed_at) #>> '{}' as changed_at
     from addressbook_agency where id = any($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export async function agenciesOfRows(tx: Tx, names: readonly RowName[]): Promise<Map<string, string>> {
  if (names.length === 0) {
    return new Map();
  }
  const rows = await rawQuery<RowName & { agency_id: string }>(
    tx,
    `select l.source, l.list, l.external_id, l.agency_id from ${NAMES}
     join addressbook_listing l on l.source = n.source and l.list = n.list and l.external_id = n.external_id`,
    columnValues(NAME, names),
  );
  return new Map(rows.map((row) => [`${row.source}\n${row.list}\n${row.external_id}`, row.agency_id]));
}

export interface StoredAlias {
  value_key: string;
  value: string;
  scheme: string;
  agency_id: string;
  live: boolean;
}

export async function loadAliases(
  tx: Tx,
  wanted: { keys: readonly string[]; agencyIds: readonly string[] },
): Promise<Map<string, StoredAlias>> {
  const rows = await rawQuery<StoredAlias>(
    tx,
    `select value_key, value, scheme, agency_id, live from addressbook_alias
     where value_key = any($1::text[]) or agency_id = any($2::uuid[])`,
    [arrayLiteral(wanted.keys), wanted.agencyIds],
  );
  return new Map(rows.map((row) => [row.value_key, row]));
}
