import type pg from 'pg';
import { newId } from '../platform/ids.ts';

interface Column {
  name: string;
  type: string;
  optional: boolean;
  choices: string[];
}

const COLUMNS = `
  select c.table_name as "table", c.column_name as name, c.udt_name as type,
    c.is_nullable = 'YES' or c.column_default is not null or c.is_generated = 'ALWAYS' or c.is_identity = 'YES' as optional
  from information_schema.columns c where c.table_schema = 'public'`;

const CHECKS = `
  select conrelid::regclass::text as "table", pg_get_constraintdef(oid) as rule
  from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace`;

const ONE_OF = /^CHECK \(\((\w+) = ANY \(ARRAY\[(.+)\]\)\)\)$/;

const NOTHING: Record<string, () => unknown> = {
  uuid: () => newId(),
  text: () => 'thử',
  bool: () => false,
  int2: () => 0,
  int4: () => 0,
  int8: () => 0,
  float4: () => 0,
  date: () => '2021-03-22',
  timestamptz: () => '2021-03-22T00:30:00Z',
  jsonb: () => '{}',
  json: () => '{}',
  bytea: () => Buffer.from('thử'),
  tsvector: () => '',
};

function valueFor(column: Column, text: (() => string) | undefined): unknown {
  if (column.name.endsWith('sha256') && column.type === 'text') {
    return 'a'.repeat(64);
  }
  const [choice] = column.choices;
  if (choice !== undefined) {
    return choice;
  }
  if (column.type.startsWith('_')) {
    return [];
  }
  const make = column.type === 'text' && text !== undefined ? text : NOTHING[column.type];
  if (make === undefined) {
    throw new Error(`no value known for a column of type ${column.type} (${column.name})`);
  }
  return make();
}

export type Plant = <R extends Record<string, unknown>>(table: string, given: R) => Promise<R & { id: string }>;

/** Puts a row where a test needs one: what is not given gets the plainest value its column allows, read from the catalogue. */
export async function createPlant(pool: pg.Pool, text?: () => string): Promise<Plant> {
  const columns = new Map<string, Column[]>();
  const choices = new Map<string, string[]>();
  for (const { table, rule } of (await pool.query<{ table: string; rule: string }>(CHECKS)).rows) {
    const [, column, list] = ONE_OF.exec(rule) ?? [];
    if (column !== undefined && list !== undefined) {
      choices.set(
        `${table}.${column}`,
        [...list.matchAll(/'([^']*)'::text/g)].map((match) => match[1] ?? ''),
      );
    }
  }
  for (const row of (await pool.query<Column & { table: string }>(COLUMNS)).rows) {
    const column = { ...row, choices: choices.get(`${row.table}.${row.name}`) ?? [] };
    columns.set(row.table, [...(columns.get(row.table) ?? []), column]);
  }
  return async (table, given) => {
    const known = columns.get(table);
    if (known === undefined) {
      throw new Error(`no table ${table}`);
    }
    const row: Record<string, unknown> = {};
    for (const column of known) {
      if (column.name in given) {
        row[column.name] = given[column.name];
      } else if (!column.optional) {
        row[column.name] = valueFor(column, text);
      }
    }
    const stranger = Object.keys(given).find((name) => !known.some((column) => column.name === name));
    if (stranger !== undefined) {
      throw new Error(`no column ${stranger} in ${table}`);
    }
    const names = Object.keys(row);
    const places = names.map((_name, index) => `$${index + 1}`).join(', ');
    const jsonText = names.map((name) => {
      const type = known.find((column) => column.name === name)?.type ?? '';
      const value = row[name];
      return (type === 'jsonb' || type === 'json') && typeof value !== 'string' ? JSON.stringify(value) : value;
    });
    await pool.query(`insert into ${table} (${names.join(', ')}) values (${places})`, jsonText);
    return { ...given, id: String(row.id ?? '') };
  };
}
