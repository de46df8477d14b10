/*
 * Thousands of rows in one statement: an array a column, unnested by the database. Texts are cleaned before (`codes.ts`), so that what
 * JSON writes is also what PostgreSQL reads in an array: quotation marks and backslashes are escaped alike, and nothing else has to be.
 */

export type ColumnTypes = Readonly<Record<string, 'text' | 'uuid' | 'bigint' | 'int' | 'boolean' | 'timestamptz'>>;

function arrayLiteral(values: readonly (string | number | boolean | null)[]): string {
  return `{${JSON.stringify(values).slice(1, -1)}}`;
}

/** `unnest(…) as n (…)` with parameters from `first` on. */
export function unnestOf(types: ColumnTypes, first = 1): string {
  const arrays = Object.values(types).map((type, at) => `$${first + at}::${type}[]`);
  return `unnest(${arrays.join(', ')}) as n (${Object.keys(types).join(', ')})`;
}

export function columnValues<C extends string>(
  types: Readonly<Record<C, string>>,
  rows: readonly Readonly<Record<C, string | number | boolean | null>>[],
): string[] {
  // The keys of `types` are its columns.
  return (Object.keys(types) as C[]).map((column) => arrayLiteral(rows.map((row) => row[column])));
}
