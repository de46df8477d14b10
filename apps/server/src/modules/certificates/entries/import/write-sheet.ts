import ExcelJS from 'exceljs';
import { COLUMNS, type Field } from './columns.ts';
import { EXAMPLE_MARK, MAX_ROWS } from './read-rows.ts';

/** Characters with which a spreadsheet starts a formula (CWE-1236); reading takes the apostrophe off again. */
const FORMULA_START = /^[=+\-@\t\r]/;

function safeCell(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

const RULES = [
  'Cột có dấu * bắt buộc nhập. Không gộp ô, không dùng công thức. Thứ tự cột tùy ý; cột không có trong mẫu được bỏ qua.',
  `Tối đa ${MAX_ROWS.toLocaleString('vi')} hàng. Hệ thống tìm lại chứng thư số theo số hiệu: nhập lại là cập nhật. Ô trống giữ nguyên giá trị đã có.`,
  'Tải lên chỉ để xem trước từng hàng; bấm xác nhận mới ghi. Hàng có lỗi không được ghi, các hàng đúng vẫn ghi được.',
  `Hàng bắt đầu bằng "${EXAMPLE_MARK}" chỉ để làm mẫu và được bỏ qua.`,
];

function addInstructions(workbook: ExcelJS.Workbook): void {
  const sheet = workbook.addWorksheet('Hướng dẫn');
  sheet.columns = [{ width: 30 }, { width: 90 }];
  sheet.addRow(['Nhập sổ chứng thư số']).font = { bold: true, size: 14 };
  for (const rule of RULES) {
    sheet.addRow([rule]);
  }
  sheet.addRow([]);
  for (const { heading, required, note } of COLUMNS) {
    sheet.addRow([required ? `${heading} *` : heading, note]);
  }
}

export type SheetRow = Partial<Record<Field, string>>;

async function write(rows: readonly SheetRow[]): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('Chứng thư số', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = COLUMNS.map(({ width }) => ({ width, style: { numFmt: '@' } }));
  const head = sheet.addRow(COLUMNS.map(({ heading, required }) => (required ? `${heading} *` : heading)));
  head.font = { bold: true };
  for (const row of rows) {
    sheet.addRow(COLUMNS.map(({ field }) => safeCell(row[field] ?? '')));
  }
  addInstructions(workbook);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

export async function writeTemplate(): Promise<Buffer> {
  const example: SheetRow = {};
  for (const { field, example: text } of COLUMNS) {
    example[field] = field === 'subjectName' ? `${EXAMPLE_MARK} ${text}` : text;
  }
  return write([example]);
}

/** What it writes can be changed and taken in again. */
export async function writeEntries(rows: readonly SheetRow[]): Promise<Buffer> {
  return write(rows);
}
