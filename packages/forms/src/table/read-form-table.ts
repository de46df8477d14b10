import type { FormCode, FormDefinition, FormRow, ListPart } from '../definition.ts';
import { formByCode } from '../sets/index.ts';
import { type FormTable, MAX_TABLE_ROWS, type TableFinding, type TableLine, textOf } from './cells.ts';
import { findHeading, foldHeading, type Heading, headingByOrder, synonymsOf, type WantedColumn } from './headings.ts';
import { judgeHeading, readRows } from './read-rows.ts';

export interface ReadFormTable {
  /** Every row that could be read, with empty cells where a value was given up; STT is left out. */
  rows: FormRow[];
  findings: TableFinding[];
  /** Headings that are not of the form, as written. */
  ignoredColumns: string[];
  /** Row of the spreadsheet for each of `rows`. */
  sheetRows: number[];
}

type ListLayout = Extract<FormDefinition['layout'], { kind: 'list' }>;

function nothing(findings: TableFinding[]): ReadFormTable {
  return { rows: [], findings, ignoredColumns: [], sheetRows: [] };
}

function problem(code: string, row: number, message: string): TableFinding {
  return { code, severity: 'error', row, column: '', label: '', message };
}

function wantedColumns(part: ListPart): WantedColumn[] {
  return part.columns.map(({ key, label, type, max, need }) => ({
    key,
    label,
    type,
    max,
    required: need === 'required',
    synonyms: synonymsOf(key),
  }));
}

export function tooLong(table: FormTable): TableFinding {
  const limit = MAX_TABLE_ROWS.toLocaleString('vi');
  const last = table.rows.at(-1)?.row ?? 1;
  return problem(
    'requests.table_too_long',
    last,
    `Danh sách có hơn ${limit} dòng nên chưa đọc dòng nào. Chia thành nhiều tệp, mỗi tệp tối đa ${limit} dòng.`,
  );
}

interface FoundPart {
  part: ListPart;
  columns: WantedColumn[];
  heading: Heading;
}

/** Where each list of the form begins; pasted cells without headings are taken in the order of the form. */
function findParts(table: FormTable, layout: ListLayout): FoundPart[] {
  const found = layout.parts.flatMap((part) => {
    const columns = wantedColumns(part);
    const heading = findHeading(table, columns);
    return heading === undefined ? [] : [{ part, columns, heading }];
  });
  const [first] = table.rows;
  if (found.length > 0 || table.pasted !== true || first === undefined) {
    return withoutTwins(found);
  }
  const byOrder = layout.parts.flatMap((part) => {
    const columns = wantedColumns(part);
    const heading = headingByOrder(first, columns);
    return heading === undefined ? [] : [{ part, columns, heading }];
  });
  return byOrder.length === 1 ? byOrder : [];
}

/** "Đơn vị · Ghi chú" may look like both lists of Mẫu 10: a heading belongs to the list that knows more of it. */
function withoutTwins(found: readonly FoundPart[]): FoundPart[] {
  return found.filter(
    (one) =>
      !found.some(
        (other) =>
          other !== one &&
          other.heading.line === one.heading.line &&
          other.heading.places.size - other.heading.strange.length >
            one.heading.places.size - one.heading.strange.length,
      ),
  );
}

/** The lines of one list end where the heading, or the title over it, of the next one begins. */
function linesOf(table: FormTable, found: readonly FoundPart[], one: FoundPart, layout: ListLayout): TableLine[] {
  const next = found
    .map(({ heading }) => heading.line.row)
    .filter((row) => row > one.heading.line.row)
    .sort((a, b) => a - b)[0];
  const titles = new Set(layout.parts.map(({ heading = '' }) => foldHeading(heading)).filter((title) => title !== ''));
  return table.rows.filter(
    (line) =>
      line.row >= one.heading.line.row &&
      (next === undefined || line.row < next) &&
      !(titles.size > 0 && line.cells.some((cell) => cell.length > 20 && titles.has(foldHeading(textOf(cell))))),
  );
}

/** "Số lượng thu hồi: 9" above the list. */
function judgeCount(table: FormTable, layout: ListLayout, first: number, rows: number): TableFinding[] {
  const label = foldHeading(layout.countLabel ?? '');
  const above = table.rows.filter((line) => line.row < first && label !== '');
  const line = above.find(({ cells }) => foldHeading(textOf(cells.find((cell) => cell !== ''))).startsWith(label));
  const numbers = line?.cells.flatMap((cell) => textOf(cell).match(/\d{1,6}/g) ?? []).map(Number) ?? [];
  const [count] = numbers;
  return line === undefined || count === undefined || numbers.length > 1 || count === rows
    ? []
    : [
        {
          ...problem(
            'requests.count_mismatch',
            line.row,
            `“${layout.countLabel}” ghi ${count} nhưng danh sách có ${rows} dòng. Hãy kiểm tra xem có sót dòng nào không.`,
          ),
          label: layout.countLabel ?? '',
        },
      ];
}

function noHeading(table: FormTable, layout: ListLayout): TableFinding {
  const columns = layout.parts.map((part) => part.columns.map(({ label }) => label).join(', ')).join('; hoặc ');
  return problem(
    'requests.table_no_heading',
    table.rows[0]?.row ?? 1,
    `Không thấy hàng tiêu đề của mẫu. Các cột cần có: ${columns}.`,
  );
}

function readList(table: FormTable, layout: ListLayout, from1904: boolean): ReadFormTable {
  const found = findParts(table, layout);
  if (found.length === 0) {
    return nothing([noHeading(table, layout)]);
  }
  const result = nothing([]);
  for (const one of found) {
    const lines = linesOf(table, found, one, layout);
    const judged = judgeHeading(one.heading, one.columns, lines);
    const { rows, findings } = readRows(table, one.heading, lines, from1904);
    result.findings.push(...judged.findings, ...findings);
    result.ignoredColumns.push(...judged.ignored);
    result.sheetRows.push(...rows.map(({ row }) => row));
    const empty = Object.fromEntries(one.columns.map(({ key }) => [key, '']));
    const part = layout.parts.length > 1 ? { part: one.part.key } : {};
    result.rows.push(...rows.map(({ values }) => ({ ...part, ...empty, ...values })));
  }
  const first = Math.min(...found.map(({ heading }) => heading.line.row));
  result.findings.push(...judgeCount(table, layout, first, result.rows.length));
  return result;
}

/**
 * The rows of a spreadsheet or of pasted cells as rows of a list form. Nothing is changed without a finding; which rows are good is
 * for `checkForm` to say.
 * @throws FormsError `forms.unknown_form`; TypeError for a form that is no list
 * @example const { rows, findings } = readFormTable('M07', readPastedTable(text));
 */
export function readFormTable(code: FormCode, table: FormTable, from1904 = false): ReadFormTable {
  const { layout, label } = formByCode(code);
  if (layout.kind !== 'list') {
    throw new TypeError(`${label} is filled in field by field, not as a table`);
  }
  if (table.tooLong) {
    return nothing([tooLong(table)]);
  }
  const read = readList(table, layout, from1904);
  if (read.rows.length > MAX_TABLE_ROWS) {
    return nothing([tooLong(table)]);
  }
  if (read.rows.length === 0 && !read.findings.some(({ code: found }) => found === 'requests.table_no_heading')) {
    const row = table.rows.at(-1)?.row ?? 1;
    read.findings.push(problem('requests.table_empty', row, 'Danh sách chưa có dòng nào dưới hàng tiêu đề.'));
  }
  return read;
}
