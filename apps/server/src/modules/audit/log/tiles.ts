import { openTree, TILE_WIDTH, type TileReader, type Tree } from '@congvu/tlog';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

interface HashRow {
  hash: Buffer;
}

/** Tiles out of the two tables: one index range each. Rows below the size of a tree never change, so that no lock is needed. */
export function tileReader(db: Db | Tx): TileReader {
  return async ({ level, index, width }) => {
    const from = index * TILE_WIDTH;
    const rows =
      level === 0
        ? await rawQuery<HashRow>(
            db,
            'select leaf_hash as hash from audit_entry where seq >= $1 and seq < $2 order by seq',
            [from, from + width],
          )
        : await rawQuery<HashRow>(
            db,
            'select hash from audit_node where level = $1 and position >= $2 and position < $3 order by position',
            [level, from, from + width],
          );
    return rows.map(({ hash }) => hash);
  };
}

export function treeOf(db: Db | Tx, size: number): Tree {
  return openTree(size, tileReader(db));
}

export async function treeSize(db: Db | Tx): Promise<number> {
  const [row] = await rawQuery<{ size: number }>(db, 'select coalesce(max(seq) + 1, 0) as size from audit_entry', []);
  return row?.size ?? 0;
}
