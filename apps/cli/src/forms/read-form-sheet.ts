import { extname } from 'node:path';
import {
  type FilledForm,
  type FormCode,
  type FormTable,
  formByCode,
  isListForm,
  readCsvTable,
  readFormTables,
  type SheetFinding,
} from '@congvu/forms';
import { FormFileError, readBytes } from './read-form-file.ts';

export type SheetNote = SheetFinding;

interface Tables {
  tables: FormTable[];
  from1904: boolean;
}

function isCsv(path: string): boolean {
  return extname(path).toLowerCase() === '.csv';
}

/** Spreadsheets; everything else is taken for JSON. */
export function isSheetFile(path: string): boolean {
  return isCsv(path) || extname(path).toLowerCase() === '.xlsx';
}

/** Marks in front tell UTF-16, as Excel writes "Unicode text"; all else is UTF-8. */
function decode(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex');
  const coding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(coding, { fatal: true }).decode(bytes);
  } catch {
    const message = 'Tệp .csv không ở bảng mã UTF-8 hoặc UTF-16. Trong Excel, lưu lại dạng “CSV UTF-8” rồi thử lại.';
    throw new FormFileError('forms.unreadable_file', message);
  }
}

function readCsv(bytes: Buffer): Tables {
  return { tables: [readCsvTable(decode(bytes))], from1904: false };
}

async function readXlsx(bytes: Buffer): Promise<Tables> {
  const { readXlsxTables } = await import('@congvu/forms/render');
  return readXlsxTables(bytes);
}

/**
 * A list form in a spreadsheet, with what had to be understood or given up while reading it.
 * @throws FormFileError `forms.unreadable_file`, `forms.wrong_form`; FormsError `forms.unreadable_file`
 */
export async function readFormSheet(path: string, code: FormCode): Promise<{ form: FilledForm; notes: SheetNote[] }> {
  if (!isListForm(formByCode(code))) {
    throw new FormFileError(
      'forms.wrong_form',
      `${code} không phải là danh sách nên không đọc từ bảng tính; dùng tệp JSON.`,
    );
  }
  const bytes = await readBytes(path);
  const { tables, from1904 } = isCsv(path) ? readCsv(bytes) : await readXlsx(bytes);
  const { rows, findings } = readFormTables(code, tables, from1904);
  return { form: { form: code, rows }, notes: findings };
}
