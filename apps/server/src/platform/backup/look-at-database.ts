import type pg from 'pg';

type Client = pg.Client | pg.PoolClient;

export interface TablePrint {
  rows: number;
  /** Exclusive or of a hash of every row: the same rows in any order. */
  print: string;
}

async function listTables(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema')
       and n.nspname not like 'pg\\_%' order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** Reads every row of every table, which also checks the page checksums; the caller chooses the snapshot. */
export async function printTables(client: Client): Promise<Map<string, TablePrint>> {
  const prints = new Map<string, TablePrint>();
  for (const name of await listTables(client)) {
    const { rows } = await client.query<{ rows: string; print: string }>(
      `select count(*)::text as rows, coalesce(bit_xor(hashtextextended(t::text, 0)), 0)::text as print from ${name} as t`,
    );
    prints.set(name, { rows: Number(rows[0]?.rows ?? 0), print: rows[0]?.print ?? '' });
  }
  return prints;
}

/** Columns that name bytes in the blob store: texts called so, and documents in which a hash may stand anywhere. */
async function listReferringColumns(client: Client): Promise<{ table: string; column: string; type: string }[]> {
  const { rows } = await client.query<{ table: string; column: string; type: string }>(
    `select format('%I.%I', c.table_schema, c.table_name) as table, format('%I', c.column_name) as column, c.data_type as type
     from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where t.table_type = 'BASE TABLE' and c.table_schema = 'public'
       and ((c.data_type = 'text' and c.column_name ~ '(sha256|hash)') or c.data_type in ('jsonb', 'json'))`,
  );
  return rows;
}

export interface References {
  /** Rows of `file`: their bytes must be there. */
  required: Set<string>;
  /** Every hash some row mentions, whether or not it is one of bytes. */
  mentioned: Set<string>;
}

/** Which blobs the rows speak of. No list kept by hand: a table added tomorrow is asked too. */
export async function readReferences(client: Client): Promise<References> {
  const { rows: files } = await client.query<{ sha256: string }>('select distinct sha256 from file');
  const required = new Set(files.map(({ sha256 }) => sha256));
  const mentioned = new Set(required);
  for (const { table, column, type } of await listReferringColumns(client)) {
    const sql =
      type === 'text'
        ? `select distinct ${column} as hash from ${table} where ${column} ~ '^[0-9a-f]{64}$'`
        : `select distinct found[1] as hash from ${table}, regexp_matches(${column}::text, '[0-9a-f]{64}', 'g') as found`;
    const { rows } = await client.query<{ hash: string }>(sql);
    for (const { hash } of rows) {
      mentioned.add(hash);
    }
  }
  return { required, mentioned };
}
