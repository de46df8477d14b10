import type { Field } from '../message/schema.ts';
import { hasContent, keepAttributes, keepElement, keepStrangers, type ReadContext, within } from './keep.ts';
import { readLeaf } from './read-leaf.ts';
import { childrenNamed, textOf, type XmlElement } from './tree.ts';

type Plain = Record<string, unknown>;
type KeyedField = Exclude<Field, { kind: 'group' }>;
type ListField = Extract<Field, { kind: 'list' }>;
type RecordsField = Extract<Field, { kind: 'records' }>;

/** Children of the name or of one of its other spellings, as far as they say anything. */
function matches(
  parent: XmlElement,
  field: { element: string; aliases?: readonly string[] },
  path: string,
  context: ReadContext,
): XmlElement[] {
  const found = childrenNamed(parent, field.element);
  for (const { name } of found) {
    if (name !== field.element) {
      context.warn('edxml.repair.alias', `${path}/${field.element}`, name);
    }
  }
  for (const alias of field.aliases ?? []) {
    for (const element of childrenNamed(parent, alias)) {
      found.push(element);
      context.warn('edxml.repair.alias', `${path}/${field.element}`, alias);
    }
  }
  for (const element of found) {
    context.taken.add(element);
  }
  return found.filter(hasContent);
}

interface ListPlace {
  path: string;
  parentPath: string;
  /** Items that were read before these. */
  before: number;
}

function isBlank(value: Plain): boolean {
  return Object.values(value).every((item) => item === undefined || item === '');
}

/** Empty elements such as `<ResponseFor/>` occur in official messages and say nothing. */
function readRecords(
  elements: readonly XmlElement[],
  fields: readonly Field[],
  place: ListPlace,
  context: ReadContext,
): Plain[] {
  const records: Plain[] = [];
  for (const element of elements) {
    const own = within(context);
    const record = readRecord(element, fields, `${place.path}[${place.before + records.length + 1}]`, own);
    if (!isBlank(record)) {
      records.push(record);
      context.extensions.push(...own.extensions);
    } else if (own.extensions.length > 0) {
      keepElement(element, place.parentPath, context, 'edxml.unknown_element');
    }
  }
  return records;
}

function readTexts(
  elements: readonly XmlElement[],
  { path, parentPath, before }: ListPlace,
  isCodes: boolean,
  context: ReadContext,
): string[] {
  const texts: string[] = [];
  for (const element of elements) {
    const text = textOf(element);
    if (text === '') {
      keepElement(element, parentPath, context, 'edxml.unknown_element');
      continue;
    }
    if (isCodes && /^null$/i.test(text)) {
      context.warn('edxml.repair.null_text', path, text);
      continue;
    }
    texts.push(text);
    const own = `${path}[${before + texts.length}]`;
    keepAttributes(element, own, context);
    keepStrangers(element, own, context);
  }
  return texts;
}

function readList(
  found: readonly XmlElement[],
  field: ListField,
  place: { path: string; before: number },
  context: ReadContext,
): unknown[] {
  const items: unknown[] = [];
  for (const list of found) {
    const elements = matches(list, { element: field.item }, place.path, context);
    const inner = { path: `${place.path}/${field.item}`, parentPath: place.path, before: place.before + items.length };
    const read =
      field.fields === undefined
        ? readTexts(elements, inner, field.isCodes === true, context)
        : readRecords(elements, field.fields, inner, context);
    items.push(...read);
    keepAttributes(list, place.path, context);
    keepStrangers(list, place.path, context);
  }
  return items;
}

function readOne(
  element: XmlElement,
  field: Exclude<KeyedField, ListField | RecordsField>,
  place: { path: string; parentPath: string },
  context: ReadContext,
): unknown {
  const own = within(context);
  const isRecord = field.kind === 'record';
  const read = isRecord
    ? readRecord(element, field.fields, place.path, own)
    : readLeaf(field, { element, ...place }, own);
  const value = isRecord && isBlank(read as Plain) ? undefined : read;
  if (value === undefined && (isRecord ? own.extensions.length > 0 : textOf(element) === '')) {
    return keepElement(element, place.parentPath, context, 'edxml.unknown_element');
  }
  // An element that was kept whole has its attributes with it.
  if (!isRecord && value !== undefined && own.extensions.length === 0) {
    keepAttributes(element, place.path, own);
    keepStrangers(element, place.path, own);
  }
  context.extensions.push(...own.extensions);
  return value;
}

function readMany(
  found: readonly XmlElement[],
  field: ListField | RecordsField,
  place: ListPlace,
  context: ReadContext,
): unknown[] {
  return field.kind === 'list'
    ? readList(found, field, place, context)
    : readRecords(found, field.fields, place, context);
}

function readSingle(
  target: Plain,
  found: readonly XmlElement[],
  field: Exclude<KeyedField, ListField | RecordsField>,
  path: string,
  context: ReadContext,
): void {
  const isTaken = target[field.key] !== undefined;
  const [first] = isTaken ? [] : found;
  for (const element of isTaken ? found : found.slice(1)) {
    keepElement(element, path, context, 'edxml.value.duplicate');
  }
  const place = { path: `${path}/${field.element}`, parentPath: path };
  const value = first === undefined ? undefined : readOne(first, field, place, context);
  if (value !== undefined) {
    target[field.key] = value;
  } else if (field.kind === 'agencyCode' && field.required === true) {
    target[field.key] ??= '';
  }
  if (field.kind === 'code' && field.verbatim !== undefined && value !== undefined && value === field.otherwise) {
    target[field.verbatim] = textOf(first);
  }
}

function readKeyed(
  target: Plain,
  found: readonly XmlElement[],
  field: KeyedField,
  path: string,
  context: ReadContext,
): void {
  if (field.kind !== 'list' && field.kind !== 'records') {
    readSingle(target, found, field, path, context);
    return;
  }
  const earlier = target[field.key];
  const before = Array.isArray(earlier) ? earlier : [];
  const place = { path: `${path}/${field.element}`, parentPath: path, before: before.length };
  const items = readMany(found, field, place, context);
  if (items.length > 0) {
    target[field.key] = [...before, ...items];
  }
}

/** Reads by name, in any order; a property that has a value already keeps it. */
export function readInto(
  target: Plain,
  element: XmlElement,
  fields: readonly Field[],
  path: string,
  context: ReadContext,
): void {
  for (const field of fields) {
    const found = matches(element, field, path, context);
    if (field.kind !== 'group') {
      readKeyed(target, found, field, path, context);
      continue;
    }
    for (const group of found) {
      readInto(target, group, field.fields, `${path}/${field.element}`, context);
    }
  }
  keepAttributes(element, path, context);
  keepStrangers(element, path, context);
}

/** The record that an element holds. */
function readRecord(element: XmlElement, fields: readonly Field[], path: string, context: ReadContext): Plain {
  const record: Plain = {};
  readInto(record, element, fields, path, context);
  return record;
}
