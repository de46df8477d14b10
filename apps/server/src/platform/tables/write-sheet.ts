import ExcelJS from 'exceljs';
import type { FileAnswer } from '../http/route.ts';
import type { SheetColumn } from './register-sheet.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/**
 * Characters with which a spreadsheet starts a formula (CWE-1236). Cells are text anyway; the apostrophe keeps them text also when
 * somebody saves the sheet as CSV and opens that. Reading takes it off again.
 */
const FORMULA_START = /^[=+\-@\t\r]/;

export interface WrittenColumn {
  heading: string;
  width: number;
}

export type WrittenCell = string | number;

export function safeCell(cell: WrittenCell): WrittenCell {
  return typeof cell === 'string' && FORMULA_START.test(cell) ? `'${cell}` : cell;
}

/** One sheet: a line above when there is one to say, the headings, the rows; numbers stay numbers. */
export async function writeSheet(given: {
  name: string;
  title?: string;
  columns: readonly WrittenColumn[];
  rows: readonly (readonly WrittenCell[])[];
}): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  const headingRow = given.title === undefined ? 1 : 3;
  const sheet = workbook.addWorksheet(given.name, { views: [{ state: 'frozen', ySplit: headingRow }] });
  given.columns.forEach(({ width }, index) => {
    sheet.getColumn(index + 1).width = width;
  });
  if (given.title !== undefined) {
    sheet.addRow([given.title]).font = { bold: true, size: 13 };
    sheet.addRow([]);
  }
  const heading = sheet.addRow(given.columns.map((column) => column.heading));
  heading.font = { bold: true };
  heading.alignment = { wrapText: true, vertical: 'middle' };
  for (const row of given.rows) {
    const added = sheet.addRow(row.map(safeCell));
    added.eachCell((cell) => {
      cell.numFmt = typeof cell.value === 'number' ? '#,##0' : '@';
    });
  }
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

/** The empty sheet with one row that shows how to fill it in and is left out when it is read. */
export async function writeTemplate<F extends string>(
  name: string,
  columns: readonly SheetColumn<F>[],
  mark: string,
): Promise<Buffer> {
  return writeSheet({
    name,
    columns: columns.map((column) => ({
      heading: column.required ? `${column.heading} *` : column.heading,
      width: column.width,
    })),
    rows: [columns.map((column, index) => (index === 0 ? `${mark} ${column.example}` : column.example))],
  });
}

export function xlsxAnswer(fileName: string, bytes: Buffer): FileAnswer {
  return {
    stream: bytes,
    headers: {
      'content-type': XLSX,
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
    },
  };
}
