import type { Db } from '../db.ts';
import { reseal, SEALED_PREFIX } from '../secret-box.ts';
import { rawQuery } from '../sql.ts';
import type { Keyring } from './keyring.ts';

/** Where the key id stands in sealed bytes, counted from 1 as PostgreSQL does. */
const PREFIX_LENGTH = SEALED_PREFIX.length;
const ID_AT = PREFIX_LENGTH + 2;
const ID_LENGTH = 8;
const AT_ONCE = 200;

interface Column {
  table: string;
  column: string;
}

/** No list kept by hand: a table added tomorrow is asked too. */
async function listColumns(db: Db): Promise<Column[]> {
  return rawQuery<Column>(
    db,
    `select format('%I.%I', c.table_schema, c.table_name) as table, format('%I', c.column_name) as column
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where t.table_type = 'BASE TABLE' and c.table_schema = 'public' and c.data_type = 'bytea' order by 1, 2`,
    [],
  );
}

interface Sealed {
  place: string;
  sealed: Buffer;
}

async function findOld(db: Db, { table, column }: Column, oldIds: Buffer[], limit: number): Promise<Sealed[]> {
  return rawQuery<Sealed>(
    db,
    `select ctid::text as place, ${column} as sealed from ${table}
     where substring(${column} from 1 for ${PREFIX_LENGTH}) = $1
       and substring(${column} from ${ID_AT} for ${ID_LENGTH}) = any($2::bytea[]) limit ${limit}`,
    [SEALED_PREFIX, oldIds],
  );
}

/** A row that was written again in between does not match any more, and is found in the next turn. */
async function resealColumn(db: Db, keyring: Keyring, at: Column, oldIds: Buffer[], done: () => void): Promise<void> {
  const { table, column } = at;
  for (;;) {
    const found = await findOld(db, at, oldIds, AT_ONCE);
    if (found.length === 0) {
      return;
    }
    for (const { place, sealed } of found) {
      const anew = reseal(keyring, sealed);
      if (anew !== undefined) {
        await rawQuery(db, `update ${table} set ${column} = $1 where ctid = $2::tid and ${column} = $3`, [
          anew,
          place,
          sealed,
        ]);
        done();
      }
    }
  }
}

/**
 * All sealed secrets of the database under the active key; answers how many were not. Each row by itself: whoever reads finds the old
 * one or the new one, and both open.
 * @throws AppError `platform.key_unreadable` when one of them opens with none of the keys
 */
export async function resealRows(db: Db, keyring: Keyring, done: () => void = () => undefined): Promise<number> {
  const oldIds = [...keyring.byId.keys()].filter((id) => id !== keyring.active.id).map((id) => Buffer.from(id, 'hex'));
  let count = 0;
  for (const column of await listColumns(db)) {
    await resealColumn(db, keyring, column, oldIds, () => {
      count += 1;
      done();
    });
  }
  return count;
}
