import ExcelJS from 'exceljs';
import type { Column } from './columns.ts';
import { EXAMPLE_MARK, INSTRUCTIONS, MAX_ROWS, SHEETS, type Sheet } from './sheets.ts';

/**
 * Characters with which a spreadsheet starts a formula (CWE-1236). Cells are stored as text anyway; the apostrophe keeps them text also
 * when somebody saves the sheet as CSV and opens that. Reading takes it off again.
 */
const FORMULA_START = /^[=+\-@\t\r]/;

export function safeCell(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

/** The library has it at run time and forgets it in its types. */
interface WithValidations {
  dataValidations: { add(range: string, validation: ExcelJS.DataValidation): void };
}

const LONGEST_LIST = 255;
const YES_NO = ['Có', 'Không'];

function listOf(column: Column): string[] {
  if (column.kind === 'yes_no') {
    return YES_NO;
  }
  return column.kind === 'choice' ? Object.keys(column.choices ?? {}) : [];
}

function addValidations(worksheet: ExcelJS.Worksheet, sheet: Sheet): void {
  // The class carries `dataValidations` (exceljs lib/doc/worksheet.js).
  const { dataValidations } = worksheet as unknown as WithValidations;
  sheet.columns.forEach((column, index) => {
    const list = listOf(column).join(',');
    if (list === '' || list.length > LONGEST_LIST) {
      return;
    }
    const letter = worksheet.getColumn(index + 1).letter;
    dataValidations.add(`${letter}2:${letter}${MAX_ROWS + 1}`, {
      type: 'list',
      allowBlank: true,
      formulae: [`"${list}"`],
      showErrorMessage: true,
      errorTitle: column.heading,
      error: 'Chọn một giá trị trong danh sách.',
    });
  });
}

function addSheet(workbook: ExcelJS.Workbook, sheet: Sheet, rows: readonly string[][]): void {
  const worksheet = workbook.addWorksheet(sheet.name, { views: [{ state: 'frozen', ySplit: 1 }] });
  worksheet.columns = sheet.columns.map(({ width }) => ({ width, style: { numFmt: '@' } }));
  const head = worksheet.addRow(sheet.columns.map(({ heading, required }) => (required ? `${heading} *` : heading)));
  head.font = { bold: true };
  for (const row of rows) {
    worksheet.addRow(row.map(safeCell));
  }
  addValidations(worksheet, sheet);
}

const RULES = [
  'Cột có dấu * bắt buộc nhập. Không đổi tên trang và tiêu đề, không gộp ô, không dùng công thức.',
  `Mỗi trang tối đa ${MAX_ROWS.toLocaleString('vi')} hàng. Trang không dùng thì để trống.`,
  'Hệ thống tìm lại cơ quan, đơn vị, cán bộ theo mã: nhập lại cùng mã là cập nhật, không thêm mới. Ô trống giữ nguyên giá trị đã có.',
  'Tên và ký hiệu của cơ quan đã có không đổi qua tệp này mà ghi bằng việc đổi tên có căn cứ.',
  `Hàng bắt đầu bằng "${EXAMPLE_MARK}" chỉ để làm mẫu và được bỏ qua.`,
  'Còn một chỗ sai thì chưa hàng nào được ghi; danh sách chỗ sai hiện ngay sau khi tải lên.',
];

function addInstructions(workbook: ExcelJS.Workbook): void {
  const worksheet = workbook.addWorksheet(INSTRUCTIONS);
  worksheet.columns = [{ width: 16 }, { width: 28 }, { width: 12 }, { width: 90 }];
  worksheet.addRow(['Nhập cơ quan, đơn vị, cán bộ, chức vụ']).font = { bold: true, size: 14 };
  for (const rule of RULES) {
    worksheet.addRow([rule]);
  }
  worksheet.addRow([]);
  worksheet.addRow(['Trang', 'Cột', 'Bắt buộc', 'Cách ghi']).font = { bold: true };
  for (const sheet of SHEETS) {
    for (const column of sheet.columns) {
      const list = column.kind === 'choice' ? `: ${listOf(column).join('; ')}` : '';
      worksheet.addRow([sheet.name, column.heading, column.required ? 'Có' : '', `${column.note}${list}`]);
    }
  }
}

async function write(rowsOf: (sheet: Sheet) => readonly string[][]): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  addInstructions(workbook);
  for (const sheet of SHEETS) {
    addSheet(workbook, sheet, rowsOf(sheet));
  }
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

function exampleRow(sheet: Sheet): string[] {
  return sheet.columns.map(({ example }, index) => (index === 0 ? `${EXAMPLE_MARK} ${example}` : example));
}

/** Instructions, four sheets with an example row each, lists to choose from. */
export async function writeTemplate(): Promise<Buffer> {
  return write((sheet) => [exampleRow(sheet)]);
}

/** The same workbook filled: what it writes can be changed and taken in again. */
export async function writeTree(rows: Record<Sheet['key'], readonly string[][]>): Promise<Buffer> {
  return write((sheet) => rows[sheet.key]);
}

function csvCell(text: string): string {
  const safe = safeCell(text);
  return /[",;\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One sheet as CSV with the mark by which Excel sees UTF-8. */
export function writeCsvTemplate(key: Sheet['key']): Buffer {
  const sheet = SHEETS.find((candidate) => candidate.key === key);
  const lines = sheet === undefined ? [] : [sheet.columns.map(({ heading }) => heading), exampleRow(sheet)];
  return Buffer.from(`﻿${lines.map((line) => line.map(csvCell).join(',')).join('\r\n')}\r\n`, 'utf8');
}
