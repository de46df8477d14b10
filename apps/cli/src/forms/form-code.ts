import type { FormCode } from '@congvu/forms';
import { UsageError } from '../command-line.ts';

const WRITTEN = /^(?:m|mẫu|mau)?\s*(?:số|so)?\s*0*(\d{1,2})$/u;

/** `M01`, `m1`, `Mẫu 01`, `Mẫu số 06`, `6`. @throws UsageError for anything else */
export function readFormCode(word: string | undefined): FormCode {
  const number = Number(WRITTEN.exec((word ?? '').normalize('NFC').trim().toLowerCase())?.[1] ?? 0);
  if (number < 1 || number > 10) {
    throw new UsageError(`cần tên mẫu từ M01 đến M10${word === undefined ? '' : `, không phải "${word}"`}`);
  }
  return `M${String(number).padStart(2, '0')}` as FormCode; // 1 to 10, checked above
}
