import { createHash } from 'node:crypto';
import { indexTokens, queryTokens } from '@congvu/vntext';
import type { Role, Subject } from '../../platform/authorise.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';

export interface SearchEntry {
  agencyId: string;
  kind: string;
  objectId: string;
  title: string;
  subtitle: string;
  link: string;
  sortedAt: Date;
  /** Units, people and roles (`roleAudience`) who may find it; undefined = everyone of the agency. */
  audience?: string[];
  text: string;
}

export interface SearchHit {
  kind: string;
  objectId: string;
  title: string;
  subtitle: string;
  link: string;
}

/**
 * Everyone who holds this role in the agency, whoever that is on the day of the search: a clerk who comes next year finds the letters
 * of today, one who left does not. A UUID of version 8 (RFC 9562 5.8) that both sides can compute.
 */
export function roleAudience(agencyId: string, role: Role): string {
  const hex = createHash('sha256').update(`${agencyId} ${role}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Under which names the subject may have been given an entry. */
function audienceOf({ agencyId, personId, unitIds, roles }: Subject): string[] {
  return [personId, ...unitIds, ...roles.map((role) => roleAudience(agencyId, role))];
}

/** A character no token and no id has. */
const BETWEEN = '\u001f';

/** Replaces the entry of the object in the business transaction, so that search never shows what was rolled back. */
export async function put(tx: Tx, entry: SearchEntry): Promise<void> {
  await putAll(tx, [entry]);
}

/** Entries of different objects in one statement, always in the same order: two writers never wait for each other in a circle. */
export async function putAll(tx: Tx, entries: readonly SearchEntry[]): Promise<void> {
  if (entries.length === 0) {
    return;
  }
  const column = (key: keyof SearchEntry): unknown[] => entries.map((entry) => entry[key]);
  await rawQuery(
    tx,
    `insert into search_entry (agency_id, kind, object_id, title, subtitle, link, sorted_at, audience, tokens)
     select entry.agency_id, entry.kind, entry.object_id, entry.title, entry.subtitle, entry.link, entry.sorted_at,
       string_to_array(entry.audience, E'\\x1f')::uuid[], array_to_tsvector(string_to_array(entry.tokens, E'\\x1f'))
     from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[], $9::text[])
       as entry(agency_id, kind, object_id, title, subtitle, link, sorted_at, audience, tokens)
     order by entry.agency_id, entry.kind, entry.object_id
     on conflict (agency_id, kind, object_id) do update set title = excluded.title, subtitle = excluded.subtitle,
       link = excluded.link, sorted_at = excluded.sorted_at, audience = excluded.audience, tokens = excluded.tokens`,
    [
      column('agencyId'),
      column('kind'),
      column('objectId'),
      column('title'),
      column('subtitle'),
      column('link'),
      column('sortedAt'),
      entries.map(({ audience }) => audience?.join(BETWEEN) ?? null),
      entries.map((entry) => indexTokens(`${entry.title} ${entry.subtitle} ${entry.text}`).join(BETWEEN)),
    ],
  );
}

export async function remove(tx: Tx, agencyId: string, kind: string, objectId: string): Promise<void> {
  await rawQuery(tx, 'delete from search_entry where agency_id = $1 and kind = $2 and object_id = $3', [
    agencyId,
    kind,
    objectId,
  ]);
}

/** Newest first among what the subject may see; every word of the query must occur, accents optional. */
export async function searchEntries(db: Db, subject: Subject, query: string, limit: number): Promise<SearchHit[]> {
  const words = queryTokens(query);
  if (words.length === 0) {
    return [];
  }
  // Tokens are quoted, so that operators typed by the user are plain text for tsquery.
  const tsquery = words.map((word) => `'${word.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`).join(' & ');
  return rawQuery<SearchHit>(
    db,
    `select kind, object_id as "objectId", title, subtitle, link from search_entry
     where agency_id = $1 and tokens @@ $2::tsquery and (audience is null or audience && $3::uuid[])
     order by sorted_at desc limit $4`,
    [subject.agencyId, tsquery, audienceOf(subject), limit],
  );
}
