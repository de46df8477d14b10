import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';

/** A line of a list has room for so much of an abstract. */
const NAME_LENGTH = 120;

function isId(id: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}

/** What documents of the agency are called, by id: number and symbol, else the type, and the abstract. */
export async function nameDocuments(
  db: Db | Tx,
  agencyId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await rawQuery<{ id: string; name: string }>(
    db,
    `select id, left(coalesce(nullif(number_symbol, ''), type_name) || ': ' || abstract, $3::int) as name
     from document where agency_id = $1 and id = any($2::uuid[])`,
    [agencyId, ids.filter(isId), NAME_LENGTH],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Ids of documents of the agency with this number and symbol, also typed in small letters. */
export async function documentsNamed(db: Db | Tx, agencyId: string, text: string): Promise<string[]> {
  const rows = await rawQuery<{ id: string }>(
    db,
    `select id from document where agency_id = $1 and direction in ('incoming', 'outgoing') and number_symbol = any($2::text[]) limit 100`,
    [agencyId, [text, text.toUpperCase()]],
  );
  return rows.map(({ id }) => id);
}
