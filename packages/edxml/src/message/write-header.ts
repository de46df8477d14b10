import { escapeText } from '../xml/escape.ts';
import { writeDate, writeInstant } from './dates.ts';
import type { Extensions } from './extensions.ts';
import { fitText } from './fit-text.ts';
import { DOCUMENT_HEADER, type Field, type LeafField, STATUS_HEADER, TRACE_HEADER_LIST } from './schema.ts';
import type { EdxmlMessage } from './types.ts';

type Plain = Record<string, unknown>;

export interface HeaderOptions {
  extensions: Extensions;
  /** Cuts or leaves out what is longer than the legacy validator allows. */
  fitLengths: boolean;
}

function leafText(value: unknown, field: LeafField, record: Plain): string {
  switch (field.kind) {
    case 'date':
      return writeDate(String(value)) ?? '';
    case 'instant':
      return writeInstant(String(value)) ?? '';
    case 'flag':
      return value === true ? '1' : '0';
    case 'code':
      return value === field.otherwise && field.verbatim !== undefined
        ? String(record[field.verbatim]).trim()
        : (Object.entries(field.codes ?? {}).find(([, name]) => name === value)?.[0] ?? '');
    default:
      return String(value).trim();
  }
}

/** Walks the schema in the writing order of the axis SDK. */
class HeaderWriter {
  readonly #options: HeaderOptions;
  constructor(options: HeaderOptions) {
    this.#options = options;
  }

  #leaf(field: LeafField, written: string, path: string, indent: string): string {
    const text = this.#options.fitLengths ? fitText(written, field) : written;
    const attributes = this.#options.extensions.attributesAt(path);
    const inside = this.#options.extensions.elementsAt(path, '').trimEnd();
    if (text === '' && attributes === '' && inside === '') {
      return '';
    }
    return `${indent}<edXML:${field.element}${attributes}>${escapeText(text)}${inside}</edXML:${field.element}>\n`;
  }

  /** `content` is asked for with the indent of the children. */
  block(element: string, path: string, indent: string, content: (indent: string) => string): string {
    const attributes = this.#options.extensions.attributesAt(path);
    const inside = content(`${indent}  `) + this.#options.extensions.elementsAt(path, `${indent}  `);
    return inside === '' && attributes === ''
      ? ''
      : `${indent}<edXML:${element}${attributes}>\n${inside}${indent}</edXML:${element}>\n`;
  }

  #items(items: readonly unknown[], element: string, fields: readonly Field[], path: string, indent: string): string {
    return items
      .map((item, index) => {
        const place = `${path}/${element}[${index + 1}]`;
        // The message has passed assertMessage: every item of a record list is a plain object.
        return this.block(element, place, indent, (deeper) => this.fields(item as Plain, fields, place, deeper));
      })
      .join('');
  }

  #list(items: readonly unknown[], field: Extract<Field, { kind: 'list' }>, path: string, indent: string): string {
    const place = `${path}/${field.element}`;
    const { item: element, fields, ...own } = field;
    return this.block(field.element, place, indent, (deeper) =>
      fields === undefined
        ? items
            .map((item, index) => {
              const leaf: LeafField = { ...own, kind: 'text', element };
              return this.#leaf(leaf, String(item).trim(), `${place}/${element}[${index + 1}]`, deeper);
            })
            .join('')
        : this.#items(items, element, fields, place, deeper),
    );
  }

  #field(record: Plain, field: Field, path: string, indent: string): string {
    const place = `${path}/${field.element}`;
    if (field.kind === 'group') {
      return this.block(field.element, place, indent, (deeper) => this.fields(record, field.fields, place, deeper));
    }
    const value = record[field.key];
    switch (field.kind) {
      case 'records':
        return this.#items(Array.isArray(value) ? value : [], field.element, field.fields, path, indent);
      case 'list':
        return this.#list(Array.isArray(value) ? value : [], field, path, indent);
      case 'record':
        return value === undefined
          ? ''
          : this.block(field.element, place, indent, (deeper) =>
              this.fields(value as Plain, field.fields, place, deeper),
            );
      default:
        return value === undefined ? '' : this.#leaf(field, leafText(value, field, record), place, indent);
    }
  }

  fields(record: Plain, fields: readonly Field[], path: string, indent: string): string {
    return fields.map((field) => this.#field(record, field, path, indent)).join('');
  }
}

/** edXMLHeader with explicit prefixes: a .NET receiver refused messages without them. */
export function writeHeader(message: EdxmlMessage, options: HeaderOptions): string {
  // The schema reads properties by name; assertMessage has checked that they have the types it expects.
  const record = message as unknown as Plain;
  const writer = new HeaderWriter(options);
  const [header, trace] = message.kind === 'status' ? [STATUS_HEADER, undefined] : [DOCUMENT_HEADER, TRACE_HEADER_LIST];
  const part = (element: string, fields: readonly Field[], indent: string): string =>
    writer.block(element, element, indent, (deeper) => writer.fields(record, fields, element, deeper));
  return writer.block(
    'edXMLHeader',
    'edXMLHeader',
    '    ',
    (indent) =>
      part('MessageHeader', header, indent) + (trace === undefined ? '' : part('TraceHeaderList', trace, indent)),
  );
}
