import ExcelJS from 'exceljs';

export interface BoardSheet {
  title: string;
  subtitle: string;
  heads: string[];
  widths: number[];
  rows: (string | number)[][];
}

/** Characters with which a spreadsheet starts a formula (CWE-1236): kept text also when somebody saves the sheet as CSV. */
const FORMULA_START = /^[=+\-@\t\r]/;

function safe(cell: string | number): string | number {
  return typeof cell === 'string' && FORMULA_START.test(cell) ? `'${cell}` : cell;
}

/** One sheet: title, sentence, heads, a row an agency; head and names stay in view. */
export async function renderBoardXlsx(board: BoardSheet): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('Theo dõi', { views: [{ state: 'frozen', ySplit: 3, xSplit: 2 }] });
  sheet.columns = board.widths.map((width) => ({ width }));
  sheet.addRow([safe(board.title)]).font = { bold: true, size: 14 };
  sheet.addRow([safe(board.subtitle)]).font = { italic: true };
  sheet.addRow(board.heads).font = { bold: true };
  for (const row of board.rows) {
    sheet.addRow(row.map(safe));
  }
  return Buffer.from(await workbook.xlsx.writeBuffer());
}
