import type { FormCode } from '../definition.ts';
import { formByCode } from '../sets/index.ts';
import { type FormTable, MAX_TABLE_ROWS, type TableFinding } from './cells.ts';
import { type ReadFormTable, readFormTable, tooLong } from './read-form-table.ts';

export interface SheetFinding extends TableFinding {
  /** Name of the worksheet. */
  readonly sheet: string;
}

export interface ReadFormTables extends Omit<ReadFormTable, 'findings'> {
  findings: SheetFinding[];
  /** Name of the worksheet for each of `rows`. */
  rowSheets: string[];
}

interface ReadSheet {
  table: FormTable;
  read: ReadFormTable;
}

function hasList({ read }: ReadSheet): boolean {
  return !read.findings.some(({ code }) => code === 'requests.table_no_heading');
}

/** Two sheets with the same list are both read, and that is said: one of them may be an old copy. */
function judgeTwins(sheets: readonly ReadSheet[]): SheetFinding[] {
  const seen = new Map<string, string>();
  const findings: SheetFinding[] = [];
  for (const { table, read } of sheets) {
    for (const part of new Set(read.rows.map((row) => row.part ?? ''))) {
      const first = seen.get(part);
      if (first === undefined) {
        seen.set(part, table.name);
        continue;
      }
      findings.push({
        code: 'requests.table_two_sheets',
        severity: 'warning',
        sheet: table.name,
        row: table.rows[0]?.row ?? 1,
        column: '',
        label: '',
        message: `Trang “${first}” và trang “${table.name}” cùng có danh sách này; đã đọc cả hai. Hãy kiểm tra xem có trùng không.`,
      });
    }
  }
  return findings;
}

/** A sheet that nobody sees may be an old copy. */
function judgeHidden(sheets: readonly ReadSheet[]): SheetFinding[] {
  return sheets
    .filter(({ table, read }) => table.hidden === true && read.rows.length > 0)
    .map(({ table }) => ({
      code: 'requests.table_hidden',
      severity: 'warning',
      sheet: table.name,
      row: table.rows[0]?.row ?? 1,
      column: '',
      label: '',
      message: `Trang “${table.name}” đang ẩn trong tệp nhưng có danh sách nên vẫn được đọc. Nếu không dùng, hãy xóa trang này rồi đọc lại.`,
    }));
}

/**
 * A whole workbook: the two lists of Mẫu 10 may stand on one sheet or on two; sheets without a list of the form are passed over as long
 * as another one has it.
 * @throws FormsError `forms.unknown_form`; TypeError for a form that is no list
 */
export function readFormTables(code: FormCode, tables: readonly FormTable[], from1904 = false): ReadFormTables {
  const all = tables.map((table) => ({ table, read: readFormTable(code, table, from1904) }));
  const withList = all.filter(hasList);
  const sheets = withList.length > 0 ? withList : all.slice(0, 1);
  const result: ReadFormTables = { rows: [], findings: [], ignoredColumns: [], sheetRows: [], rowSheets: [] };
  for (const { table, read } of sheets) {
    result.rows.push(...read.rows);
    result.sheetRows.push(...read.sheetRows);
    result.rowSheets.push(...read.rows.map(() => table.name));
    result.ignoredColumns.push(...read.ignoredColumns);
    result.findings.push(...read.findings.map((finding) => ({ ...finding, sheet: table.name })));
  }
  const last = sheets.at(-1)?.table;
  const isTooLong = result.findings.some((finding) => finding.code === 'requests.table_too_long');
  if (last !== undefined && (isTooLong || result.rows.length > MAX_TABLE_ROWS)) {
    const findings = isTooLong ? result.findings : [{ ...tooLong(last), sheet: last.name }];
    return { rows: [], findings, ignoredColumns: [], sheetRows: [], rowSheets: [] };
  }
  if (sheets.length === 0) {
    const message = `Tệp không có trang nào. Dùng tệp mẫu của ${formByCode(code).label}.`;
    result.findings.push({
      code: 'requests.table_empty',
      severity: 'error',
      sheet: '',
      row: 1,
      column: '',
      label: '',
      message,
    });
  }
  result.findings.push(...judgeTwins(sheets), ...judgeHidden(sheets));
  return result;
}
