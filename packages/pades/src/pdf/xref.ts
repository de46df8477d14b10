import { broken, PadesError } from '../errors.ts';
import { type ReadingBudget, spend } from './budget.ts';
import type { Cursor } from './characters.ts';
import { decodeStream } from './filters.ts';
import { readObject, takeInteger, takeWord } from './lexer.ts';
import { readLoaded, type Source } from './load.ts';
import { findStartXref } from './start-xref.ts';
import { isArray, isDict, isRef, nameOf, type PdfDict, type PdfStream } from './values.ts';
import { bigEndian, readTableEntry, toEntry, type XrefEntry } from './xref-entry.ts';

export type { XrefEntry } from './xref-entry.ts';

/** One section of the chain: what an appended revision says about its objects. */
export interface XrefSection {
  offset: number;
  /** Behind its trailer. */
  end: number;
  kind: 'table' | 'stream';
  trailer: PdfDict;
  isHybrid: boolean;
  numbers: readonly number[];
  /** Whether it names an object twice: some readers take the first line, others the last. */
  isRepeating: boolean;
}

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
  /** Newest first. */
  chain: readonly XrefSection[];
  /** Entries of older sections that a newer one replaced, newest first. */
  replaced: ReadonlyMap<number, readonly XrefEntry[]>;
}

interface Section {
  kind: 'table' | 'stream';
  end: number;
  entries: Map<number, XrefEntry>;
  dict: PdfDict;
  isRepeating: boolean;
}

const MAX_OBJECTS = 2_000_000;
const MAX_SECTIONS = 4_096;

function assertNumber(number: number): void {
  if (number > MAX_OBJECTS) {
    throw new PadesError('pades.limit', 'Tệp PDF khai báo quá nhiều đối tượng.');
  }
}

function readTable(cursor: Cursor, budget: ReadingBudget): Section {
  const entries = new Map<number, XrefEntry>();
  let rows = 0;
  for (let start = takeInteger(cursor); start !== undefined; start = takeInteger(cursor)) {
    const count = takeInteger(cursor);
    if (count === undefined) {
      throw broken('bảng tham chiếu thiếu số lượng');
    }
    assertNumber(start + count);
    spend(budget, 'rows', count);
    rows += count;
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
  return { kind: 'table', end: cursor.at, entries, dict, isRepeating: rows > entries.size };
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

function readStreamSection(stream: PdfStream, end: number, budget: ReadingBudget): Section {
  const { dict } = stream;
  const [typeWidth = 0, secondWidth = 0, thirdWidth = 0] = numbersOf(dict, 'W') ?? [];
  const size = dict.entries.get('Size');
  const rowLength = typeWidth + secondWidth + thirdWidth;
  if (nameOf(dict.entries.get('Type')) !== 'XRef' || typeof size !== 'number' || rowLength === 0 || rowLength > 24) {
    throw broken('luồng tham chiếu sai');
  }
  const data = decodeStream(stream, budget);
  const entries = new Map<number, XrefEntry>();
  const index = numbersOf(dict, 'Index') ?? [0, size];
  let at = 0;
  let rows = 0;
  for (let pair = 0; pair + 1 < index.length; pair += 2) {
    const [start = 0, count = 0] = index.slice(pair, pair + 2);
    assertNumber(start + count);
    spend(budget, 'rows', Math.min(count, Math.floor((data.length - at) / rowLength)) + 1);
    for (let row = 0; row < count && at + rowLength <= data.length; row += 1) {
      const type = typeWidth === 0 ? 1 : bigEndian(data, at, typeWidth);
      const second = bigEndian(data, at + typeWidth, secondWidth);
      const third = bigEndian(data, at + typeWidth + secondWidth, thirdWidth);
      if (!entries.has(start + row)) {
        entries.set(start + row, toEntry(type, second, third));
      }
      at += rowLength;
      rows += 1;
    }
  }
  return { kind: 'stream', end, entries, dict, isRepeating: rows > entries.size };
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

function readSection({ bytes, budget, load }: Source, offset: number): Section {
  if (!Number.isInteger(offset) || offset < 0 || offset >= bytes.length) {
    throw broken('vị trí bảng tham chiếu nằm ngoài tệp');
  }
  const cursor: Cursor = { bytes, at: offset, end: bytes.length, budget };
  return load === undefined
    ? readSectionAt(cursor, budget)
    : readLoaded(load, cursor, (part) => readSectionAt(part, budget));
}

function readSectionAt(cursor: Cursor, budget: ReadingBudget): Section {
  if (takeWord(cursor, 'xref')) {
    return readTable(cursor, budget);
  }
  readHeader(cursor);
  const value = readBody(cursor, () => undefined);
  if (typeof value !== 'object' || value === null || value.kind !== 'stream') {
    throw broken('không có bảng tham chiếu ở vị trí đã ghi');
  }
  return readStreamSection(value, cursor.at, budget);
}

interface Merged {
  entries: Map<number, XrefEntry>;
  replaced: Map<number, XrefEntry[]>;
}

/** Adds an older section: what is not known yet counts, the rest is history. */
function addOlder(merged: Merged, source: Map<number, XrefEntry>, section: number): void {
  if (section === 0) {
    // Read as such: nothing is replaced yet.
    merged.entries = source;
    return;
  }
  const { entries, replaced } = merged;
  for (const [number, entry] of source) {
    entry.section = section;
    if (!entries.has(number)) {
      entries.set(number, entry);
      continue;
    }
    const known = replaced.get(number);
    if (known === undefined) {
      replaced.set(number, [entry]);
    } else {
      known.push(entry);
    }
  }
}

/** An object's entry as the chain gave it from one of its sections on. */
export function entryFrom(xref: Xref, number: number, section: number): XrefEntry | undefined {
  const entry = xref.entries.get(number);
  if (entry === undefined || entry.section >= section) {
    return entry;
  }
  return xref.replaced.get(number)?.find((older) => older.section >= section);
}

/** Hidden objects of a hybrid file (§7.5.8.4): what the table has free may stand in the stream it names. */
function addHybrid(source: Source, section: Section): boolean {
  const offset = section.dict.entries.get('XRefStm');
  if (section.kind !== 'table' || typeof offset !== 'number') {
    return false;
  }
  for (const [number, entry] of readSection(source, offset).entries) {
    const known = section.entries.get(number);
    if (known === undefined || known.kind === 'free') {
      section.entries.set(number, entry);
    }
  }
  return true;
}

/** Follows the chain of sections from the last one; every object's newest entry wins. */
export function readXref(source: Source): Xref {
  const startXref = findStartXref(source.bytes, source.load);
  const merged: Merged = { entries: new Map(), replaced: new Map() };
  const chain: XrefSection[] = [];
  const seen = new Set<number>();
  for (let offset: number | undefined = startXref; offset !== undefined; ) {
    if (seen.has(offset) || seen.size >= MAX_SECTIONS) {
      throw broken('bảng tham chiếu đi thành vòng');
    }
    seen.add(offset);
    const section = readSection(source, offset);
    const { kind, end, dict: trailer, isRepeating } = section;
    const isHybrid = addHybrid(source, section);
    addOlder(merged, section.entries, chain.length);
    chain.push({ offset, end, kind, trailer, isHybrid, isRepeating, numbers: [...section.entries.keys()] });
    const previous = trailer.entries.get('Prev');
    if (previous !== undefined && typeof previous !== 'number') {
      throw broken('/Prev không phải là số');
    }
    offset = previous;
  }
  const [newest] = chain;
  if (newest === undefined) {
    throw broken('không có bảng tham chiếu');
  }
  return {
    ...merged,
    trailer: newest.trailer,
    kind: newest.kind,
    startXref,
    sections: chain.length,
    isHybrid: chain.some((section) => section.isHybrid),
    chain,
  };
}
