/*
 * Cells as the readers of spreadsheets hand them over: one letter of kind in front of the text, `''` for an empty cell. The same small
 * coding as in the server, so that this package stays without any reader of files.
 */

/** T text · N number · D number with a date format · F formula (its last value) · E error such as #REF! · B true or false */
export type CellKind = 'T' | 'N' | 'D' | 'F' | 'E' | 'B';

export interface FormTable {
  /** Name of the worksheet; empty for pasted cells and CSV. */
  readonly name: string;
  /** `row` as the spreadsheet counts, from 1. */
  readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[];
  /** First and last row and column, from 1. */
  readonly merges: readonly {
    readonly top: number;
    readonly left: number;
    readonly bottom: number;
    readonly right: number;
  }[];
  /** More rows than are taken; reading stopped there. */
  readonly tooLong: boolean;
  /** Rows hidden by hand or by a filter, where the reader of the file tells. */
  readonly hiddenRows?: readonly number[];
  /** The whole worksheet is hidden. */
  readonly hidden?: boolean;
  /** Pasted cells may come without headings, in the order of the form. */
  readonly pasted?: boolean;
}

export type TableLine = FormTable['rows'][number];
export type TableMerge = FormTable['merges'][number];

/** What a table has to say of itself; rules about its content are those of `checkForm`. */
export interface TableFinding {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** As the spreadsheet shows it. */
  readonly row: number;
  /** Letter of the column; empty when the whole row is meant. */
  readonly column: string;
  /** Label of the column as printed. */
  readonly label: string;
  /** Vietnamese: what is wrong and what to do. */
  readonly message: string;
}

/** Data rows of one table; the letter's lists have a few dozen, a whole province some thousands. */
export const MAX_TABLE_ROWS = 10_000;

const KINDS: ReadonlySet<string> = new Set(['T', 'N', 'D', 'F', 'E', 'B']);

/** `undefined` for an empty cell. */
export function kindOf(cell: string | undefined): CellKind | undefined {
  const kind = cell?.[0] ?? '';
  return KINDS.has(kind) ? (kind as CellKind) : undefined; // one of the six letters
}

export function textOf(cell: string | undefined): string {
  return (cell ?? '').slice(1);
}

/** Column 1 → `A`, 27 → `AA`. */
export function columnLetter(column: number): string {
  const before = Math.floor((column - 1) / 26);
  const letter = String.fromCharCode(65 + ((column - 1) % 26));
  return before === 0 ? letter : `${columnLetter(before)}${letter}`;
}

const DAY = 86_400_000;
/** Day 0 of the two ways a spreadsheet counts (ECMA-376 Part 1 §18.17.4.1); 1900 counts a 29/02/1900 that never was. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);

/** Number of a day → `yyyy-mm-dd`; undefined when no calendar of a living person has it. */
export function dayOfNumber(text: string, from1904: boolean): string | undefined {
  const serial = Number(text);
  if (!(serial >= 61 && serial < 120_000)) {
    return undefined;
  }
  return new Date((from1904 ? EPOCH_1904 : EPOCH_1900) + Math.floor(serial) * DAY).toISOString().slice(0, 10);
}

/** `yyyy-mm-dd` → dd/mm/yyyy. */
export function shownDay(day: string): string {
  return day.split('-').reverse().join('/');
}
