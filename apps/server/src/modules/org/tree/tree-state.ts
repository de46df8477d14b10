import type { Db, Tx } from '../../../platform/db.ts';
import { type OrgTables, orgTables } from '../org.tables.ts';
import { agencyKey, type Planned, type TreeProblem, type TreeRows } from './tree-rows.ts';

type Row<T extends keyof OrgTables> = OrgTables[T];
export type AgencyRow = Row<'org_agency'>;
export type UnitRow = Row<'org_unit'>;
export type PersonRow = Row<'org_person'>;
export type PositionRow = Row<'org_position'>;
export type CodeRow = Row<'org_agency_code'>;

export interface LiveCodes {
  byKey: Map<string, CodeRow>;
  /** By agency id and scheme. */
  byOwner: Map<string, CodeRow>;
}

export function addLiveCode(live: LiveCodes, code: CodeRow): void {
  live.byKey.set(code.value_key, code);
  live.byOwner.set(`${code.agency_id} ${code.scheme}`, code);
}

/** What stands in the database before the tree is stored, and what the tree finds wrong. */
export interface TreeState {
  agencies: Map<string, AgencyRow>;
  /** Agency ids by code of either scheme; a code in use goes before a closed one. */
  agencyByCode: Map<string, string>;
  liveCodes: LiveCodes;
  /** Agencies the tree itself adds. */
  added: Set<string>;
  units: UnitRow[];
  people: PersonRow[];
  positions: PositionRow[];
  /** The agencies the acting administrator looks after; undefined for the set-up of an installation. */
  scope: ReadonlySet<string> | undefined;
  problems: TreeProblem[];
}

/** Agency codes every row speaks of. */
function mentionedAgencies(rows: TreeRows): Set<string> {
  const keys = new Set<string>();
  for (const { agencyCode } of [...rows.units, ...rows.people, ...rows.positions]) {
    keys.add(agencyKey(agencyCode));
  }
  for (const { personAgencyCode } of rows.positions) {
    if (personAgencyCode !== undefined) {
      keys.add(agencyKey(personAgencyCode));
    }
  }
  return keys;
}

function byCode(codes: readonly CodeRow[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const code of codes) {
    if (code.valid_to === null || !found.has(code.value_key)) {
      found.set(code.value_key, code.agency_id);
    }
  }
  return found;
}

export async function loadTreeState(db: Db | Tx, rows: TreeRows, scope?: ReadonlySet<string>): Promise<TreeState> {
  const tables = orgTables(db);
  const agencies = await tables.selectFrom('org_agency').selectAll().execute();
  const codes = await tables.selectFrom('org_agency_code').selectAll().orderBy('valid_from').execute();
  const agencyByCode = byCode(codes);
  const liveCodes: LiveCodes = { byKey: new Map(), byOwner: new Map() };
  for (const code of codes.filter((row) => row.valid_to === null)) {
    addLiveCode(liveCodes, code);
  }
  const touched = [...mentionedAgencies(rows)].flatMap((key) => agencyByCode.get(key) ?? []);
  const among = touched.length === 0 ? undefined : touched;
  return {
    agencies: new Map(agencies.map((agency) => [agency.id, agency])),
    agencyByCode,
    liveCodes,
    added: new Set(),
    units:
      among === undefined
        ? []
        : await tables.selectFrom('org_unit').selectAll().where('agency_id', 'in', among).execute(),
    people:
      among === undefined
        ? []
        : await tables.selectFrom('org_person').selectAll().where('agency_id', 'in', among).execute(),
    positions:
      among === undefined
        ? []
        : await tables.selectFrom('org_position').selectAll().where('agency_id', 'in', among).execute(),
    scope,
    problems: [],
  };
}

/** True when the stored row already says all of it. */
function isSame(stored: object, wanted: object): boolean {
  const have = new Map<string, unknown>(Object.entries(stored));
  return Object.entries(wanted).every(
    ([name, value]) => JSON.stringify(have.get(name) ?? null) === JSON.stringify(value ?? null),
  );
}

/** Adds one row to the plan: a new one, or the stored one with what the tree changes. */
export function plan<R extends object>(planned: Planned<R>, stored: R | undefined, wanted: R): R {
  const change = stored === undefined ? 'added' : isSame(stored, wanted) ? 'unchanged' : 'changed';
  planned.rows.push(wanted);
  planned.changes.push(change);
  return wanted;
}

export function skip<R>(planned: Planned<R>): void {
  planned.rows.push(undefined);
  planned.changes.push(undefined);
}
