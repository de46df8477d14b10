import type { ImportProblem, ImportSheet } from '@congvu/contracts';
import { AppError } from '../../../platform/errors.ts';
import { HEADING_ROWS, type Table, type TableRow, textOf, type Workbook } from '../../../platform/tables/table.ts';
import { type Column, fold } from './columns.ts';
import { readCell, type Value } from './read-cell.ts';
import { EXAMPLE_MARK, INSTRUCTIONS, MAX_ROWS, SHEETS, type Sheet } from './sheets.ts';

/** Headings that must be there for a row to count as the heading row. */
const FEWEST_HEADINGS = 2;

interface ParsedRow {
  row: number;
  /** As written, in the order of the columns of the sheet. */
  cells: string[];
  values: Record<string, Value>;
  /** Fields that are wrong; their values are stand-ins, so that the rest of the file can still be judged. */
  wrong: Set<string>;
}

export interface ParsedSheet {
  sheet: Sheet;
  rows: ParsedRow[];
}

export interface ParsedWorkbook {
  sheets: ParsedSheet[];
  problems: ImportProblem[];
}

interface Heading {
  row: number;
  /** Column of the sheet → place in the row. */
  places: Map<Column, number>;
  problems: ImportProblem[];
}

function headingsIn(sheet: Sheet, row: TableRow): Map<Column, number> {
  const places = new Map<Column, number>();
  for (const column of sheet.columns) {
    const place = row.cells.findIndex((cell) => fold(textOf(cell)) === fold(column.heading));
    if (place >= 0) {
      places.set(column, place);
    }
  }
  return places;
}

function findHeading(sheet: Sheet, table: Table): { row: TableRow; places: Map<Column, number> } | undefined {
  for (const row of table.rows.slice(0, HEADING_ROWS)) {
    const places = headingsIn(sheet, row);
    if (places.size >= FEWEST_HEADINGS) {
      return { row, places };
    }
  }
  return undefined;
}

function judgeHeading(sheet: Sheet, table: Table): Heading {
  const found = findHeading(sheet, table);
  const problem = (row: number, column: string, message: string): ImportProblem => ({
    sheet: sheet.name,
    row,
    column,
    message,
  });
  if (found === undefined) {
    const first = table.rows[0]?.row ?? 1;
    const headings = sheet.columns.map((column) => column.heading).join(', ');
    return {
      row: Number.MAX_SAFE_INTEGER,
      places: new Map(),
      problems: [problem(first, '', `Không thấy hàng tiêu đề. Các cột cần có: ${headings}.`)],
    };
  }
  const { row, places } = found;
  const missing = sheet.columns.filter((column) => column.required && !places.has(column));
  const problems = missing.map((column) => problem(row.row, column.heading, `Thiếu cột "${column.heading}".`));
  const seen = new Set<string>();
  row.cells.forEach((cell) => {
    const heading = textOf(cell);
    const known = sheet.columns.some((column) => fold(column.heading) === fold(heading));
    if (heading !== '' && !known) {
      problems.push(
        problem(row.row, heading, `Cột "${heading}" không có trong mẫu. Xóa cột hoặc sửa tiêu đề theo mẫu.`),
      );
    }
    if (known && seen.has(fold(heading))) {
      problems.push(problem(row.row, heading, `Cột "${heading}" có hai lần. Giữ lại một cột.`));
    }
    seen.add(fold(heading));
  });
  return { row: row.row, places, problems };
}

/** Something that offends no other rule, in place of a value that could not be read. */
function standIn(column: Column, row: number): Value {
  switch (column.kind) {
    case 'choice':
      return column.required ? Object.values(column.choices ?? {}).at(-1) : undefined;
    case 'choices':
    case 'list':
      return [];
    case 'date':
      return column.required ? '1900-01-01' : undefined;
    default:
      return column.required ? `? ${row}` : undefined;
  }
}

function parseRow(
  sheet: Sheet,
  heading: Heading,
  given: TableRow,
  from1904: boolean,
  problems: ImportProblem[],
): ParsedRow {
  const parsed: ParsedRow = { row: given.row, cells: [], values: {}, wrong: new Set() };
  for (const column of sheet.columns) {
    const place = heading.places.get(column);
    const cell = place === undefined ? '' : (given.cells[place] ?? '');
    parsed.cells.push(textOf(cell).slice(0, 200));
    const answer = place === undefined && !column.required ? { value: undefined } : readCell(column, cell, from1904);
    if ('problem' in answer) {
      problems.push({ sheet: sheet.name, row: given.row, column: column.heading, message: answer.problem });
      parsed.wrong.add(column.field);
      parsed.values[column.field] = standIn(column, given.row);
    } else {
      parsed.values[column.field] = answer.value;
    }
  }
  return parsed;
}

function judgeMerges(sheet: Sheet, table: Table, heading: Heading): ImportProblem[] {
  const inData = table.merges.filter((merge) => merge.bottom >= heading.row && heading.places.size > 0);
  return inData.map((merge) => {
    const column = [...heading.places].find(([, place]) => place === merge.left - 1)?.[0].heading ?? '';
    const message = `Có ô gộp (hàng ${merge.top} đến ${merge.bottom}). Bỏ gộp ô và ghi đủ giá trị vào từng hàng.`;
    return { sheet: sheet.name, row: Math.max(merge.top, heading.row), column, message };
  });
}

function assertShort(sheet: Sheet, table: Table, count: number): void {
  if (table.tooLong || count > MAX_ROWS) {
    throw new AppError(
      'tables.too_large',
      413,
      `Trang "${sheet.name}" có hơn ${MAX_ROWS.toLocaleString('vi')} hàng. Chia thành nhiều tệp, mỗi trang tối đa ${MAX_ROWS.toLocaleString('vi')} hàng.`,
    );
  }
}

function parseSheet(sheet: Sheet, table: Table, from1904: boolean, problems: ImportProblem[]): ParsedSheet {
  const heading = judgeHeading(sheet, table);
  const mark = fold(EXAMPLE_MARK);
  const data = table.rows.filter(
    (row) => row.row > heading.row && !row.cells.some((cell) => fold(textOf(cell)).startsWith(mark)),
  );
  assertShort(sheet, table, data.length);
  problems.push(...heading.problems, ...judgeMerges(sheet, table, heading));
  // Without its columns a row says nothing: one message about the heading, not one for every row.
  const readable = heading.problems.length === 0 ? data : [];
  return { sheet, rows: readable.map((row) => parseRow(sheet, heading, row, from1904, problems)) };
}

/** By its name; else by its headings, as in a CSV file or a sheet somebody renamed. */
function sheetOf(table: Table): Sheet | undefined {
  const named = SHEETS.find((sheet) => fold(sheet.name) === fold(table.name));
  if (named !== undefined || fold(table.name) === fold(INSTRUCTIONS)) {
    return named;
  }
  const scores = SHEETS.map((sheet) => ({ sheet, score: findHeading(sheet, table)?.places.size ?? 0 }));
  scores.sort((left, right) => right.score - left.score);
  const [best] = scores;
  return best !== undefined && best.score >= FEWEST_HEADINGS ? best.sheet : undefined;
}

const NOTHING_FOUND = `Không thấy danh sách nào trong tệp. Tệp cần ít nhất một trang: ${SHEETS.map((sheet) => sheet.name).join(', ')}, với tiêu đề như mẫu.`;

/**
 * Every row of every sheet with what is wrong in it, cell by cell.
 * @throws AppError 422 `tables.unreadable` without any known sheet, 413 `tables.too_large` past 10,000 rows
 */
export function parseWorkbook(workbook: Workbook): ParsedWorkbook {
  const parsed = new Map<ImportSheet, ParsedSheet>();
  const problems: ImportProblem[] = [];
  for (const table of workbook.tables) {
    const sheet = sheetOf(table);
    if (sheet === undefined) {
      continue;
    }
    if (parsed.has(sheet.key)) {
      problems.push({
        sheet: table.name,
        row: 1,
        column: '',
        message: `Có hai trang "${sheet.name}". Giữ lại một trang.`,
      });
      continue;
    }
    parsed.set(sheet.key, parseSheet(sheet, table, workbook.from1904, problems));
  }
  if (parsed.size === 0) {
    throw new AppError('tables.unreadable', 422, NOTHING_FOUND);
  }
  const sheets = SHEETS.flatMap((sheet) => parsed.get(sheet.key) ?? []);
  if (problems.length === 0 && sheets.every((sheet) => sheet.rows.length === 0)) {
    throw new AppError('tables.unreadable', 422, 'Tệp chưa có hàng nào dưới hàng tiêu đề. Điền danh sách rồi tải lên.');
  }
  return { sheets, problems };
}
