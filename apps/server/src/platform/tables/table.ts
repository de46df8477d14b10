/*
 * What a reader of XLSX or CSV hands over: cells as text with one letter in front that says what stood there. Plain strings, because they
 * come out of a worker and a file may hold hundreds of thousands.
 */

export type CellKind =
  /** text */
  | 'T'
  /** number as written in the file */
  | 'N'
  /** number with a date format */
  | 'D'
  /** formula (its last value) */
  | 'F'
  /** an error such as #REF! */
  | 'E'
  /** true or false */
  | 'B';

/** `''` is an empty cell. */
export type Cell = string;

export function makeCell(kind: CellKind, text: string): Cell {
  const clean = text
    .normalize('NFC')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  return clean === '' && kind !== 'F' ? '' : `${kind}${clean}`;
}

export function kindOf(cell: Cell): CellKind | undefined {
  const kind = cell[0];
  return kind === 'T' || kind === 'N' || kind === 'D' || kind === 'F' || kind === 'E' || kind === 'B'
    ? kind
    : undefined;
}

export function textOf(cell: Cell): string {
  return cell.slice(1);
}

export interface TableRow {
  /** As the spreadsheet counts, from 1. */
  row: number;
  cells: Cell[];
}

/** First and last row and column, from 1. */
export interface Merge {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

export interface Table {
  /** Name of the worksheet; empty for CSV. */
  name: string;
  rows: TableRow[];
  merges: Merge[];
  /** More filled rows than the limit and `HEADING_ROWS` together; reading stopped there. */
  tooLong: boolean;
}

export interface Workbook {
  tables: Table[];
  /** Days count from 1904 instead of 1900 (files of old Macs). */
  from1904: boolean;
}

export interface TableLimits {
  /** Rows of data in one sheet; titles and heading have their own room above. */
  rows: number;
  /** Columns taken; what stands right of them is not read. */
  columns: number;
}

export const DEFAULT_LIMITS: TableLimits = { rows: 10_000, columns: 40 };

/** Rows above the data: titles and the heading. */
export const HEADING_ROWS = 10;

/** Why a file cannot be read at all; crosses the border of the worker as plain data. */
export class UnreadableFile extends Error {
  override name = 'UnreadableFile';
  readonly code: 'unreadable' | 'too_large';

  constructor(code: 'unreadable' | 'too_large', message: string) {
    super(message);
    this.code = code;
  }
}
