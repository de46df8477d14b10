import { AppError, invalid } from '../../../../platform/errors.ts';
import {
  DEFAULT_LIMITS,
  HEADING_ROWS,
  type Table,
  type TableRow,
  textOf,
  type Workbook,
} from '../../../../platform/tables/table.ts';
import { COLUMNS, type Column, columnOf, type Field, foldHeading, SILENT_HEADINGS } from './columns.ts';
import { readCell, type Value } from './read-cell.ts';

export const MAX_ROWS = DEFAULT_LIMITS.rows;

/** First words of a row that only shows how to fill in the sheet. */
export const EXAMPLE_MARK = 'Ví dụ:';

export interface Problem {
  /** Letter of the column, as the spreadsheet shows it. */
  column: string;
  label: string;
  message: string;
  severity: 'error' | 'warning';
}

export interface ReadRow {
  /** As the spreadsheet counts. */
  row: number;
  values: Partial<Record<Field, Value>>;
  problems: Problem[];
}

export interface ReadSheet {
  rows: ReadRow[];
  ignoredColumns: string[];
  /** Field → letter of its column. */
  letters: Map<Field, string>;
}

const LETTERS = 26;

/** @example columnLetter(27) // 'AB' */
function columnLetter(index: number): string {
  const last = String.fromCharCode(65 + (index % LETTERS));
  return index < LETTERS ? last : `${columnLetter(Math.floor(index / LETTERS) - 1)}${last}`;
}

interface Heading {
  row: number;
  places: Map<Column, number>;
  ignored: string[];
  doubled: string[];
}

function readHeading({ row, cells }: TableRow): Heading {
  const heading: Heading = { row, places: new Map(), ignored: [], doubled: [] };
  cells.forEach((cell, place) => {
    const text = textOf(cell);
    const known = columnOf(text);
    if (known === undefined) {
      if (text !== '' && !SILENT_HEADINGS.has(foldHeading(text))) {
        heading.ignored.push(text);
      }
    } else if (heading.places.has(known)) {
      heading.doubled.push(text);
    } else {
      heading.places.set(known, place);
    }
  });
  return heading;
}

const REQUIRED = COLUMNS.filter(({ required }) => required);

/** The row among the first with both columns that every line needs; else the one that comes nearest, to name what it lacks. */
function findHeading(table: Table): Heading | undefined {
  const candidates = table.rows.slice(0, HEADING_ROWS).map(readHeading);
  return (
    candidates.find(({ places }) => REQUIRED.every((column) => places.has(column))) ??
    candidates.find(({ places }) => places.size >= 2)
  );
}

function chooseTable(workbook: Workbook): { table: Table; heading: Heading } {
  for (const table of workbook.tables) {
    const heading = findHeading(table);
    if (heading !== undefined) {
      return { table, heading };
    }
  }
  throw invalid(
    'tables.unreadable',
    `Không thấy hàng tiêu đề trong ${HEADING_ROWS} hàng đầu. Cần ít nhất hai cột: ${REQUIRED.map(({ heading }) => heading).join(', ')}. Tải mẫu về để xem đủ các cột.`,
  );
}

function assertHeading({ places, doubled }: Heading): void {
  const missing = REQUIRED.filter((column) => !places.has(column));
  if (missing.length > 0) {
    throw invalid(
      'tables.unreadable',
      `Thiếu cột ${missing.map(({ heading }) => `"${heading}"`).join(', ')}. Thêm cột hoặc sửa tiêu đề theo mẫu rồi tải lên lại.`,
    );
  }
  if (doubled.length > 0) {
    throw invalid(
      'tables.unreadable',
      `Có hai cột cùng nghĩa "${doubled.join('", "')}". Giữ lại một cột rồi tải lên lại.`,
    );
  }
}

function assertShort(table: Table, count: number): void {
  if (table.tooLong || count > MAX_ROWS) {
    throw new AppError(
      'tables.too_large',
      413,
      `Danh sách có hơn ${MAX_ROWS.toLocaleString('vi')} hàng. Chia thành nhiều tệp, mỗi tệp tối đa ${MAX_ROWS.toLocaleString('vi')} hàng.`,
    );
  }
}

function readRow(given: TableRow, heading: Heading, from1904: boolean): ReadRow {
  const read: ReadRow = { row: given.row, values: {}, problems: [] };
  for (const [column, place] of heading.places) {
    const answer = readCell(column, given.cells[place] ?? '', from1904);
    const told = { column: columnLetter(place), label: column.heading };
    if ('problem' in answer) {
      read.problems.push({ ...told, message: answer.problem, severity: 'error' });
      continue;
    }
    read.values[column.field] = answer.value;
    if (answer.warning !== undefined) {
      read.problems.push({ ...told, message: answer.warning, severity: 'warning' });
    }
  }
  return read;
}

/** A merged cell has its value in the first row only: the others would silently lose it. */
function addMerges(table: Table, heading: Heading, rows: ReadRow[]): void {
  const merges = table.merges.filter(({ bottom }) => bottom > heading.row);
  for (const merge of merges) {
    const message = `Có ô gộp (hàng ${merge.top} đến ${merge.bottom}). Bỏ gộp ô và ghi đủ giá trị vào từng hàng.`;
    const column = columnLetter(merge.left - 1);
    const label = [...heading.places].find(([, place]) => place === merge.left - 1)?.[0].heading ?? '';
    for (const read of rows) {
      if (read.row >= merge.top && read.row <= merge.bottom) {
        read.problems.push({ column, label, message, severity: 'error' });
      }
    }
  }
}

const MARK = foldHeading(EXAMPLE_MARK);

/**
 * Every row with what is wrong in it, cell by cell.
 * @throws AppError 422 `tables.unreadable` without the columns every row needs, 413 `tables.too_large` past 10,000 rows
 */
export function readRows(workbook: Workbook): ReadSheet {
  const { table, heading } = chooseTable(workbook);
  assertHeading(heading);
  const data = table.rows.filter(
    ({ row, cells }) => row > heading.row && !cells.some((cell) => foldHeading(textOf(cell)).startsWith(MARK)),
  );
  assertShort(table, data.length);
  const rows = data.map((row) => readRow(row, heading, workbook.from1904));
  addMerges(table, heading, rows);
  const letters = new Map([...heading.places].map(([column, place]) => [column.field, columnLetter(place)]));
  return { rows, ignoredColumns: heading.ignored, letters };
}
