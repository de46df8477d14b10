import type { ImportSheet } from '@congvu/contracts';
import type { Db, Tx } from '../../../platform/db.ts';
import { type PlannedAgencies, planAgencies } from './plan-agencies.ts';
import { planPeople, planPositions } from './plan-people.ts';
import { planUnits } from './plan-units.ts';
import type { Planned, StoredTree, TreeProblem, TreeRows } from './tree-rows.ts';
import { loadTreeState, type PersonRow, type PositionRow, type UnitRow } from './tree-state.ts';

export interface TreePlan {
  agencies: PlannedAgencies;
  units: Planned<UnitRow>;
  people: Planned<PersonRow>;
  positions: Planned<PositionRow>;
  /** In the order of the rows; a plan with problems is never stored. */
  problems: TreeProblem[];
}

/** What storing the rows would do, row by row, without doing it. `scope` limits it to the agencies somebody administers. */
export async function planTree(db: Db | Tx, rows: TreeRows, scope?: ReadonlySet<string>): Promise<TreePlan> {
  const state = await loadTreeState(db, rows, scope);
  const agencies = planAgencies(state, rows.agencies);
  const units = planUnits(state, rows.units);
  const people = planPeople(state, rows.people);
  const positions = planPositions(state, rows.positions, { units: units.index, people: people.index });
  return { agencies, units: units.planned, people: people.planned, positions, problems: state.problems };
}

function countChanges(planned: Planned<unknown>): StoredTree['counts'][ImportSheet] {
  const of = (wanted: string): number => planned.changes.filter((change) => change === wanted).length;
  return { rows: planned.rows.length, added: of('added'), changed: of('changed'), unchanged: of('unchanged') };
}

export function countPlan(plan: TreePlan): StoredTree['counts'] {
  return {
    agencies: countChanges(plan.agencies),
    units: countChanges(plan.units),
    people: countChanges(plan.people),
    positions: countChanges(plan.positions),
  };
}
