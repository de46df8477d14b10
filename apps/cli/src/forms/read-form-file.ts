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

async function readJson(path: string): Promise<unknown> {
  const bytes = await readBytes(path);
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    throw unreadable(`Không phải JSON: ${error instanceof Error ? error.message : ''}`);
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
