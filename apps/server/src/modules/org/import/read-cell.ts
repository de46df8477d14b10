import { type Cell, kindOf, textOf } from '../../../platform/tables/table.ts';
import { type Column, fold } from './columns.ts';

/** `undefined`: nothing written, what stands is kept. */
export type Value = string | number | boolean | string[] | undefined;
export type CellAnswer = { value: Value } | { problem: string };

const DAY = 86_400_000;
/** Day 0 of the two ways a spreadsheet counts (ECMA-376 Part 1 §18.17.4.1); 1900 counts a 29/02/1900 that never was. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
const FIRST_YEAR = 1900;
const LAST_YEAR = 2200;

function calendarDay(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists && year >= FIRST_YEAR && year <= LAST_YEAR ? date.toISOString().slice(0, 10) : undefined;
}

function dayOfNumber(text: string, from1904: boolean): string | undefined {
  const serial = Number(text);
  if (!(serial >= 1 && serial < 120_000)) {
    return undefined;
  }
  const date = new Date((from1904 ? EPOCH_1904 : EPOCH_1900) + Math.floor(serial) * DAY);
  return date.toISOString().slice(0, 10);
}

function dayOfText(text: string): string | undefined {
  const local = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  if (local !== null) {
    return calendarDay(Number(local[3]), Number(local[2]), Number(local[1]));
  }
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:T00:00:00.*)?$/.exec(text);
  return iso === null ? undefined : calendarDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
}

function readDate(cell: Cell, from1904: boolean): CellAnswer {
  const text = textOf(cell);
  const isNumber = kindOf(cell) === 'N' || kindOf(cell) === 'D';
  const value = isNumber ? dayOfNumber(text, from1904) : dayOfText(text);
  return value === undefined
    ? { problem: `"${text}" không phải là ngày có thật theo dạng ngày/tháng/năm đủ 4 chữ số năm, ví dụ 01/03/2021.` }
    : { value };
}

function findChoice(column: Column, text: string): string | undefined {
  const wanted = fold(text);
  return Object.entries(column.choices ?? {}).find(([label]) => fold(label) === wanted)?.[1];
}

function parts(text: string): string[] {
  return text
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function readChoices(column: Column, text: string): CellAnswer {
  const values: string[] = [];
  for (const part of parts(text)) {
    const value = findChoice(column, part);
    if (value === undefined) {
      return { problem: `"${part}" không có trong danh sách: ${Object.keys(column.choices ?? {}).join('; ')}.` };
    }
    if (!values.includes(value)) {
      values.push(value);
    }
  }
  return { value: values };
}

const YES_NO: Record<string, boolean> = {
  co: true,
  khong: false,
  x: true,
  true: true,
  false: false,
  '1': true,
  '0': false,
};

/** Spreadsheets drop the zero in front of numbers and write long ones as 1.2E+11: neither can be mended by guessing. */
function readDigits(cell: Cell): CellAnswer {
  const text = textOf(cell);
  if (kindOf(cell) === 'N') {
    return { problem: 'Ô ở dạng số nên có thể đã mất số 0 ở đầu. Định dạng cột là Văn bản (Text) rồi nhập lại.' };
  }
  return /^[+\dA-Za-z][\d\sA-Za-z.()-]*$/.test(text)
    ? { value: text }
    : { problem: `"${text}" có ký tự không dùng trong số điện thoại, số định danh.` };
}

function readCode(cell: Cell): CellAnswer {
  const text = textOf(cell);
  return /^[\p{L}\d]+(?:[.\-_/][\p{L}\d]+)*$/u.test(text)
    ? { value: text }
    : { problem: `Mã "${text}" chỉ gồm chữ, số, dấu chấm và gạch nối, không có khoảng trắng.` };
}

/** An export puts an apostrophe before what a spreadsheet would run as a formula; here it comes off again. */
function unquote(text: string): string {
  return /^'[=+\-@]/.test(text) ? text.slice(1) : text;
}

function readInteger(text: string): CellAnswer {
  const value = Number(text);
  return Number.isInteger(value) && value >= 0 && value <= 100_000
    ? { value }
    : { problem: `"${text}" không phải là số nguyên từ 0 đến 100000.` };
}

function readYesNo(text: string): CellAnswer {
  const value = YES_NO[fold(text)];
  return value === undefined ? { problem: `"${text}": chỉ ghi Có hoặc Không.` } : { value };
}

function readByKind(column: Column, cell: Cell, from1904: boolean): CellAnswer {
  const text = unquote(textOf(cell));
  switch (column.kind) {
    case 'date':
      return readDate(cell, from1904);
    case 'choice': {
      const value = findChoice(column, text);
      return value === undefined
        ? { problem: `"${text}" không có trong danh sách: ${Object.keys(column.choices ?? {}).join('; ')}.` }
        : { value };
    }
    case 'choices':
      return readChoices(column, text);
    case 'list':
      return { value: parts(text) };
    case 'yes_no':
      return readYesNo(text);
    case 'integer':
      return readInteger(text);
    case 'digits':
      return readDigits(`${kindOf(cell)}${text}`);
    case 'code':
      return readCode(cell);
    case 'text':
      return { value: text };
  }
}

/** One cell as a value of its column, or what is wrong with it in the words of the person who filled it in. */
export function readCell(column: Column, cell: Cell, from1904: boolean): CellAnswer {
  const kind = kindOf(cell);
  if (kind === undefined) {
    return column.required
      ? { problem: `Thiếu ${column.heading.toLowerCase()}: cột này bắt buộc nhập.` }
      : { value: undefined };
  }
  if (kind === 'F') {
    return { problem: 'Ô chứa công thức. Chép rồi dán lại chỉ giá trị (Paste Special, Values).' };
  }
  if (kind === 'E') {
    return { problem: `Ô báo lỗi ${textOf(cell)}. Nhập lại giá trị.` };
  }
  if (kind === 'D' && column.kind !== 'date') {
    return { problem: 'Excel đã đổi nội dung ô thành ngày. Định dạng cột là Văn bản (Text) rồi nhập lại.' };
  }
  if (textOf(cell).length > column.max && column.kind !== 'date') {
    return { problem: `Dài ${textOf(cell).length} ký tự, tối đa ${column.max}.` };
  }
  return readByKind(column, cell, from1904);
}
