import { isFreeMail, isOfficialDomain, normalizeField, readDate, serialKey, tokenKey } from '@congvu/forms';
import { foldAccents } from '@congvu/vntext';
import { type Cell, kindOf, textOf } from '../../../../platform/tables/table.ts';
import type { Container, SubjectKind } from '../entries.tables.ts';
import { CONTAINER_WORDS, type Column, KIND_LABELS, KIND_WORDS } from './columns.ts';

/** `undefined`: nothing written, what stands is kept. */
export type Value = string | number | undefined;
export type CellAnswer = { value: Value; warning?: string } | { problem: string };

const DAY_MS = 86_400_000;
/** Day 0 of the two ways a spreadsheet counts (ECMA-376 Part 1 §18.17.4.1). */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
const LAST_DAY = 120_000;

function readDay(cell: Cell, from1904: boolean): CellAnswer {
  const text = textOf(cell);
  if (kindOf(cell) === 'D' || kindOf(cell) === 'N') {
    const serial = Math.floor(Number(text));
    if (serial >= 1 && serial < LAST_DAY) {
      const epoch = from1904 ? EPOCH_1904 : EPOCH_1900;
      return { value: new Date(epoch + serial * DAY_MS).toISOString().slice(0, 10) };
    }
  }
  const value = kindOf(cell) === 'T' ? readDate(text) : undefined;
  return value === undefined
    ? { problem: `"${text}" không phải là ngày có thật theo dạng ngày/tháng/năm, ví dụ 01/03/2021.` }
    : { value };
}

const EXACT_NUMBER = /^\d{1,15}$/;

const AS_TEXT = 'Định dạng cột là Văn bản (Text) rồi nhập lại.';

/** Spreadsheets keep 15 digits of a number: what is longer, or written as 1.2E+11, cannot be mended by guessing. */
function isSpoiled(cell: Cell): boolean {
  return kindOf(cell) === 'N' && !EXACT_NUMBER.test(textOf(cell));
}

function readSerial(cell: Cell): CellAnswer {
  const text = textOf(cell);
  if (isSpoiled(cell)) {
    return { problem: `Excel đã đổi số hiệu thành số "${text}" và làm mất chữ số. ${AS_TEXT}` };
  }
  return serialKey(text) === ''
    ? { problem: `"${text}" không phải số hiệu chứng thư số: chỉ gồm chữ số 0-9 và chữ A-F, tối đa 40 ký tự.` }
    : { value: text };
}

function readToken(cell: Cell): CellAnswer {
  const text = textOf(cell);
  return isSpoiled(cell) || tokenKey(text) === ''
    ? { problem: `Excel đã đổi số hiệu thiết bị thành "${text}". ${AS_TEXT}` }
    : { value: text };
}

interface DigitRule {
  type: 'identityNumber' | 'taxCode' | 'budgetCode' | 'mobile';
  pattern: RegExp;
  must: string;
}

const DIGIT_RULES: Partial<Record<Column['field'], DigitRule>> = {
  identityNumber: {
    type: 'identityNumber',
    pattern: /^(?:\d{9}|\d{12}|[A-Z]\d{7})$/,
    must: 'CMND có 9 hoặc 12 chữ số, CCCD có 12 chữ số, hộ chiếu có 1 chữ cái và 7 chữ số',
  },
  taxCode: { type: 'taxCode', pattern: /^\d{10}(?:-\d{3})?$/, must: 'mã số thuế có 10 chữ số, hoặc 10 và 3 chữ số' },
  budgetCode: { type: 'budgetCode', pattern: /^\d{7}$/, must: 'mã quan hệ ngân sách có 7 chữ số' },
  mobile: {
    type: 'mobile',
    pattern: /^0[35789]\d{8}$/,
    must: 'số di động có 10 chữ số, bắt đầu bằng 03, 05, 07, 08, 09',
  },
};

/** Numbers of people in an export are masked: they keep what the register has. */
const MASKED = /^[\dA-Z]{1,4}\*+[\dA-Z]{1,3}$/;

function readDigits(column: Column, cell: Cell): CellAnswer {
  const text = textOf(cell);
  const rule = DIGIT_RULES[column.field];
  if (rule === undefined || MASKED.test(text)) {
    return { value: undefined };
  }
  const value = normalizeField(rule.type, text);
  if (rule.pattern.test(value)) {
    return { value };
  }
  const lost = kindOf(cell) === 'N' ? ` Ô ở dạng số nên có thể đã mất số 0 ở đầu. ${AS_TEXT}` : '';
  return { problem: `"${text}" không đúng: ${rule.must}.${lost}` };
}

const ADDRESS = /^[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

/** A certificate is registered as it is: what should not be there is told, not refused. */
function readEmail(cell: Cell): CellAnswer {
  const value = normalizeField('officialEmail', textOf(cell));
  if (!ADDRESS.test(value)) {
    return { problem: `"${textOf(cell)}" không phải địa chỉ thư điện tử đầy đủ, ví dụ mailt.khunha@laichau.gov.vn.` };
  }
  if (isFreeMail(value) !== undefined) {
    return {
      value,
      warning: `${value} là thư miễn phí, không dùng cho công vụ (công văn, mục 4): lập Mẫu 03 đổi sang thư công vụ.`,
    };
  }
  return isOfficialDomain(value.slice(value.lastIndexOf('@') + 1))
    ? { value }
    : { value, warning: `${value} không thuộc tên miền thư công vụ: kiểm tra lại, hoặc lập Mẫu 03 đổi thư.` };
}

function readWord<V extends SubjectKind | Container>(
  words: Record<string, V>,
  text: string,
  known: string,
): CellAnswer {
  const value = words[foldAccents(text).replace(/\s+/g, ' ').trim()];
  return value === undefined ? { problem: `"${text}" không có trong danh sách: ${known}.` } : { value };
}

function readCount(text: string): CellAnswer {
  const value = Number(text);
  return Number.isInteger(value) && value >= 0 && value <= 20
    ? { value }
    : { problem: `"${text}" không phải là số nguyên từ 0 đến 20.` };
}

/** An export puts an apostrophe before what a spreadsheet would run as a formula; here it comes off again. */
function unquote(text: string): string {
  return /^'[=+\-@]/.test(text) ? text.slice(1) : text;
}

function readByKind(column: Column, cell: Cell, from1904: boolean): CellAnswer {
  const text = textOf(cell);
  switch (column.kind) {
    case 'date':
      return readDay(cell, from1904);
    case 'serial':
      return readSerial(cell);
    case 'token':
      return readToken(cell);
    case 'digits':
      return readDigits(column, cell);
    case 'email':
      return readEmail(cell);
    case 'count':
      return readCount(text);
    case 'kind':
      return readWord(KIND_WORDS, text, Object.values(KIND_LABELS).join('; '));
    case 'container':
      return readWord(CONTAINER_WORDS, text, 'USB token; SIM ký số; Ký số từ xa; HSM');
    case 'text':
      return { value: normalizeField('text', unquote(text)) };
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
    return { problem: `Excel đã đổi nội dung ô thành ngày. ${AS_TEXT}` };
  }
  if (textOf(cell).length > column.max) {
    return { problem: `Dài ${textOf(cell).length} ký tự, tối đa ${column.max}.` };
  }
  return readByKind(column, cell, from1904);
}
