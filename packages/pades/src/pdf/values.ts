import { PadesError } from '../errors.ts';

/** ISO 32000 objects (§7.3). `null` and missing mean the same everywhere. */
export type PdfValue = null | boolean | number | PdfName | PdfString | PdfArray | PdfDict | PdfStream | PdfRef;

export interface PdfName {
  kind: 'name';
  name: string;
}

export interface PdfString {
  kind: 'string';
  bytes: Uint8Array;
  isHex: boolean;
  /** Where the token stands in the bytes it was read from, delimiters included; -1 for strings made here. */
  start: number;
  end: number;
}

export interface PdfArray {
  kind: 'array';
  items: PdfValue[];
}

export interface PdfDict {
  kind: 'dict';
  entries: Map<string, PdfValue>;
  /** Keys found more than once: viewers disagree which one counts. */
  repeated: string[];
}

export interface PdfStream {
  kind: 'stream';
  dict: PdfDict;
  /** As stored, still filtered. */
  raw: Uint8Array;
}

export interface PdfRef {
  kind: 'ref';
  number: number;
  generation: number;
}

export function name(text: string): PdfName {
  return { kind: 'name', name: text };
}

export function ref(number: number): PdfRef {
  return { kind: 'ref', number, generation: 0 };
}

export function array(...items: PdfValue[]): PdfArray {
  return { kind: 'array', items };
}

export function dict(entries: Record<string, PdfValue | undefined>): PdfDict {
  const kept = new Map<string, PdfValue>();
  for (const key of Object.keys(entries)) {
    const value = entries[key];
    if (value !== undefined) {
      kept.set(key, value);
    }
  }
  return { kind: 'dict', entries: kept, repeated: [] };
}

/**
 * A copy with some entries set; `null` takes one out.
 * @throws PadesError `pades.repeated_key`: a key that stood there twice would silently lose one meaning
 */
export function withEntries(base: PdfDict, changes: Record<string, PdfValue>): PdfDict {
  if (base.repeated.length > 0) {
    throw new PadesError(
      'pades.repeated_key',
      `Tệp PDF có khóa /${base.repeated[0]} lặp trong đối tượng phải ghi lại.`,
    );
  }
  const entries = new Map(base.entries);
  for (const key of Object.keys(changes)) {
    const value = changes[key] ?? null;
    if (value === null) {
      entries.delete(key);
    } else {
      entries.set(key, value);
    }
  }
  return { kind: 'dict', entries, repeated: [] };
}

/** A text string (§7.9.2.2): ASCII as it is, everything else UTF-16BE. */
export function textString(text: string): PdfString {
  const isAscii = /^[\x20-\x7e]*$/.test(text);
  const bytes = isAscii
    ? Buffer.from(text, 'latin1')
    : Buffer.from(`\ufeff${text.normalize('NFC')}`, 'utf16le').swap16();
  return { kind: 'string', bytes, isHex: !isAscii, start: -1, end: -1 };
}

/** Decodes a text string: UTF-16BE, UTF-8 with mark, or PDFDocEncoding taken as Latin-1. */
export function readTextString(value: PdfString): string {
  const bytes = Buffer.from(value.bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = bytes.subarray(2, bytes.length - (bytes.length % 2));
    return Buffer.from(even).swap16().toString('utf16le').normalize('NFC');
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return bytes.subarray(3).toString('utf8').normalize('NFC');
  }
  return bytes.toString('latin1');
}

export function isDict(value: PdfValue | undefined): value is PdfDict {
  return typeof value === 'object' && value !== null && value.kind === 'dict';
}

export function isArray(value: PdfValue | undefined): value is PdfArray {
  return typeof value === 'object' && value !== null && value.kind === 'array';
}

export function isRef(value: PdfValue | undefined): value is PdfRef {
  return typeof value === 'object' && value !== null && value.kind === 'ref';
}

export function isStream(value: PdfValue | undefined): value is PdfStream {
  return typeof value === 'object' && value !== null && value.kind === 'stream';
}

export function isString(value: PdfValue | undefined): value is PdfString {
  return typeof value === 'object' && value !== null && value.kind === 'string';
}

/** Text of a name, undefined for anything else. */
export function nameOf(value: PdfValue | undefined): string | undefined {
  return typeof value === 'object' && value !== null && value.kind === 'name' ? value.name : undefined;
}

function isSameDict(left: PdfDict, right: PdfDict, ignored?: string): boolean {
  for (const key of new Set([...left.entries.keys(), ...right.entries.keys()])) {
    if (key !== ignored && !isSameValue(left.entries.get(key) ?? null, right.entries.get(key) ?? null)) {
      return false;
    }
  }
  return left.repeated.length === 0 && right.repeated.length === 0;
}

/** Equal as written, references by number: what they point to is compared where it stands. */
export function isSameValue(left: PdfValue, right: PdfValue): boolean {
  if (left === right) {
    return true;
  }
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return false;
  }
  switch (left.kind) {
    case 'name':
      return right.kind === 'name' && left.name === right.name;
    case 'string':
      return right.kind === 'string' && Buffer.compare(left.bytes, right.bytes) === 0;
    case 'ref':
      return right.kind === 'ref' && left.number === right.number && left.generation === right.generation;
    case 'array':
      return (
        right.kind === 'array' &&
        left.items.length === right.items.length &&
        left.items.every((item, index) => isSameValue(item, right.items[index] ?? null))
      );
    case 'dict':
      return right.kind === 'dict' && isSameDict(left, right);
    case 'stream':
      return (
        right.kind === 'stream' &&
        isSameDict(left.dict, right.dict, 'Length') &&
        Buffer.compare(left.raw, right.raw) === 0
      );
  }
}
