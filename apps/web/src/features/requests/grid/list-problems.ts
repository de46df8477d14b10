import type { FormDefinition } from '@congvu/forms';
import type { Problem } from '../editor/problems.ts';

export interface BadRow {
  part: string;
  no: number;
  field: string;
}

export interface ListProblems {
  /** By part, then by `row field`. */
  byPart: ReadonlyMap<string, ReadonlyMap<string, readonly Problem[]>>;
  /** Of the list as a whole. */
  whole: readonly Problem[];
  /** Rows with something to correct, in order, each with its first cell. */
  bad: readonly BadRow[];
  badCells: number;
}

/** What there is to say, sorted to the cells it is about. */
export function sortProblems(form: FormDefinition, problems: readonly Problem[]): ListProblems {
  const parts = form.layout.kind === 'list' ? form.layout.parts.map(({ key }) => key) : [];
  const byPart = new Map<string, Map<string, Problem[]>>(parts.map((part) => [part, new Map()]));
  const whole: Problem[] = [];
  const bad = new Map<string, BadRow>();
  const cells = new Set<string>();
  for (const problem of problems) {
    const part = problem.part ?? parts[0] ?? 'list';
    if (problem.row === null) {
      whole.push(problem);
      continue;
    }
    const place = `${problem.row} ${problem.field}`;
    const ofPart = byPart.get(part);
    ofPart?.set(place, [...(ofPart.get(place) ?? []), problem]);
    if (problem.severity === 'error' || problem.returned) {
      cells.add(`${part} ${place}`);
      const row = `${part} ${problem.row}`;
      if (!bad.has(row)) {
        bad.set(row, { part, no: problem.row, field: problem.field });
      }
    }
  }
  return { byPart, whole, bad: [...bad.values()], badCells: cells.size };
}
