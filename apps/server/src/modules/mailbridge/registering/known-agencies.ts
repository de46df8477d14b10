import { nameKey } from '@congvu/forms';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

/** Folded names and short names of the agencies in the tree → id and name as it is written; a name of several is nobody's id. */
export async function listAgencyNames(db: Db | Tx): Promise<Map<string, { id: string | null; name: string }>> {
  // Read by name only; the tree is written by its owner.
  const rows = await rawQuery<{ id: string; name: string; short_name: string }>(
    db,
    'select id, name, short_name from org_agency order by hosted desc, id',
    [],
  );
  const names = new Map<string, { id: string | null; name: string }>();
  for (const { id, name, short_name: shortName } of rows) {
    for (const key of new Set([nameKey(name), nameKey(shortName)])) {
      const known = names.get(key);
      names.set(key, known === undefined ? { id, name } : { ...known, id: known.id === id ? id : null });
    }
  }
  names.delete('');
  return names;
}
