/** So many rows down and columns to the right. */
export interface Step {
  row?: number;
  column?: number;
}

type CellAct = { step: Step } | { act: 'revert' | 'edit' | 'clear' | 'delete_row' };

interface Pressed {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
}

/** Arrows to the sides belong to the text while it is typed; up and down always leave the cell. */
const STEPS: ReadonlyMap<string, { step: Step; leavesText: boolean }> = new Map([
  ['ArrowUp', { step: { row: -1 }, leavesText: true }],
  ['ArrowDown', { step: { row: 1 }, leavesText: true }],
  ['ArrowLeft', { step: { column: -1 }, leavesText: false }],
  ['ArrowRight', { step: { column: 1 }, leavesText: false }],
  ['Enter', { step: { row: 1 }, leavesText: true }],
  ['Tab', { step: { column: 1 }, leavesText: true }],
]);

function back({ row, column }: Step): Step {
  return { ...(row !== undefined && { row: -row }), ...(column !== undefined && { column: -column }) };
}

function stepOf(key: string, shiftKey: boolean, editing: boolean): CellAct | undefined {
  const way = STEPS.get(key);
  if (way === undefined || (editing && !way.leavesText)) {
    return undefined;
  }
  return { step: shiftKey && (key === 'Enter' || key === 'Tab') ? back(way.step) : way.step };
}

const ACTS: ReadonlyMap<string, CellAct> = new Map([
  ['Escape', { act: 'revert' }],
  ['F2', { act: 'edit' }],
]);

/** What a key does in the active cell; undefined when it is for the text or the browser. */
export function actOfKey(pressed: Pressed, state: { composing: boolean; editing: boolean }): CellAct | undefined {
  const { key, ctrlKey, altKey, metaKey, shiftKey } = pressed;
  if (state.composing || altKey || metaKey) {
    return undefined;
  }
  if (ctrlKey) {
    return key === 'Delete' ? { act: 'delete_row' } : undefined;
  }
  const clear: CellAct | undefined = key === 'Delete' && !state.editing ? { act: 'clear' } : undefined;
  return stepOf(key, shiftKey, state.editing) ?? ACTS.get(key) ?? clear;
}
