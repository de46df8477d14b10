import ExcelJS from 'exceljs';
import type { RegisterBook } from './register-print.ts';

/**
 * Characters with which a spreadsheet starts a formula (CWE-1236). The cell is stored as text anyway; the apostrophe also keeps it
 * text when somebody saves the sheet as CSV and opens that.
 */
const FORMULA_START = /^[=+\-@\t\r]/;

export function safeCell(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

/** A register as a workbook: one sheet, the legal columns, frozen head, every cell text. */
export async function renderRegisterXlsx(book: RegisterBook): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  workbook.creator = book.printedBy;
  const sheet = workbook.addWorksheet('Sổ', {
    views: [{ state: 'frozen', ySplit: 4 }],
    pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  });
  sheet.columns = book.columns.map((column) => ({ width: Math.max(10, (column.widthMm ?? 60) / 2) }));
  const last = book.columns.length;
  sheet.addRow([book.title]).font = { bold: true, size: 14 };
  sheet.addRow([`${book.subtitle}. In từ hệ thống: ${book.printedBy}, ${book.printedAt}`]).font = { italic: true };
  sheet.mergeCells(1, 1, 1, last);
  sheet.mergeCells(2, 1, 2, last);
  sheet.addRow(book.columns.map((column) => column.title)).font = { bold: true };
  sheet.addRow(book.columns.map((_column, index) => `(${index + 1})`)).font = { italic: true };
  for (const row of book.rows) {
    const added = sheet.addRow(row.map(safeCell));
    added.alignment = { vertical: 'top', wrapText: true };
    added.eachCell((cell) => {
      cell.numFmt = '@';
    });
  }
  return Buffer.from(await workbook.xlsx.writeBuffer());
}
