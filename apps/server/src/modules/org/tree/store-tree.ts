import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { assertDutiesApart } from '../org.duties.ts';
import { countPlan, planTree, type TreePlan } from './plan-tree.ts';
import { agencyKey, memberKey, type Planned, type StoredTree, type TreeRows } from './tree-rows.ts';

interface Bulk {
  table: string;
  /** Column → type; all names are constants of this file. */
  columns: Record<string, string>;
  key: string[];
}

const TERM = { valid_from: 'date', valid_to: 'date' };
const AGENCIES: Bulk = {
  table: 'org_agency',
  key: ['id'],
  columns: {
    id: 'uuid',
    parent_id: 'uuid',
    name: 'text',
    short_name: 'text',
    governing_name: 'text',
    heading_name: 'text',
    place: 'text',
    symbol: 'text',
    kind: 'text',
    tier: 'text',
    recipient_group: 'text',
    hosted: 'boolean',
    collective: 'boolean',
    email: 'text',
    sort_order: 'int',
    search_name: 'text',
    ...TERM,
  },
};
const CODES: Bulk = {
  table: 'org_agency_code',
  key: ['agency_id', 'scheme', 'value_key', 'valid_from'],
  columns: { agency_id: 'uuid', scheme: 'text', value: 'text', value_key: 'text', ...TERM },
};
const UNITS: Bulk = {
  table: 'org_unit',
  key: ['agency_id', 'id'],
  columns: {
    agency_id: 'uuid',
    id: 'uuid',
    parent_id: 'uuid',
    name: 'text',
    symbol: 'text',
    code: 'text',
    sort_order: 'int',
    ...TERM,
  },
};
const PEOPLE: Bulk = {
  table: 'org_person',
  key: ['agency_id', 'id'],
  columns: {
    agency_id: 'uuid',
    id: 'uuid',
    full_name: 'text',
    sort_name: 'text',
    search_name: 'text',
    code: 'text',
    staff_kind: 'text',
    born_on: 'date',
    email: 'text',
    phone: 'text',
    identity_number: 'text',
  },
};
const POSITIONS: Bulk = {
  table: 'org_position',
  key: ['agency_id', 'id'],
  columns: {
    agency_id: 'uuid',
    id: 'uuid',
    person_id: 'uuid',
    unit_id: 'uuid',
    title: 'text',
    rank: 'text',
    roles: 'text[]',
    fields: 'text[]',
    sort_order: 'int',
    ...TERM,
  },
};

/** Rows a statement: large enough for speed, small enough for a parameter. */
const CHUNK = 2_000;

/** Each table in one statement a chunk: foreign keys are checked at its end, so rows may name each other in any order. */
async function upsert(tx: Tx, { table, columns, key }: Bulk, rows: readonly object[]): Promise<void> {
  const names = Object.keys(columns);
  const list = names.join(', ');
  const shape = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
  const sets = names.filter((name) => !key.includes(name)).map((name) => `${name} = excluded.${name}`);
  const statement = `insert into ${table} (${list}) select ${list} from jsonb_to_recordset($1::jsonb) as entry (${shape.join(', ')})
    on conflict (${key.join(', ')}) do update set ${sets.join(', ')}`;
  for (let start = 0; start < rows.length; start += CHUNK) {
    await rawQuery(tx, statement, [JSON.stringify(rows.slice(start, start + CHUNK))]);
  }
}

/** A parent may stand in a later chunk than its child: parents are set when every row is there. */
async function upsertTree(tx: Tx, bulk: Bulk, rows: readonly object[]): Promise<void> {
  if (rows.length > CHUNK) {
    await upsert(
      tx,
      bulk,
      rows.map((row) => ({ ...row, parent_id: null })),
    );
  }
  await upsert(tx, bulk, rows);
}

function touched<R>(planned: Planned<R>): R[] {
  return planned.rows.filter((row, index): row is R => row !== undefined && planned.changes[index] !== 'unchanged');
}

function ids<R extends { id: string }, T>(planned: Planned<R>, given: readonly T[], key: (row: T) => string) {
  return new Map(
    given.flatMap((row, index) => {
      const id = planned.rows[index]?.id;
      return id === undefined ? [] : [[key(row), id] as const];
    }),
  );
}

async function write(tx: Tx, plan: TreePlan): Promise<void> {
  await upsertTree(tx, AGENCIES, touched(plan.agencies));
  await upsert(tx, CODES, plan.agencies.newCodes);
  await upsertTree(tx, UNITS, touched(plan.units));
  await upsert(tx, PEOPLE, touched(plan.people));
  await upsert(tx, POSITIONS, touched(plan.positions));
}

/**
 * Stores a whole tree, found again by its codes: what stands already is left or changed, never doubled. The caller writes the audit
 * leaf. `scope` limits it to the agencies somebody administers; without it (set-up, demo) everything may be entered.
 * @throws AppError 422 `org.import_errors` with every problem as a field `sheet.index.field`; nothing is stored then
 */
export async function storeTree(tx: Tx, rows: TreeRows, scope?: ReadonlySet<string>): Promise<StoredTree> {
  // Two trees at once would both find the same code free.
  await rawQuery(tx, 'lock table org_agency_code in share row exclusive mode', []);
  const plan = await planTree(tx, rows, scope);
  const [first] = plan.problems;
  if (first !== undefined) {
    throw invalid(
      'org.import_errors',
      `Có ${plan.problems.length} chỗ sai nên chưa ghi gì. Chỗ đầu tiên: ${first.message}`,
      plan.problems.slice(0, 500).map((item) => ({
        path: `${item.sheet}.${item.index}.${item.field}`,
        message: item.message,
      })),
    );
  }
  await write(tx, plan);
  await assertDutiesApart(tx, [...new Set(touched(plan.positions).map((row) => row.person_id))]);
  return {
    agencies: ids(plan.agencies, rows.agencies, (row) => agencyKey(row.code)),
    units: ids(plan.units, rows.units, (row) => memberKey(row.agencyCode, row.code)),
    people: ids(plan.people, rows.people, (row) => memberKey(row.agencyCode, row.code)),
    positions: plan.positions.rows.flatMap((row) => row?.id ?? []),
    counts: countPlan(plan),
  };
}
