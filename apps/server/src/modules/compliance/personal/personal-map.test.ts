import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestDatabase, type TestDatabase } from '../../../platform/testing/test-database.ts';
import { findGone, findUnmapped, listColumns, PERSONAL_CLASSES } from './personal-map.ts';

let database: TestDatabase;
let columns: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  const rows = await rawQuery<{ name: string }>(
    database.db,
    `select columns.table_name || '.' || columns.column_name as name from information_schema.columns
     join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
    [],
  );
  columns = rows.map(({ name }) => name);
});
afterAll(() => database.drop());

describe('the map of personal data', () => {
  test('every column whose name looks personal stands in the map', () => {
    expect(columns.length).toBeGreaterThan(500);
    expect(findUnmapped(columns)).toEqual([]);
  });

  test('speaks of no column that is not there, and of none twice', () => {
    expect(findGone(columns)).toEqual([]);
    const all = PERSONAL_CLASSES.flatMap((one) => listColumns(one.columns));
    expect(new Set(all).size).toBe(all.length);
  });

  test('says of every class what for, on what ground, how long, who reads and how it is kept', () => {
    for (const one of PERSONAL_CLASSES) {
      const said = [one.name, one.purpose, one.ground, one.retention, one.readers, one.protection];
      expect(said.filter((text) => text.trim().length < 5)).toEqual([]);
    }
  });

  test('a new column of a phone, a birthday or a paper is found: the control', () => {
    const more = ['task_assignment.helper_phone', 'org_person.birth_date', 'request.cccd_issued_on', 'org_unit.colour'];
    expect(findUnmapped([...columns, ...more])).toEqual(more.slice(0, 3));
  });
});
