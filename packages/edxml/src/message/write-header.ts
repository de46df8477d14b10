import { escapeText } from '../xml/escape.ts';
import { writeDate, writeInstant } from './dates.ts';
import { DOCUMENT_HEADER, type Field, type LeafField, STATUS_HEADER, TRACE_HEADER_LIST } from './schema.ts';
import type { EdxmlMessage } from './types.ts';

type Plain = Record<string, unknown>;

function leafText(value: unknown, field: LeafField): string {
  switch (field.kind) {
    case 'date':
      return writeDate(String(value)) ?? '';
    case 'instant':
      return writeInstant(String(value)) ?? '';
    case 'flag':
      return value === true ? '1' : '0';
    case 'code':
      return Object.entries(field.codes ?? {}).find(([, name]) => name === value)?.[0] ?? '';
    default:
      return String(value).trim();
  }
}

function leaf(element: string, text: string, indent: string): string {
  return text === '' ? '' : `${indent}<edXML:${element}>${escapeText(text)}</edXML:${element}>\n`;
}

function block(element: string, content: string, indent: string): string {
  return content === '' ? '' : `${indent}<edXML:${element}>\n${content}${indent}</edXML:${element}>\n`;
}

function writeItems(items: readonly unknown[], element: string, fields: readonly Field[], indent: string): string {
  // The message has passed assertMessage: every item of a record list is a plain object.
  return items.map((item) => block(element, writeFields(item as Plain, fields, `${indent}  `), indent)).join('');
}

function writeField(record: Plain, field: Field, indent: string): string {
  const deeper = `${indent}  `;
  if (field.kind === 'group') {
    return block(field.element, writeFields(record, field.fields, deeper), indent);
  }
  const value = record[field.key];
  if (value === undefined) {
    return '';
  }
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  switch (field.kind) {
    case 'record':
    case 'records':
      return writeItems(items, field.element, field.fields, indent);
    case 'list': {
      const content =
        field.fields === undefined
          ? items.map((item) => leaf(field.item, String(item).trim(), deeper)).join('')
          : writeItems(items, field.item, field.fields, deeper);
      return block(field.element, content, indent);
    }
    default:
      return leaf(field.element, leafText(value, field), indent);
  }
}

function writeFields(record: Plain, fields: readonly Field[], indent: string): string {
  return fields.map((field) => writeField(record, field, indent)).join('');
}

/** edXMLHeader with explicit prefixes: a .NET receiver refused messages without them. */
export function writeHeader(message: EdxmlMessage): string {
  // The schema reads properties by name; assertMessage has checked that they have the types it expects.
  const record = message as unknown as Plain;
  const indent = '      ';
  const fields = message.kind === 'status' ? STATUS_HEADER : DOCUMENT_HEADER;
  const header = block('MessageHeader', writeFields(record, fields, `${indent}  `), indent);
  const trace =
    message.kind === 'status'
      ? ''
      : block('TraceHeaderList', writeFields(record, TRACE_HEADER_LIST, `${indent}  `), indent);
  return block('edXMLHeader', header + trace, '    ');
}
