import { EdxmlError } from '../errors.ts';
import { xmlProblem } from '../xml/escape.ts';
import { assertBusiness } from './business-rules.ts';
import { writeDate, writeInstant } from './dates.ts';
import { Extensions } from './extensions.ts';
import { DOCUMENT_HEADER, type Field, type LeafField, STATUS_HEADER, TRACE_HEADER_LIST } from './schema.ts';
import type { EdxmlMessage } from './types.ts';
import { writeHeader } from './write-header.ts';

type Plain = Record<string, unknown>;

/** Places outside the header where something may have been kept. */
const FRAME_PLACES = ['edXML', 'edXMLEnvelope', 'edXMLBody', 'edXMLManifest', 'AttachmentEncoded'];

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(path: string, text: string): EdxmlError {
  return new EdxmlError('edxml.value_invalid', text, { path });
}

function checkText(value: unknown, path: string): string {
  if (typeof value !== 'string') {
    throw invalid(path, 'Phải là chuỗi ký tự');
  }
  const problem = xmlProblem(value);
  if (problem !== undefined) {
    throw invalid(path, `Có ký tự không được phép trong XML: ${problem}`);
  }
  return value;
}

function checkLeaf(value: unknown, field: LeafField, path: string): void {
  switch (field.kind) {
    case 'flag':
    case 'boolean':
      if (typeof value !== 'boolean') {
        throw invalid(path, 'Phải là true hoặc false');
      }
      return;
    case 'count':
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
        throw invalid(path, 'Phải là số nguyên không âm');
      }
      return;
    default:
      checkWords(checkText(value, path), field, path);
  }
}

function checkWords(text: string, field: LeafField, path: string): void {
  if (text.trim() === '') {
    if (field.required === true) {
      throw new EdxmlError('edxml.value_missing', `Thiếu ${field.element}`, { path });
    }
  } else if (field.kind === 'date' && writeDate(text) === undefined) {
    throw invalid(path, `Ngày phải có dạng yyyy-MM-dd: "${text}"`);
  } else if (field.kind === 'instant' && writeInstant(text) === undefined) {
    throw invalid(path, `Thời điểm phải có dạng ISO 8601 kèm múi giờ: "${text}"`);
  } else if (field.kind === 'code' && text !== field.otherwise && !Object.values(field.codes ?? {}).includes(text)) {
    throw invalid(path, `Giá trị "${text}" không thuộc: ${Object.values(field.codes ?? {}).join(', ')}`);
  }
}

function checkList(value: unknown, path: string): unknown[] {
  if (!Array.isArray(value)) {
    throw invalid(path, 'Phải là danh sách');
  }
  return value;
}

function checkField(value: unknown, field: Exclude<Field, { kind: 'group' }>, path: string): void {
  switch (field.kind) {
    case 'record':
      checkRecord(value, field.fields, path);
      return;
    case 'records':
      if (checkList(value, path).length === 0 && field.required === true) {
        throw new EdxmlError('edxml.value_missing', `Phải có ít nhất một ${field.element}`, { path });
      }
      for (const [index, item] of checkList(value, path).entries()) {
        checkRecord(item, field.fields, `${path}[${index}]`);
      }
      return;
    case 'list':
      for (const [index, item] of checkList(value, path).entries()) {
        if (field.fields === undefined) {
          checkText(item, `${path}[${index}]`);
        } else {
          checkRecord(item, field.fields, `${path}[${index}]`);
        }
      }
      return;
    default:
      checkLeaf(value, field, path);
  }
}

function keyedFields(fields: readonly Field[]): Exclude<Field, { kind: 'group' }>[] {
  return fields.flatMap((field) => {
    if (field.kind === 'group') {
      return keyedFields(field.fields);
    }
    return field.kind === 'code' && field.verbatim !== undefined
      ? [field, { kind: 'text', element: field.element, key: field.verbatim }]
      : [field];
  });
}

function checkRecord(value: unknown, fields: readonly Field[], path: string, extraKeys: readonly string[] = []): void {
  if (!isPlain(value)) {
    throw invalid(path, 'Phải là một đối tượng');
  }
  const keyed = keyedFields(fields);
  const known = new Set([...keyed.map((field) => field.key), ...extraKeys]);
  const stranger = Object.keys(value).find((key) => !known.has(key));
  if (stranger !== undefined) {
    throw invalid(path === '' ? stranger : `${path}.${stranger}`, 'Trường không có trong gói tin edXML');
  }
  for (const field of keyed) {
    const place = path === '' ? field.key : `${path}.${field.key}`;
    const item = value[field.key];
    if (item !== undefined) {
      checkField(item, field, place);
    } else if (field.required === true) {
      throw new EdxmlError('edxml.value_missing', `Thiếu ${field.element}`, { path: place });
    }
  }
}

/** Readable, and at places that the message has. */
function checkExtensions(message: EdxmlMessage): void {
  checkList(message.extensions, 'extensions');
  const extensions = new Extensions(message.extensions ?? []);
  writeHeader(message, { extensions, fitLengths: false });
  for (const place of FRAME_PLACES) {
    extensions.attributesAt(place);
  }
  extensions.assertAllUsed();
}

/**
 * Accepts a message that the strict writer can write: no unknown property, every required one there, dates
 * `yyyy-MM-dd`, instants ISO 8601 with offset, a recall, update or replacement with its targets, extensions that are
 * XML at a place of the message.
 *
 * @throws {EdxmlError} `edxml.value_missing` or `edxml.value_invalid`, with the field path (`to[1].agencyCode`).
 * @example assertMessage(JSON.parse(text));
 */
export function assertMessage(value: unknown): asserts value is EdxmlMessage {
  if (!isPlain(value) || (value.kind !== 'document' && value.kind !== 'status')) {
    throw invalid('kind', 'Phải là "document" hoặc "status"');
  }
  const fields = value.kind === 'status' ? STATUS_HEADER : [...DOCUMENT_HEADER, ...TRACE_HEADER_LIST];
  checkRecord(value, fields, '', ['kind', 'extensions']);
  // Every property has been checked by the schema, which is tied to the type key by key.
  const message = value as unknown as EdxmlMessage;
  if (message.kind === 'document') {
    assertBusiness(message);
  } else if (Object.values(message.responseTo).every((text) => text.trim() === '')) {
    throw new EdxmlError('edxml.value_missing', 'Trạng thái phải nêu văn bản nào', { path: 'responseTo' });
  }
  if (message.extensions !== undefined) {
    checkExtensions(message);
  }
}
