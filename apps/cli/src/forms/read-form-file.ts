import { readFile } from 'node:fs/promises';
import { type FilledForm, type FormCode, type FormFinding, readFilledForm } from '@congvu/forms';

/** A form of ten thousand lines takes some three million characters. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Why a file cannot be judged at all; one line of `check`, exit code 2. */
export class FormFileError extends Error {
  override name = 'FormFileError';
  readonly code: 'forms.unreadable_file' | 'forms.wrong_form';

  constructor(code: FormFileError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

function unreadable(message: string): FormFileError {
  return new FormFileError('forms.unreadable_file', message);
}

/** @throws FormFileError `forms.unreadable_file` */
export async function readBytes(path: string): Promise<Buffer> {
  const bytes = await readFile(path).catch(() => {
    throw unreadable('Không có tệp này hoặc không đọc được.');
  });
  if (bytes.length > MAX_BYTES) {
    throw unreadable('Tệp lớn hơn 32 MB.');
  }
  return bytes;
}

/** Where the engine stopped reading; it tells in English. */
function placeOf(error: unknown): string {
  const place = /line (\d+) column (\d+)/.exec(error instanceof Error ? error.message : '');
  return place === null ? '' : ` (dòng ${place[1]}, cột ${place[2]})`;
}

const NOT_JSON = /\.(?:xls|xlsm|xlsb|ods|docx?|pdf|odt)$/i;

async function readJson(path: string): Promise<unknown> {
  const bytes = await readBytes(path);
  if (NOT_JSON.test(path)) {
    throw unreadable(
      'Chỉ đọc tệp .json; danh sách còn đọc được từ .xlsx và .csv. Hãy lưu lại thành một trong các dạng này.',
    );
  }
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    throw unreadable(`Không phải JSON hợp lệ${placeOf(error)}. Hãy xem lại dấu ngoặc kép, dấu phẩy và dấu ngoặc nhọn.`);
  }
}

/**
 * The form in a file; the code given with the command stands in where the file names none.
 * @throws FormFileError `forms.unreadable_file`, `forms.wrong_form`
 */
export async function readFormFile(
  path: string,
  code: FormCode,
): Promise<{ form: FilledForm } | { problems: FormFinding[] }> {
  const json = await readJson(path);
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
  const named = isObject ? Reflect.get(json, 'form') : undefined;
  if (typeof named === 'string' && named !== code && /^M\d\d$/.test(named)) {
    throw new FormFileError('forms.wrong_form', `Tệp là mẫu ${named}, không phải ${code}.`);
  }
  return readFilledForm(isObject && named === undefined ? { form: code, ...json } : json);
}
