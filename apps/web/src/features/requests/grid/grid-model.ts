import { type FormDefinition, type FormRow, type ListColumn, normalizeField, partOf } from '@congvu/forms';
import { editRow, keyOfRow } from '../editor/row-keys.ts';

/** A place in one table: the row after the last one is where new rows begin. */
export interface Place {
  row: number;
  column: number;
}

export function emptyRow(form: FormDefinition, part: string, columns: readonly ListColumn[], unit: string): FormRow {
  const isOfParts = form.layout.kind === 'list' && form.layout.parts.length > 1;
  const cells = Object.fromEntries(columns.map(({ key }) => [key, key === 'unit' ? unit : '']));
  return isOfParts ? { part, ...cells } : cells;
}

export function isEmptyRow(row: FormRow, columns: readonly ListColumn[]): boolean {
  return columns.every(({ key }) => key === 'unit' || (row[key] ?? '') === '');
}

/** Cells of some rows changed; others keep their place and what was said of them. */
export function withManyCells(
  rows: readonly FormRow[],
  changes: ReadonlyMap<number, Readonly<Record<string, string>>>,
): FormRow[] {
  return rows.map((row) => {
    const cells = changes.get(keyOfRow(row));
    return cells === undefined ? row : editRow(row, cells);
  });
}

/** Rows put behind the last one of their table. */
export function withRows(form: FormDefinition, rows: readonly FormRow[], added: readonly FormRow[]): FormRow[] {
  if (form.layout.kind !== 'list' || form.layout.parts.length < 2) {
    return [...rows, ...added];
  }
  const all = [...rows, ...added];
  return form.layout.parts.flatMap((part) => all.filter((row) => partOf(form, row) === part.key));
}

export function withoutRows(rows: readonly FormRow[], keys: ReadonlySet<number>): FormRow[] {
  return rows.filter((row) => !keys.has(keyOfRow(row)));
}

/** Deleted rows go back to where they were; what was typed meanwhile stays. */
export function putBack(rows: readonly FormRow[], before: readonly FormRow[], keys: ReadonlySet<number>): FormRow[] {
  const present = new Set(rows.map(keyOfRow));
  const beforeRow = new Map<number, FormRow[]>();
  let waiting: FormRow[] = [];
  for (const row of before) {
    const key = keyOfRow(row);
    if (present.has(key)) {
      beforeRow.set(key, waiting);
      waiting = [];
    } else if (keys.has(key)) {
      waiting.push(row);
    }
  }
  return [...rows.flatMap((row) => [...(beforeRow.get(keyOfRow(row)) ?? []), row]), ...waiting];
}

/** A block of cells written over a table from a place on; rows beyond its end are returned apart. */
export function overwritten(
  rows: readonly FormRow[],
  columns: readonly ListColumn[],
  from: Place,
  cells: readonly (readonly string[])[],
): { changed: { key: number; cells: Record<string, string> }[]; beyond: Record<string, string>[] } {
  const lines = cells.map((line) =>
    Object.fromEntries(
      line.flatMap((text, index) => {
        const column = columns[from.column + index];
        return column === undefined ? [] : [[column.key, normalizeField(column.type, text)]];
      }),
    ),
  );
  return {
    changed: lines.flatMap((line, index) => {
      const row = rows[from.row + index];
      return row === undefined ? [] : [{ key: keyOfRow(row), cells: line }];
    }),
    beyond: lines.filter((_line, index) => from.row + index >= rows.length),
  };
}

/** One step of the keyboard inside a table of so many rows (the row for new ones counted) and columns. */
export function moved(place: Place, step: { row?: number; column?: number }, rows: number, columns: number): Place {
  const wrapped = place.column + (step.column ?? 0);
  const line = place.row + (step.row ?? 0) + (wrapped < 0 ? -1 : wrapped >= columns ? 1 : 0);
  if (line < 0 || line >= rows) {
    return place;
  }
  return { row: line, column: (wrapped + columns) % columns };
}

/** Cells pasted into a block from a place on: no headings, fewer columns than the form has. */
export function asBlock(text: string, room: number, columns: number): string[][] | undefined {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
  const cells = lines.map((line) => line.split('\t'));
  const width = Math.max(...cells.map((line) => line.length));
  return !text.includes('"') && width <= room && width < Math.min(3, columns) ? cells : undefined;
}
