import type { EdxmlWarning } from '../errors.ts';
import { agencyCodeScheme } from '../message/codes.ts';
import { readDate, readInstant } from '../message/dates.ts';
import type { Field, LeafField } from '../message/schema.ts';
import { childrenNamed, textOf, type XmlElement } from './tree.ts';

type Plain = Record<string, unknown>;

export interface ReadContext {
  warn: (warning: EdxmlWarning) => void;
  /** Elements with content that the model has no place for: kept, not lost. */
  unknown: XmlElement[];
  /** Elements that the model took. */
  taken: Set<XmlElement>;
}

function matches(
  parent: XmlElement,
  field: { element: string; aliases?: readonly string[] },
  context: ReadContext,
): XmlElement[] {
  const found = childrenNamed(parent, field.element);
  for (const alias of field.aliases ?? []) {
    for (const element of childrenNamed(parent, alias)) {
      found.push(element);
      const text = `Đã sửa khi đọc: hiểu <${alias}> là <${field.element}>`;
      context.warn({ code: 'edxml.repair.alias', path: element.path, text });
    }
  }
  for (const element of found) {
    context.taken.add(element);
  }
  return found;
}

/** A value the model cannot hold stays visible among the unknown elements. */
function reject(element: XmlElement, code: EdxmlWarning['code'], text: string, context: ReadContext): undefined {
  context.warn({ code, path: element.path, text });
  context.unknown.push(element);
  return undefined;
}

function readAgencyCode(element: XmlElement, context: ReadContext): string {
  const text = textOf(element);
  if (/^null$/i.test(text)) {
    context.warn({
      code: 'edxml.repair.null_text',
      path: element.path,
      text: 'Đã sửa khi đọc: mã định danh ghi "null", coi như trống',
    });
    return '';
  }
  if (text !== '' && agencyCodeScheme(text) === 'unknown') {
    const note = `Mã định danh "${text.slice(0, 80)}" không theo mẫu nào đã công bố (QCVN 102, QĐ 20/2020)`;
    context.warn({ code: 'edxml.value.agency_code', path: element.path, text: note });
  }
  return text;
}

function readDay(element: XmlElement, text: string, context: ReadContext): string {
  const day = readDate(text);
  if (day === undefined) {
    const note = `Ngày "${text.slice(0, 40)}" không có trong lịch hoặc sai dạng yyyy/MM/dd: giữ nguyên văn`;
    context.warn({ code: 'edxml.value.date', path: element.path, text: note });
    return text;
  }
  if (day.repaired) {
    const note = `Đã sửa khi đọc: ngày "${text.slice(0, 40)}" hiểu là ${day.value}`;
    context.warn({ code: 'edxml.repair.date_order', path: element.path, text: note });
  }
  return day.value;
}

function readMoment(element: XmlElement, text: string, context: ReadContext): string {
  const moment = readInstant(text);
  if (moment === undefined || moment.repaired) {
    const note =
      moment === undefined
        ? `Thời điểm "${text.slice(0, 40)}" không đọc được: giữ nguyên văn`
        : `Đã sửa khi đọc: thời điểm "${text.slice(0, 40)}" hiểu là ${moment.value}`;
    context.warn({
      code: moment === undefined ? 'edxml.value.instant' : 'edxml.repair.date_order',
      path: element.path,
      text: note,
    });
  }
  return moment?.value ?? text;
}

function readBoolean(element: XmlElement, text: string, context: ReadContext): boolean | undefined {
  if (/^(1|true|có)$/i.test(text)) {
    return true;
  }
  if (/^(0|false|không)$/i.test(text)) {
    return false;
  }
  // One source reads Paper as a number of pages.
  return /^\d+$/.test(text)
    ? true
    : reject(element, 'edxml.value.code', `Giá trị "${text.slice(0, 40)}" không phải 0/1 hay true/false`, context);
}

function readCode(element: XmlElement, text: string, field: LeafField, context: ReadContext): string | undefined {
  const codes = field.codes ?? {};
  const plain = text.replace(/^0+(?=\d)/, '');
  const value = Object.hasOwn(codes, plain) ? codes[plain] : undefined;
  return (
    value ??
    reject(element, 'edxml.value.code', `Mã "${text.slice(0, 40)}" chưa biết nghĩa`, context) ??
    field.otherwise
  );
}

function readLeaf(element: XmlElement, field: LeafField, context: ReadContext): unknown {
  const text = textOf(element);
  if (text === '') {
    return undefined;
  }
  switch (field.kind) {
    case 'agencyCode':
      return readAgencyCode(element, context) || undefined;
    case 'date':
      return readDay(element, text, context);
    case 'instant':
      return readMoment(element, text, context);
    case 'flag':
    case 'boolean':
      return readBoolean(element, text, context);
    case 'count':
      return /^\d{1,9}$/.test(text)
        ? Number(text)
        : reject(element, 'edxml.value.number', `"${text.slice(0, 40)}" không phải số nguyên`, context);
    case 'code':
      return readCode(element, text, field, context);
    default:
      return text;
  }
}

function isBlank(value: Plain): boolean {
  return Object.values(value).every((item) => item === undefined || item === '');
}

function readItems(
  elements: readonly XmlElement[],
  fields: readonly Field[] | undefined,
  context: ReadContext,
): unknown[] {
  if (fields === undefined) {
    return elements.map((element) => textOf(element)).filter((text) => text !== '');
  }
  // Empty elements such as <ResponseFor/> occur in official messages and say nothing.
  return elements.map((element) => readRecord(element, fields, context)).filter((record) => !isBlank(record));
}

function readList(
  found: readonly XmlElement[],
  field: Extract<Field, { kind: 'list' }>,
  context: ReadContext,
): unknown[] {
  return found.flatMap((list) => {
    const items = matches(list, { element: field.item }, context);
    collectUnknown(list, context);
    return readItems(items, field.fields, context);
  });
}

function readSingle(
  found: readonly XmlElement[],
  field: Exclude<Field, { kind: 'group' }>,
  context: ReadContext,
): unknown {
  if (field.kind === 'list' || field.kind === 'records') {
    const items = field.kind === 'list' ? readList(found, field, context) : readItems(found, field.fields, context);
    return items.length === 0 ? undefined : items;
  }
  const [first, ...more] = found;
  for (const element of more) {
    reject(element, 'edxml.value.duplicate', `<${element.name}> lặp lại: chỉ dùng phần tử đầu`, context);
  }
  if (first === undefined) {
    return undefined;
  }
  if ('fields' in field) {
    const record = readRecord(first, field.fields, context);
    return isBlank(record) ? undefined : record;
  }
  return readLeaf(first, field, context);
}

function readInto(target: Plain, element: XmlElement, fields: readonly Field[], context: ReadContext): void {
  for (const field of fields) {
    const found = matches(element, field, context);
    if (field.kind === 'group') {
      for (const group of found) {
        readInto(target, group, field.fields, context);
        collectUnknown(group, context);
      }
      continue;
    }
    const value = readSingle(found, field, context);
    if (value !== undefined && target[field.key] === undefined) {
      target[field.key] = value;
    } else if (field.required === true && field.kind === 'agencyCode') {
      target[field.key] ??= '';
    }
  }
}

/** Children that no field took, with content of their own. */
export function collectUnknown(element: XmlElement, context: ReadContext): void {
  for (const child of element.children) {
    const hasContent = child.children.length > 0 || textOf(child) !== '' || Object.keys(child.attributes).length > 0;
    if (!context.taken.has(child) && hasContent) {
      const text = `Phần tử <${child.name}> không có trong chuẩn: giữ lại, không dùng`;
      context.warn({ code: 'edxml.unknown_element', path: child.path, text });
      context.unknown.push(child);
    }
  }
}

/** Reads a record by name, in any order. */
export function readRecord(element: XmlElement, fields: readonly Field[], context: ReadContext): Plain {
  const record: Plain = {};
  readInto(record, element, fields, context);
  collectUnknown(element, context);
  return record;
}
