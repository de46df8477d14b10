import { normalizeField } from '../normalize.ts';
import { dayOfNumber, kindOf, shownDay, textOf } from './cells.ts';
import type { WantedColumn } from './headings.ts';

/** What a cell holds, and what has to be said about it; the value is kept with a warning and given up with an error. */
export interface CellReading {
  value: string;
  finding?: { code: string; severity: 'error' | 'warning'; message: string };
}

function warn(value: string, code: string, message: string): CellReading {
  return { value, finding: { code, severity: 'warning', message } };
}

function refuse(code: string, message: string): CellReading {
  return { value: '', finding: { code, severity: 'error', message } };
}

/** Exports of this program put an apostrophe before what a spreadsheet would run as a formula; here it comes off again. */
function withoutQuote(text: string): string {
  return /^'[=+\-@]/.test(text) ? text.slice(1) : text;
}

/** `9.12345678E8` as the digits a person sees. */
function plainNumber(text: string): string {
  const value = Number(text);
  return /e/i.test(text) && Number.isSafeInteger(value) ? String(value) : text;
}

/** Types whose digits a spreadsheet spoils: it drops zeros in front and everything behind the fifteenth digit. */
const DIGIT_TYPES: ReadonlySet<string> = new Set([
  'serial',
  'tokenSerial',
  'identityNumber',
  'taxCode',
  'budgetCode',
  'accountName',
]);

function isPhone({ type }: WantedColumn): boolean {
  return type === 'phone' || type === 'mobile';
}

/** Nine digits that begin as mobile numbers do, ten as those of a landline: the zero in front is gone, and it can only be a zero. */
function readPhone(text: string): CellReading {
  const digits = text.replace(/[\s.\-()]/g, '');
  if (/^(?:[35789]\d{8}|2\d{9})$/.test(digits)) {
    return warn(
      `0${digits}`,
      'requests.table_zero_lost',
      `Số “${text}” thiếu chữ số vì Excel bỏ số 0 ở đầu; đã hiểu là 0${digits}. Hãy kiểm tra lại.`,
    );
  }
  return { value: normalizeField('phone', text) };
}

function readNumber(column: WantedColumn, text: string): CellReading {
  const number = plainNumber(text);
  if (isPhone(column)) {
    return readPhone(number);
  }
  if (!/^-?\d{1,15}(?:\.\d+)?$/.test(number)) {
    return refuse(
      'requests.table_digits_lost',
      `Excel giữ ô này ở dạng số (${text}) nên đã mất chữ số. Định dạng cột là Văn bản (Text) rồi nhập lại.`,
    );
  }
  return DIGIT_TYPES.has(column.type)
    ? warn(
        number,
        'requests.table_number',
        `Ô ở dạng số nên có thể đã mất số 0 ở đầu: đang đọc là ${number}. Hãy kiểm tra lại.`,
      )
    : { value: number };
}

function readDayNumber(column: WantedColumn, text: string, from1904: boolean): CellReading {
  const day = dayOfNumber(text, from1904);
  if (day === undefined) {
    return refuse(
      'requests.table_date',
      `“${text}” không phải là ngày có thật. Ghi theo dạng ngày/tháng/năm, ví dụ 01/03/2021.`,
    );
  }
  if (column.type === 'date') {
    return { value: day };
  }
  const shown = shownDay(day);
  return column.type === 'text' || column.type === 'reason'
    ? warn(shown, 'requests.table_date_text', `Excel giữ ô này ở dạng ngày; đã đọc là ${shown}. Hãy kiểm tra lại.`)
    : refuse(
        'requests.table_date_text',
        `Excel đã đổi ô này thành ngày ${shown}. Định dạng cột là Văn bản (Text) rồi nhập lại.`,
      );
}

function readText(column: WantedColumn, text: string): CellReading {
  const value = withoutQuote(text);
  if (isPhone(column)) {
    return readPhone(value);
  }
  if (column.type === 'date' && /^\d{5}(?:\.\d+)?$/.test(value)) {
    return refuse('requests.table_date', `“${value}” là số thứ tự ngày của Excel. Ghi theo dạng ngày/tháng/năm.`);
  }
  return { value: normalizeField(column.type, value) };
}

/** One cell as the value of its column. Whether the value is right is for the rules of the form to say. */
export function readCell(column: WantedColumn, cell: string | undefined, from1904: boolean): CellReading {
  const text = textOf(cell);
  switch (kindOf(cell)) {
    case undefined:
      return { value: '' };
    case 'E':
      return refuse('requests.table_error_cell', `Ô báo lỗi ${text}. Hãy nhập lại giá trị.`);
    case 'B':
      return refuse('requests.table_type', 'Ô chứa giá trị đúng/sai (TRUE/FALSE). Hãy nhập lại bằng chữ.');
    case 'F':
      return text === ''
        ? refuse(
            'requests.table_formula',
            'Ô chứa công thức chưa có kết quả. Chép rồi dán lại chỉ giá trị (Paste Special, Values).',
          )
        : warn(
            readText(column, text).value,
            'requests.table_formula',
            `Ô chứa công thức; đã lấy kết quả “${text}” đang hiện trong tệp. Hãy kiểm tra lại.`,
          );
    case 'N':
      return column.type === 'date' ? readDayNumber(column, text, from1904) : readNumber(column, text);
    case 'D':
      return readDayNumber(column, text, from1904);
    case 'T':
      return readText(column, text);
  }
}
