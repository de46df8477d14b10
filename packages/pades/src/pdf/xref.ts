import { broken, PadesError } from '../errors.ts';
import { type Cursor, isWhite, skipWhite } from './characters.ts';
import { decodeStream } from './filters.ts';
import { readObject, readWord, takeInteger, takeWord } from './lexer.ts';
import { isArray, isDict, isRef, nameOf, type PdfDict, type PdfStream } from './values.ts';

/** Where an object stands: at an offset, inside an object stream, or nowhere. */
export type XrefEntry =
  | { kind: 'offset'; offset: number; generation: number }
  | { kind: 'packed'; container: number; index: number }
  | { kind: 'free' };

/** Everything the cross-reference says, newest section first. */
export interface Xref {
  entries: Map<number, XrefEntry>;
  trailer: PdfDict;
  /** Kind of the newest section; an appended one must be of the same kind. */
  kind: 'table' | 'stream';
  startXref: number;
  /** How many sections the chain has. */
  sections: number;
  isHybrid: boolean;
}

interface Section {
  kind: 'table' | 'stream';
  entries: Map<number, XrefEntry>;
  dict: PdfDict;
}

const MAX_OBJECTS = 2_000_000;
const MAX_SECTIONS = 4_096;

function assertNumber(number: number): void {
  if (number > MAX_OBJECTS) {
    throw new PadesError('pades.limit', 'Tệp PDF khai báo quá nhiều đối tượng.');
  }
}

function readTableEntry(cursor: Cursor): XrefEntry {
  const first = takeInteger(cursor);
  const generation = takeInteger(cursor);
  skipWhite(cursor);
  const word = readWord(cursor);
  if (first === undefined || generation === undefined || (word !== 'n' && word !== 'f')) {
    throw broken(`dòng bảng tham chiếu ở byte ${cursor.at} không đọc được`);
  }
  return word === 'n' ? { kind: 'offset', offset: first, generation } : { kind: 'free' };
}

function readTable(cursor: Cursor): Section {
  const entries = new Map<number, XrefEntry>();
  for (let start = takeInteger(cursor); start !== undefined; start = takeInteger(cursor)) {
    const count = takeInteger(cursor);
    if (count === undefined) {
      throw broken('bảng tham chiếu thiếu số lượng');
    }
    assertNumber(start + count);
    for (let index = 0; index < count; index += 1) {
      const entry = readTableEntry(cursor);
      if (!entries.has(start + index)) {
        entries.set(start + index, entry);
      }
    }
  }
  if (!takeWord(cursor, 'trailer')) {
    throw broken('bảng tham chiếu thiếu trailer');
  }
  const dict = readObject(cursor);
  if (!isDict(dict)) {
    throw broken('trailer không phải từ điển');
  }
  return { kind: 'table', entries, dict };
}

function bigEndian(data: Uint8Array, start: number, width: number): number {
  let value = 0;
  for (let index = 0; index < width; index += 1) {
    value = value * 256 + (data[start + index] ?? 0);
  }
  return value;
}

function toEntry(type: number, second: number, third: number): XrefEntry {
  switch (type) {
    case 1:
      return { kind: 'offset', offset: second, generation: third };
    case 2:
      return { kind: 'packed', container: second, index: third };
    default:
      return { kind: 'free' };
  }
}

function numbersOf(dict: PdfDict, key: string): number[] | undefined {
  const value = dict.entries.get(key);
  if (!isArray(value)) {
    return undefined;
  }
  return value.items.map((item) => {
    if (typeof item !== 'number' || !Number.isInteger(item) || item < 0) {
      throw broken(`/${key} của luồng tham chiếu sai`);
    }
    return item;
  });
}

function readStreamSection(stream: PdfStream): Section {
  const { dict } = stream;
  const [typeWidth = 0, secondWidth = 0, thirdWidth = 0] = numbersOf(dict, 'W') ?? [];
  const size = dict.entries.get('Size');
  const rowLength = typeWidth + secondWidth + thirdWidth;
  if (nameOf(dict.entries.get('Type')) !== 'XRef' || typeof size !== 'number' || rowLength === 0 || rowLength > 24) {
    throw broken('luồng tham chiếu sai');
  }
  const data = decodeStream(stream);
  const entries = new Map<number, XrefEntry>();
  const index = numbersOf(dict, 'Index') ?? [0, size];
  let at = 0;
  for (let pair = 0; pair + 1 < index.length; pair += 2) {
    const [start = 0, count = 0] = index.slice(pair, pair + 2);
    assertNumber(start + count);
    for (let row = 0; row < count && at + rowLength <= data.length; row += 1) {
      const type = typeWidth === 0 ? 1 : bigEndian(data, at, typeWidth);
      const second = bigEndian(data, at + typeWidth, secondWidth);
      const third = bigEndian(data, at + typeWidth + secondWidth, thirdWidth);
      if (!entries.has(start + row)) {
        entries.set(start + row, toEntry(type, second, third));
      }
      at += rowLength;
    }
  }
  return { kind: 'stream', entries, dict };
}

/** `12 0 obj` at this very place. */
export function readHeader(cursor: Cursor): { number: number; generation: number } {
  const number = takeInteger(cursor);
  const generation = takeInteger(cursor);
  if (number === undefined || generation === undefined || !takeWord(cursor, 'obj')) {
    throw broken(`không có đối tượng ở byte ${cursor.at}`);
  }
  return { number, generation };
}

function lengthOf(dict: PdfDict, resolveLength: (number: number) => number | undefined): number {
  const value = dict.entries.get('Length');
  const length = isRef(value) ? resolveLength(value.number) : value;
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 0) {
    throw broken('luồng dữ liệu không có độ dài');
  }
  return length;
}

/** The object behind the header; a stream must be exactly as long as it says. */
export function readBody(
  cursor: Cursor,
  resolveLength: (number: number) => number | undefined,
): PdfDict | PdfStream | ReturnType<typeof readObject> {
  const value = readObject(cursor);
  if (!isDict(value) || !takeWord(cursor, 'stream')) {
    return value;
  }
  const { bytes } = cursor;
  if (bytes[cursor.at] === 13) {
    cursor.at += 1;
  }
  if (bytes[cursor.at] === 10) {
    cursor.at += 1;
  }
  const end = cursor.at + lengthOf(value, resolveLength);
  const raw = bytes.subarray(cursor.at, end);
  cursor.at = end;
  if (end > cursor.end || !takeWord(cursor, 'endstream')) {
    throw broken(`luồng dữ liệu kết thúc sai chỗ, quanh byte ${Math.min(end, cursor.end)}`);
  }
  return { kind: 'stream', dict: value, raw };
}

function readSection(bytes: Uint8Array, offset: number): Section {
  if (!Number.isInteger(offset) || offset < 0 || offset >= bytes.length) {
    throw broken('vị trí bảng tham chiếu nằm ngoài tệp');
  }
  const cursor: Cursor = { bytes, at: offset, end: bytes.length };
  if (takeWord(cursor, 'xref')) {
    return readTable(cursor);
  }
  readHeader(cursor);
  const value = readBody(cursor, () => undefined);
  if (typeof value !== 'object' || value === null || value.kind !== 'stream') {
    throw broken('không có bảng tham chiếu ở vị trí đã ghi');
  }
  return readStreamSection(value);
}

function addMissing(target: Map<number, XrefEntry>, source: Map<number, XrefEntry>): void {
  for (const [number, entry] of source) {
    if (!target.has(number)) {
      target.set(number, entry);
    }
  }
}

/** Hidden objects of a hybrid file (§7.5.8.4): what the table has free may stand in the stream it names. */
function addHybrid(bytes: Uint8Array, section: Section): boolean {
  const offset = section.dict.entries.get('XRefStm');
  if (section.kind !== 'table' || typeof offset !== 'number') {
    return false;
  }
  for (const [number, entry] of readSection(bytes, offset).entries) {
    const known = section.entries.get(number);
    if (known === undefined || known.kind === 'free') {
      section.entries.set(number, entry);
    }
  }
  return true;
}

/** Last `startxref` of the bytes and the offset it gives. */
function findStartXref(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const place = buffer.lastIndexOf('startxref');
  const cursor: Cursor = { bytes, at: place + 9, end: bytes.length };
  const offset = place === -1 || !isWhite(bytes[place + 9]) ? undefined : takeInteger(cursor);
  if (offset === undefined) {
    throw broken('thiếu startxref, có thể tệp bị cắt cụt');
  }
  return offset;
}

/** Follows the chain of sections from the last one; every object's newest entry wins. */
export function readXref(bytes: Uint8Array): Xref {
  const startXref = findStartXref(bytes);
  const entries = new Map<number, XrefEntry>();
  const seen = new Set<number>();
  let newest: Section | undefined;
  let isHybrid = false;
  for (let offset: number | undefined = startXref; offset !== undefined; ) {
    if (seen.has(offset) || seen.size >= MAX_SECTIONS) {
      throw broken('bảng tham chiếu đi thành vòng');
    }
    seen.add(offset);
    const section = readSection(bytes, offset);
    newest ??= section;
    isHybrid = addHybrid(bytes, section) || isHybrid;
    addMissing(entries, section.entries);
    const previous = section.dict.entries.get('Prev');
    if (previous !== undefined && typeof previous !== 'number') {
      throw broken('/Prev không phải là số');
    }
    offset = previous;
  }
  if (newest === undefined) {
    throw broken('không có bảng tham chiếu');
  }
  return { entries, trailer: newest.dict, kind: newest.kind, startXref, sections: seen.size, isHybrid };
}
