import { agencyCodeScheme } from '../message/codes.ts';
import { readDate, readInstant } from '../message/dates.ts';
import type { LeafField } from '../message/schema.ts';
import { keepElement, type ReadContext } from './keep.ts';
import { textOf, type XmlElement } from './tree.ts';

/** Where a value stands: the element, its own path and its parent's. */
interface Place {
  element: XmlElement;
  path: string;
  parentPath: string;
}

function readAgencyCode(text: string, { path }: Place, { warn }: ReadContext): string {
  if (/^null$/i.test(text)) {
    warn('edxml.repair.null_text', path, text);
    return '';
  }
  if (agencyCodeScheme(text) === 'unknown') {
    warn('edxml.value.agency_code', path, text);
  }
  return text;
}

function readTime(text: string, kind: 'date' | 'instant', { path }: Place, { warn }: ReadContext): string {
  const read = kind === 'date' ? readDate(text) : readInstant(text);
  if (read === undefined) {
    warn(`edxml.value.${kind}`, path, text);
    return text;
  }
  if (read.repaired) {
    warn('edxml.repair.date_order', path, `"${text.slice(0, 40)}" → ${read.value}`);
  }
  return read.value;
}

function readBoolean(text: string, field: LeafField, place: Place, context: ReadContext): boolean | undefined {
  if (/^(1|true|có)$/i.test(text)) {
    return true;
  }
  if (/^(0|false|không)$/i.test(text)) {
    return false;
  }
  // One source reads Paper as a number of pages: some paper follows, the number is kept beside.
  const isPages = field.kind === 'flag' && /^[1-9]\d{0,3}$/.test(text);
  keepElement(place.element, place.parentPath, context, 'edxml.value.code', text);
  return isPages ? true : undefined;
}

/** What an element of this field says; undefined when it says nothing, or nothing that the model can hold: then it is kept. */
export function readLeaf(field: LeafField, place: Place, context: ReadContext): unknown {
  const text = textOf(place.element);
  if (text === '') {
    return undefined;
  }
  switch (field.kind) {
    case 'agencyCode':
      return readAgencyCode(text, place, context) || undefined;
    case 'date':
    case 'instant':
      return readTime(text, field.kind, place, context);
    case 'flag':
    case 'boolean':
      return readBoolean(text, field, place, context);
    case 'count':
      return /^\d{1,9}$/.test(text)
        ? Number(text)
        : keepElement(place.element, place.parentPath, context, 'edxml.value.number', text);
    case 'code':
      return readCode(text, field, place, context);
    default:
      return text;
  }
}

function readCode(text: string, field: LeafField, place: Place, context: ReadContext): string | undefined {
  const codes = field.codes ?? {};
  const plain = text.replace(/^0+(?=\d)/, '');
  if (Object.hasOwn(codes, plain)) {
    return codes[plain];
  }
  if (field.otherwise !== undefined) {
    context.warn('edxml.value.code', place.path, text);
    return field.otherwise;
  }
  return keepElement(place.element, place.parentPath, context, 'edxml.value.code', text);
}
