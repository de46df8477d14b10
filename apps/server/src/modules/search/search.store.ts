import { indexTokens, queryTokens } from '@congvu/vntext';
import type { Subject } from '../../platform/authorise.ts';
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
  /** Units and people who may find it; undefined = everyone of the agency. */
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

/** Replaces the entry of the object in the business transaction, so that search never shows what was rolled back. */
export async function put(tx: Tx, entry: SearchEntry): Promise<void> {
  const tokens = indexTokens(`${entry.title} ${entry.subtitle} ${entry.text}`);
  await rawQuery(
    tx,
    `insert into search_entry (agency_id, kind, object_id, title, subtitle, link, sorted_at, audience, tokens)
     values ($1, $2, $3, $4, $5, $6, $7, $8, array_to_tsvector($9::text[]))
     on conflict (agency_id, kind, object_id) do update set title = excluded.title, subtitle = excluded.subtitle,
       link = excluded.link, sorted_at = excluded.sorted_at, audience = excluded.audience, tokens = excluded.tokens`,
    [
      entry.agencyId,
      entry.kind,
      entry.objectId,
      entry.title,
      entry.subtitle,
      entry.link,
      entry.sortedAt,
      entry.audience ?? null,
      tokens,
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
    [subject.agencyId, tsquery, [subject.personId, ...subject.unitIds], limit],
  );
}
