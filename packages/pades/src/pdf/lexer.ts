import { PadesError } from '../errors.ts';
import { spend } from './budget.ts';
import { type Cursor, fail, isRegular, skipWhite } from './characters.ts';
import { readHexString, readLiteralString } from './strings.ts';
import type { PdfArray, PdfDict, PdfName, PdfValue } from './values.ts';

const MAX_DEPTH = 64;

/** The next run of regular characters; empty at a delimiter. */
export function readWord(cursor: Cursor): string {
  const start = cursor.at;
  while (cursor.at < cursor.end && isRegular(cursor.bytes[cursor.at])) {
    cursor.at += 1;
  }
  return latin1(cursor.bytes, start, cursor.at);
}

/** Longest word that is put together letter by letter; no name or number of a real file comes near. */
const SHORT_WORD = 64;

function latin1(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT_WORD) {
    return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  }
  let text = '';
  for (let index = start; index < end; index += 1) {
    text += String.fromCharCode(bytes[index] ?? 0);
  }
  return text;
}

/** Names met lately: the same few dozen make up every file, and a name built anew is hashed anew wherever it is looked up. */
const NAMES: string[] = new Array<string>(1_024).fill('');
const LONGEST_KEPT = 32;

function isAt(bytes: Uint8Array, start: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[start + index] !== text.charCodeAt(index)) {
      return false;
    }
  }
  return true;
}

/** As {@link readWord}, the same string for the same name. */
function readNameWord(cursor: Cursor): string {
  const { bytes, end, at: start } = cursor;
  let at = start;
  let hash = 0;
  while (at < end && isRegular(bytes[at])) {
    hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
    at += 1;
  }
  cursor.at = at;
  const place = (hash ^ (hash >>> 10)) & (NAMES.length - 1);
  const known = NAMES[place] ?? '';
  if (known.length === at - start && isAt(bytes, start, known)) {
    return known;
  }
  const word = latin1(bytes, start, at);
  if (word.length <= LONGEST_KEPT) {
    NAMES[place] = word;
  }
  return word;
}

function readName(cursor: Cursor): PdfName {
  cursor.at += 1;
  const word = readNameWord(cursor);
  const text = word.includes('#')
    ? word.replace(/#([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    : word;
  return { kind: 'name', name: text };
}

function readArray(cursor: Cursor, depth: number): PdfArray {
  cursor.at += 1;
  const items: PdfValue[] = [];
  for (;;) {
    skipWhite(cursor);
    if (cursor.at >= cursor.end) {
      fail(cursor, 'mảng không đóng');
    }
    if (cursor.bytes[cursor.at] === 0x5d) {
      cursor.at += 1;
      return { kind: 'array', items };
    }
    items.push(readValueAt(cursor, depth + 1));
  }
}

function readDict(cursor: Cursor, depth: number): PdfDict {
  cursor.at += 2;
  const entries = new Map<string, PdfValue>();
  const repeated: string[] = [];
  for (;;) {
    skipWhite(cursor);
    if (cursor.bytes[cursor.at] === 0x3e && cursor.bytes[cursor.at + 1] === 0x3e) {
      cursor.at += 2;
      return { kind: 'dict', entries, repeated };
    }
    if (cursor.at >= cursor.end || cursor.bytes[cursor.at] !== 0x2f) {
      fail(cursor, 'từ điển không đóng hoặc thiếu tên khóa');
    }
    const key = readName(cursor).name;
    if (entries.has(key)) {
      repeated.push(key);
    }
    entries.set(key, readValueAt(cursor, depth + 1));
  }
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;
const MAX_DIGITS = 10;

/** Steps over a word of one to ten digits; -1 for any other, which stays. */
function takeDigits(cursor: Cursor, most = MAX_DIGITS): number {
  const { bytes, end, at: start } = cursor;
  let at = start;
  let value = 0;
  while (at < end && at - start <= most) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) {
      break;
    }
    value = value * 10 + digit;
    at += 1;
  }
  if (at === start || at - start > most || (at < end && isRegular(bytes[at]))) {
    return -1;
  }
  cursor.at = at;
  return value;
}

const MAX_GENERATION_DIGITS = 5;

/** `12 0 R` needs two words of looking ahead. */
function refOrNumber(cursor: Cursor, number: number): PdfValue {
  const after = cursor.at;
  skipWhite(cursor);
  const generation = takeDigits(cursor, MAX_GENERATION_DIGITS);
  if (generation !== -1) {
    skipWhite(cursor);
    if (cursor.bytes[cursor.at] === 0x52 && !isRegular(cursor.bytes[cursor.at + 1])) {
      cursor.at += 1;
      return { kind: 'ref', number, generation };
    }
  }
  cursor.at = after;
  return number;
}

function readPlain(cursor: Cursor): PdfValue {
  const number = takeDigits(cursor);
  if (number !== -1) {
    return refOrNumber(cursor, number);
  }
  const word = readWord(cursor);
  switch (word) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'null':
      return null;
    default:
      return NUMBER.test(word) ? Number(word) : fail(cursor, `từ "${word.slice(0, 20)}" không hiểu`);
  }
}

/** What a value of each kind takes, and one of the rest: number, reference, word. */
const DICTIONARY = 350;
const PLAIN = 80;
const WEIGHTS: Record<number, number> = { 47: 64, 40: 160, 60: 160, 91: 120 };

function readValueAt(cursor: Cursor, depth: number): PdfValue {
  if (depth > MAX_DEPTH) {
    throw new PadesError('pades.limit', 'Tệp PDF lồng quá sâu.');
  }
  skipWhite(cursor);
  const first = cursor.bytes[cursor.at] ?? 0;
  spend(
    cursor.budget,
    'memory',
    first === 0x3c && cursor.bytes[cursor.at + 1] === 0x3c ? DICTIONARY : (WEIGHTS[first] ?? PLAIN),
  );
  switch (first) {
    case 0x2f:
      return readName(cursor);
    case 0x28:
      return readLiteralString(cursor);
    case 0x5b:
      return readArray(cursor, depth);
    case 0x3c:
      return cursor.bytes[cursor.at + 1] === 0x3c ? readDict(cursor, depth) : readHexString(cursor);
    default:
      return readPlain(cursor);
  }
}

/** Reads one object, nested up to 64 deep. @throws PadesError `pades.broken`, `pades.limit` */
export function readObject(cursor: Cursor): PdfValue {
  return readValueAt(cursor, 0);
}

/** Steps over a keyword. */
export function takeWord(cursor: Cursor, expected: string): boolean {
  skipWhite(cursor);
  const end = cursor.at + expected.length;
  if (end > cursor.end || !isAt(cursor.bytes, cursor.at, expected)) {
    return false;
  }
  if (end < cursor.end && isRegular(cursor.bytes[end])) {
    return false;
  }
  cursor.at = end;
  return true;
}

/** Steps over a whole number without a sign. */
export function takeInteger(cursor: Cursor): number | undefined {
  skipWhite(cursor);
  const value = takeDigits(cursor);
  return value === -1 ? undefined : value;
}
