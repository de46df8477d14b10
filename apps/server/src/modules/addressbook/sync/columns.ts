/*
 * Thousands of rows in one statement: an array a column, unnested by the database. Texts are cleaned before (`codes.ts`), so that what
 * JSON writes is also what PostgreSQL reads in an array: quotation marks and backslashes are escaped alike, and nothing else has to be.
 */

export type ColumnTypes = Readonly<Record<string, 'text' | 'uuid' | 'bigint' | 'int' | 'boolean' | 'timestamptz'>>;

/** One parameter `$n::text[]`. */
export function arrayLiteral(values: readonly (string | number | boolean | null)[]): string {
  return `{${JSON.stringify(values).slice(1, -1)}}`;
}

/** `unnest(…) as n (…)`, one parameter a column. */
export function unnestOf(types: ColumnTypes, { ordinality = false } = {}): string {
  const arrays = Object.values(types).map((type, at) => `$${at + 1}::${type}[]`);
  const names = [...Object.keys(types), ...(ordinality ? ['ordinality'] : [])];
  return `unnest(${arrays.join(', ')}) ${ordinality ? 'with ordinality ' : ''}as n (${names.join(', ')})`;
}

export function columnValues<C extends string>(
  types: Readonly<Record<C, string>>,
  rows: readonly Readonly<Record<NoInfer<C>, string | number | boolean | null>>[],
): string[] {
  // The keys of `types` are its columns.
  return (Object.keys(types) as C[]).map((column) => arrayLiteral(rows.map((row) => row[column])));
}
