import {
  type FilledForm,
  type FormCode,
  formByCode,
  isListForm,
  readFormTables,
  type SheetFinding,
} from '@congvu/forms';
import { FormFileError, readBytes } from './read-form-file.ts';

export type SheetNote = SheetFinding;

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
  const { readXlsxTables } = await import('@congvu/forms/render');
  const { tables, from1904 } = await readXlsxTables(bytes);
  const { rows, findings } = readFormTables(code, tables, from1904);
  return { form: { form: code, rows }, notes: findings };
}
