import { foldAccents } from '@congvu/vntext';
import { AppError, invalid } from '../errors.ts';
import {
  type Cell,
  HEADING_ROWS,
  kindOf,
  type Merge,
  type Table,
  type TableRow,
  textOf,
  type Workbook,
} from './table.ts';

/*
 * The sheet of a register: one row a thing, columns found by their heading without accents. Every cell is judged, every problem says row,
 * column and what to do; rows that are good stand beside rows that are not.
 */

export type SheetColumnKind = 'text' | 'date' | 'digits' | 'choice';

export interface SheetColumn<F extends string> {
  field: F;
  heading: string;
  /** Other headings offices use for the same. */
  synonyms?: readonly string[];
  required?: true;
  kind: SheetColumnKind;
  max: number;
  /** `choice`: label → value. */
  choices?: Readonly<Record<string, string>>;
  example: string;
  width: number;
}

export interface SheetProblem {
  /** Letter of the column; empty when the whole row is meant. */
  column: string;
  label: string;
  message: string;
  severity: 'error' | 'warning';
}

export interface SheetRow<F extends string> {
  /** As the spreadsheet counts. */
  row: number;
  /** Text as written, NFC; dates `yyyy-mm-dd`, choices by value; empty when nothing stands there. */
  values: Record<F, string>;
  problems: SheetProblem[];
}

export interface RegisterSheet<F extends string> {
  rows: SheetRow<F>[];
  ignoredColumns: string[];
  /** Field → letter of its column, for problems found later. */
  letters: Map<F, string>;
}

const MAX_ROWS = 10_000;
const FEWEST_HEADINGS = 2;
/** First cell of the row that shows how to fill in. */
export const EXAMPLE_MARK = 'Ví dụ:';

export function foldHeading(text: string): string {
  return foldAccents(text.replaceAll('*', ' ')).replace(/\s+/g, ' ').trim();
}

function letterOf(place: number): string {
  const before = Math.floor(place / 26);
  return `${before === 0 ? '' : letterOf(before - 1)}${String.fromCharCode(65 + (place % 26))}`;
}

function isHeadingOf<F extends string>(column: SheetColumn<F>, text: string): boolean {
  const folded = foldHeading(text);
  return [column.heading, ...(column.synonyms ?? [])].some((heading) => foldHeading(heading) === folded);
}

interface Heading<F extends string> {
  row: number;
  places: Map<SheetColumn<F>, number>;
  ignored: string[];
}

function headingIn<F extends string>(columns: readonly SheetColumn<F>[], row: TableRow): Heading<F> {
  const places = new Map<SheetColumn<F>, number>();
  const ignored: string[] = [];
  row.cells.forEach((cell, place) => {
    const text = textOf(cell);
    const column = columns.find((candidate) => isHeadingOf(candidate, text));
    if (column !== undefined && !places.has(column)) {
      places.set(column, place);
    } else if (text !== '' && foldHeading(text) !== 'stt') {
      ignored.push(text.slice(0, 100));
    }
  });
  return { row: row.row, places, ignored };
}

function findHeading<F extends string>(columns: readonly SheetColumn<F>[], table: Table): Heading<F> | undefined {
  const found = table.rows.slice(0, HEADING_ROWS).map((row) => headingIn(columns, row));
  return found
    .filter((heading) => heading.places.size >= FEWEST_HEADINGS)
    .sort((left, right) => right.places.size - left.places.size)[0];
}

const DAY_MS = 86_400_000;
/** Day 0 of the two ways a spreadsheet counts (ECMA-376 Part 1 §18.17.4.1). */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);

function dayOfNumber(text: string, from1904: boolean): string | undefined {
  const serial = Number(text);
  return serial >= 61 && serial < 120_000
    ? new Date((from1904 ? EPOCH_1904 : EPOCH_1900) + Math.floor(serial) * DAY_MS).toISOString().slice(0, 10)
    : undefined;
}

function dayOfText(text: string): string | undefined {
  // A time behind the day ("14/11/2020 08:15") is how systems export a last sign-in.
  const local = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T]+\d{1,2}:\d{2}(?::\d{2})?)?$/.exec(text);
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/.exec(text);
  const parts = local === null ? iso?.slice(1, 4) : [local[3], local[2], local[1]];
  if (parts === undefined) {
    return undefined;
  }
  const [year, month, day] = parts.map(Number);
  const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
  const isReal = date.getUTCMonth() + 1 === month && date.getUTCDate() === day && (year ?? 0) >= 1900;
  return isReal ? date.toISOString().slice(0, 10) : undefined;
}

type CellAnswer = { value: string } | { problem: string };

function readChoice<F extends string>(column: SheetColumn<F>, text: string): CellAnswer {
  const choices = column.choices ?? {};
  const found = Object.entries(choices).find(([label]) => foldHeading(label) === foldHeading(text));
  return found === undefined
    ? { problem: `"${text}" không có trong danh sách: ${Object.keys(choices).join('; ')}.` }
    : { value: found[1] };
}

function readFilled<F extends string>(column: SheetColumn<F>, cell: Cell, from1904: boolean): CellAnswer {
  const kind = kindOf(cell);
  // An apostrophe before what a spreadsheet would run as a formula is put there by exports (CWE-1236).
  const text = textOf(cell).replace(/^'(?=[=+\-@])/, '');
  if (kind === 'F') {
    return { problem: 'Ô chứa công thức. Chép rồi dán lại chỉ giá trị (Paste Special, Values).' };
  }
  if (kind === 'E') {
    return { problem: `Ô báo lỗi ${text}. Nhập lại giá trị.` };
  }
  if (column.kind === 'date') {
    const day = kind === 'N' || kind === 'D' ? dayOfNumber(text, from1904) : dayOfText(text);
    return day === undefined
      ? { problem: `"${text}" không phải là ngày có thật theo dạng ngày/tháng/năm, ví dụ 01/03/2021.` }
      : { value: day };
  }
  if (kind === 'D') {
    return { problem: 'Excel đã đổi nội dung ô thành ngày. Định dạng cột là Văn bản (Text) rồi nhập lại.' };
  }
  if (column.kind === 'digits' && kind === 'N') {
    return { problem: 'Ô ở dạng số nên có thể đã mất số 0 ở đầu. Định dạng cột là Văn bản (Text) rồi nhập lại.' };
  }
  if (text.length > column.max) {
    return { problem: `Dài ${text.length} ký tự, tối đa ${column.max}.` };
  }
  return column.kind === 'choice' ? readChoice(column, text) : { value: text };
}

function readCell<F extends string>(column: SheetColumn<F>, cell: Cell, from1904: boolean): CellAnswer {
  if (kindOf(cell) !== undefined) {
    return readFilled(column, cell, from1904);
  }
  return column.required ? { problem: `Thiếu ${column.heading.toLowerCase()}: cột này bắt buộc.` } : { value: '' };
}

function mergeProblem(merges: readonly Merge[], row: number): SheetProblem | undefined {
  const merge = merges.find(({ top, bottom }) => top <= row && row <= bottom && bottom > top);
  return merge === undefined
    ? undefined
    : {
        column: letterOf(merge.left - 1),
        label: '',
        message: `Có ô gộp từ hàng ${merge.top} đến hàng ${merge.bottom}. Bỏ gộp ô và ghi đủ giá trị vào từng hàng.`,
        severity: 'error',
      };
}

function readRow<F extends string>(
  given: TableRow,
  columns: readonly SheetColumn<F>[],
  heading: Heading<F>,
  sheet: { merges: readonly Merge[]; from1904: boolean },
): SheetRow<F> {
  const problems: SheetProblem[] = [];
  const merged = mergeProblem(sheet.merges, given.row);
  if (merged !== undefined) {
    problems.push(merged);
  }
  const entries = columns.map((column): [F, string] => {
    const place = heading.places.get(column);
    if (place === undefined) {
      return [column.field, ''];
    }
    const answer = readCell(column, given.cells[place] ?? '', sheet.from1904);
    if ('value' in answer) {
      return [column.field, answer.value];
    }
    problems.push({ column: letterOf(place), label: column.heading, message: answer.problem, severity: 'error' });
    return [column.field, ''];
  });
  // One entry for every column, and every field has a column.
  return { row: given.row, values: Object.fromEntries(entries) as Record<F, string>, problems };
}

function headingMissing<F extends string>(
  columns: readonly SheetColumn<F>[],
  missing: readonly SheetColumn<F>[],
): AppError {
  const names = (missing.length === 0 ? columns.filter(({ required }) => required) : missing)
    .map(({ heading }) => `"${heading}"`)
    .join(', ');
  return invalid(
    'tables.unreadable',
    `Không thấy cột ${names} trong 10 hàng đầu của tệp. Tải mẫu về, chép danh sách vào mẫu rồi tải lên lại.`,
  );
}

/**
 * The rows of the first sheet that looks like the register.
 * @throws AppError 422 `tables.unreadable` without its columns or without rows, 413 `tables.too_large` past 10,000 rows
 */
export function readRegisterSheet<F extends string>(
  workbook: Workbook,
  columns: readonly SheetColumn<F>[],
): RegisterSheet<F> {
  const found = workbook.tables
    .map((table) => ({ table, heading: findHeading(columns, table) }))
    .sort((left, right) => (right.heading?.places.size ?? 0) - (left.heading?.places.size ?? 0))[0];
  if (found?.heading === undefined) {
    throw headingMissing(columns, []);
  }
  const { table, heading } = found;
  const missing = columns.filter((column) => column.required && !heading.places.has(column));
  if (missing.length > 0) {
    throw headingMissing(columns, missing);
  }
  const mark = foldHeading(EXAMPLE_MARK);
  const data = table.rows.filter(
    (row) =>
      row.row > heading.row &&
      row.cells.some((cell) => cell !== '') &&
      !row.cells.some((cell) => foldHeading(textOf(cell)).startsWith(mark)),
  );
  if (table.tooLong || data.length > MAX_ROWS) {
    throw new AppError('tables.too_large', 413, 'Tệp có hơn 10.000 hàng. Chia thành nhiều tệp rồi tải lên từng tệp.');
  }
  if (data.length === 0) {
    throw invalid('tables.unreadable', 'Tệp chưa có hàng nào dưới hàng tiêu đề. Điền danh sách rồi tải lên.');
  }
  const sheet = { merges: table.merges, from1904: workbook.from1904 };
  return {
    rows: data.map((row) => readRow(row, columns, heading, sheet)),
    ignoredColumns: heading.ignored,
    letters: new Map([...heading.places].map(([column, place]) => [column.field, letterOf(place)])),
  };
}
