import type { AuditFilters } from '@congvu/contracts';
import { foldAccents } from '@congvu/vntext';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { AuditPorts } from '../ports.ts';
import { LEAF_COLUMNS, type LeafRow } from './leaf-row.ts';

export interface FoundLeaf extends LeafRow {
  seq: number | null;
}

/** A search as conditions over `leaf`; the names that a person's part stands for are looked up once. */
export interface LeafSearch {
  conditions: string[];
  parameters: unknown[];
}

/** Distinct names by skipping from one to the next in the index: an agency has hundreds, its log millions of lines. */
const NAMES = `with recursive names as (
    (select actor_name from audit_leaf where agency_id = $1 order by actor_name limit 1)
    union all
    select (select actor_name from audit_leaf where agency_id = $1 and actor_name > names.actor_name order by actor_name limit 1)
    from names where names.actor_name is not null
  ) select actor_name as name from names where actor_name is not null`;

async function namesLike(db: Db | Tx, agencyId: string, part: string): Promise<string[]> {
  const wanted = foldAccents(part);
  const rows = await rawQuery<{ name: string }>(db, NAMES, [agencyId]);
  return rows.map(({ name }) => name).filter((name) => foldAccents(name).includes(wanted));
}

export async function searchOf(
  db: Db | Tx,
  ports: AuditPorts,
  agencyId: string,
  filters: AuditFilters,
): Promise<LeafSearch> {
  const parameters: unknown[] = [agencyId];
  const conditions = ['leaf.agency_id = $1'];
  const add = (condition: (place: string) => string, value: unknown): void => {
    parameters.push(value);
    conditions.push(condition(`$${parameters.length}`));
  };
  if (filters.from !== undefined) {
    add((place) => `leaf.at >= ${place}::date::timestamp at time zone 'Asia/Ho_Chi_Minh'`, filters.from);
  }
  if (filters.to !== undefined) {
    add((place) => `leaf.at < (${place}::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh'`, filters.to);
  }
  if (filters.action !== undefined) {
    const whole = filters.action.includes('.');
    add((place) => `${whole ? 'leaf.action' : "split_part(leaf.action, '.', 1)"} = ${place}`, filters.action);
  }
  if (filters.person !== undefined && filters.person !== '') {
    add((place) => `leaf.actor_name = any(${place}::text[])`, await namesLike(db, agencyId, filters.person));
  }
  if (filters.object !== undefined && filters.object !== '') {
    const named = await ports.documentsNamed(db, agencyId, filters.object);
    add((place) => `leaf.object_id = any(${place}::text[])`, [filters.object, ...named]);
  }
  return { conditions, parameters };
}

export interface After {
  at: string;
  id: string;
}

/** Newest first, from behind the last one shown. */
export async function findLeaves(
  db: Db | Tx,
  search: LeafSearch,
  after: After | undefined,
  limit: number,
): Promise<FoundLeaf[]> {
  const parameters = [...search.parameters];
  const conditions = [...search.conditions];
  if (after !== undefined) {
    conditions.push(`(leaf.at, leaf.id) < ($${parameters.length + 1}::timestamptz, $${parameters.length + 2}::uuid)`);
    parameters.push(after.at, after.id);
  }
  return rawQuery<FoundLeaf>(
    db,
    `select ${LEAF_COLUMNS.map((column) => `leaf.${column}`).join(', ')}, entry.seq
     from (select * from audit_leaf leaf where ${conditions.join(' and ')} order by at desc, id desc limit $${parameters.length + 1}) leaf
     left join audit_entry entry on entry.agency_id = leaf.agency_id and entry.leaf_id = leaf.id
     order by leaf.at desc, leaf.id desc`,
    [...parameters, limit],
  );
}
