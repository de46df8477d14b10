import type { FormRow } from '@congvu/forms';

/*
 * A row of a list has no number that lasts: rows are pasted, deleted, put back. What was said of a row follows it by this key, which
 * an edited row takes over from the one it replaces.
 */
const keys = new WeakMap<FormRow, number>();
let last = 0;

export function keyOfRow(row: FormRow): number {
  const known = keys.get(row);
  if (known !== undefined) {
    return known;
  }
  last += 1;
  keys.set(row, last);
  return last;
}

/** The same row with other cells. */
export function editRow(row: FormRow, cells: Readonly<Record<string, string>>): FormRow {
  const next: FormRow = { ...row, ...cells };
  keys.set(next, keyOfRow(row));
  return next;
}
