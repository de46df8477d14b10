import { isDate, readDate } from './dates.ts';
import type { FieldValue, FilledForm, FormDefinition, FormField, FormFinding, FormRow } from './definition.ts';
import { columnsOf } from './fields.ts';
import { cleanText, normalizeValue } from './normalize.ts';
import { FORM_SETS } from './sets/index.ts';

/** Rows of one list: what consolidation, print and import are built for. */
export const LIST_ROW_LIMIT = 10_000;
/** Above every field's own bound, which the rules tell; keeps a hostile file from holding the process. */
const TEXT_LIMIT = 2_000;
const CHANGE_LIMIT = 50;
const PROBLEM_LIMIT = 100;

const SHEET_KEYS = ['form', 'set', 'addressee', 'place', 'date', 'signerName', 'fields'];
const LIST_KEYS = ['form', 'set', 'rows', 'count', 'place', 'date', 'signerName'];

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Collects what is off, and gives a value that can be gone on with. */
class Reader {
  readonly problems: FormFinding[] = [];
  #row: number | null = null;
  #part: string | undefined;

  at(row: number | null, part?: string): void {
    this.#row = row;
    this.#part = part;
  }

  refuse(code: string, field: string, message: string, label = field): void {
    if (this.problems.length < PROBLEM_LIMIT) {
      const part = this.#part === undefined ? {} : { part: this.#part };
      const where = { field: field.slice(0, 80), row: this.#row, label: label.slice(0, 80), ...part };
      this.problems.push({ code, severity: 'error', ...where, message, rule: 'Cấu trúc dữ liệu của mẫu' });
    }
  }

  /** `null` is how programs write a field that is empty. */
  text(value: unknown, key: string, label: string): string {
    if (value === null) {
      return '';
    }
    if (typeof value !== 'string') {
      this.refuse('requests.wrong_type', key, `“${label}” phải là chữ. Hãy ghi giá trị trong dấu ngoặc kép.`, label);
      return '';
    }
    if (value.length > TEXT_LIMIT) {
      const message = `“${label}” dài ${value.length} ký tự, quá giới hạn ${TEXT_LIMIT}. Hãy rút gọn.`;
      this.refuse('requests.text_too_long', key, message, label);
      return '';
    }
    return value;
  }

  unknown(entries: Json, known: readonly string[], prefix = ''): void {
    for (const key of Object.keys(entries)) {
      if (!known.includes(key)) {
        const shown = `${prefix}${key}`.slice(0, 80);
        this.refuse(
          'requests.unknown_field',
          shown,
          `Mẫu này không có mục “${shown}”. Hãy bỏ đi hoặc sửa lại tên mục.`,
        );
      }
    }
  }
}

function readChanges(value: unknown, field: FormField, reader: Reader): FieldValue {
  if (!Array.isArray(value) || value.length > CHANGE_LIMIT) {
    const message = `“${field.label}” phải là bảng, nhiều nhất ${CHANGE_LIMIT} dòng.`;
    reader.refuse('requests.wrong_type', field.key, message, field.label);
    return [];
  }
  return value.map((row: unknown, index) => {
    const key = `${field.key}[${index}]`;
    if (!isObject(row)) {
      reader.refuse(
        'requests.wrong_type',
        key,
        `Dòng ${index + 1} của “${field.label}” phải là một đối tượng.`,
        field.label,
      );
      return { attribute: '', newValue: '' };
    }
    reader.unknown(row, ['attribute', 'newValue', 'oldValue'], `${key}.`);
    const read = (name: string): string => cleanText(reader.text(row[name] ?? '', `${key}.${name}`, field.label));
    const oldValue = read('oldValue');
    return { attribute: read('attribute'), newValue: read('newValue'), ...(oldValue === '' ? {} : { oldValue }) };
  });
}

function readValue(value: unknown, field: FormField, reader: Reader): FieldValue {
  if (field.type === 'changes') {
    return readChanges(value, field, reader);
  }
  if (field.type !== 'check') {
    return normalizeValue(field, reader.text(value, field.key, field.label));
  }
  if (typeof value !== 'boolean') {
    reader.refuse('requests.wrong_type', field.key, `“${field.label}” phải là true hoặc false.`, field.label);
  }
  return value === true;
}

function readFields(value: unknown, fields: readonly FormField[], reader: Reader): Record<string, FieldValue> {
  if (!isObject(value)) {
    reader.refuse('requests.wrong_type', 'fields', 'Thiếu “fields”: các mục của mẫu, mỗi mục một giá trị.');
    return {};
  }
  const known = new Map(fields.map((field) => [field.key, field]));
  reader.unknown(value, [...known.keys()]);
  const given = fields.filter(({ key }) => Object.hasOwn(value, key));
  return Object.fromEntries(given.map((field) => [field.key, readValue(value[field.key], field, reader)]));
}

/** Rows are counted within their part, as people see them. */
function readRow(value: unknown, rowIn: (part?: string) => number, form: FormDefinition, reader: Reader): FormRow {
  let row = rowIn();
  reader.at(row);
  if (!isObject(value)) {
    reader.refuse('requests.wrong_type', 'rows', `Dòng ${row} phải là một đối tượng, mỗi cột một giá trị.`);
    return {};
  }
  const parts = form.layout.kind === 'list' ? form.layout.parts.map(({ key }) => key) : [];
  const isOfParts = parts.length > 1;
  const part = typeof value['part'] === 'string' && parts.includes(value['part']) ? value['part'] : undefined;
  if (part === undefined && (isOfParts || value['part'] !== undefined)) {
    reader.refuse('requests.part_unknown', 'part', `Dòng ${row} phải ghi “part” là một trong: ${parts.join(', ')}.`);
  }
  row = part === undefined ? row : rowIn(part);
  reader.at(row, part);
  const columns = columnsOf(form, part);
  reader.unknown(value, ['part', ...columns.map(({ key }) => key)]);
  const cells = columns
    .filter(({ key }) => Object.hasOwn(value, key))
    .map(
      (column) =>
        [column.key, normalizeValue(column, reader.text(value[column.key], column.key, column.label))] as const,
    );
  return { ...(isOfParts && part !== undefined ? { part } : {}), ...Object.fromEntries(cells) };
}

function readRows(value: unknown, form: FormDefinition, reader: Reader): FormRow[] {
  if (!Array.isArray(value)) {
    reader.refuse('requests.wrong_type', 'rows', 'Thiếu “rows”: các dòng của danh sách.');
    return [];
  }
  if (value.length > LIST_ROW_LIMIT) {
    const message = `Danh sách có ${value.length} dòng, mỗi danh sách nhiều nhất ${LIST_ROW_LIMIT} dòng. Hãy tách thành nhiều danh sách.`;
    reader.refuse('requests.too_many_rows', 'rows', message);
    return [];
  }
  const counts = new Map<string, number>();
  const rows = value.map((row: unknown, index) => {
    const rowIn = (part?: string): number => {
      const count = (counts.get(part ?? '') ?? 0) + 1;
      counts.set(part ?? '', count);
      return part === undefined ? index + 1 : count;
    };
    return readRow(row, rowIn, form, reader);
  });
  reader.at(null);
  return rows;
}

const HEAD = { addressee: 'Kính gửi', place: 'Địa danh', signerName: 'Họ tên người ký' } as const;

function readHead(json: Json, reader: Reader): Partial<FilledForm> {
  const texts = (Object.keys(HEAD) as (keyof typeof HEAD)[])
    .filter((key) => json[key] !== undefined)
    .map((key) => [key, cleanText(reader.text(json[key], key, HEAD[key]))]);
  const head: { date?: string | null; count?: number } = {};
  if (json['date'] !== undefined) {
    head.date = readDay(json['date'], reader);
  }
  const { count } = json;
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) {
    head.count = count;
  } else if (count !== undefined) {
    reader.refuse('requests.wrong_type', 'count', '“count” phải là số nguyên không âm.', 'Số lượng');
  }
  return { ...Object.fromEntries(texts), ...head };
}

function readDay(value: unknown, reader: Reader): string | null {
  const day = typeof value === 'string' ? (readDate(value) ?? '') : '';
  if (value !== null && !isDate(day)) {
    const message = 'Ngày của mẫu phải là ngày có thật, dạng ngày/tháng/năm. Hãy sửa lại hoặc để null.';
    reader.refuse('requests.date_invalid', 'date', message, 'Ngày');
  }
  return day === '' ? null : day;
}

/** An object of a stranger is not asked to print itself: its `toString` may be anything. */
function shownName(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? `${value}`.slice(0, 20) : '?';
}

function findForm(json: Json, reader: Reader): FormDefinition | undefined {
  const { form: code, set = '2021' } = json;
  const found = FORM_SETS.find((one) => one.code === set)?.forms.find((one) => one.code === code);
  if (found === undefined) {
    const shown = `${shownName(code)}, bộ mẫu ${shownName(set)}`;
    reader.refuse(
      'requests.form_unknown',
      'form',
      `Không có mẫu “${shown}”. “form” là M01 … M10, “set” là 2021.`,
      'Mẫu',
    );
  }
  return found;
}

/**
 * Reads a filled form from JSON of any origin. Everything off is named, nothing is dropped: a key the form does not have is a
 * problem too. Values come out as `normalizeField` keeps them; what the form's rules say of them is told by `checkForm`.
 * @example const read = readFilledForm(JSON.parse(text)); if ('problems' in read) show(read.problems); else checkForm(read.form, facts)
 */
export function readFilledForm(json: unknown): { form: FilledForm } | { problems: FormFinding[] } {
  const reader = new Reader();
  if (!isObject(json)) {
    reader.refuse('requests.wrong_type', 'form', 'Dữ liệu phải là một đối tượng có “form” và “fields” hoặc “rows”.');
    return { problems: reader.problems };
  }
  const definition = findForm(json, reader);
  if (definition === undefined) {
    return { problems: reader.problems };
  }
  const { layout, code, set } = definition;
  reader.unknown(json, layout.kind === 'sheet' ? SHEET_KEYS : LIST_KEYS);
  const head = readHead(json, reader);
  const body =
    layout.kind === 'sheet'
      ? { fields: readFields(json['fields'], layout.fields, reader) }
      : { rows: readRows(json['rows'], definition, reader) };
  return reader.problems.length > 0 ? { problems: reader.problems } : { form: { form: code, set, ...head, ...body } };
}
