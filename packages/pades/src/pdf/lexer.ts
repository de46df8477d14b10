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

function readName(cursor: Cursor): PdfName {
  cursor.at += 1;
  const word = readWord(cursor);
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
const DIGITS = /^\d{1,10}$/;

/** `12 0 R` needs two words of looking ahead. */
function readNumberOrRef(cursor: Cursor, word: string): PdfValue {
  if (!NUMBER.test(word)) {
    fail(cursor, `từ "${word.slice(0, 20)}" không hiểu`);
  }
  if (!DIGITS.test(word)) {
    return Number(word);
  }
  const after = cursor.at;
  skipWhite(cursor);
  const generation = readWord(cursor);
  if (generation.length <= 5 && DIGITS.test(generation)) {
    skipWhite(cursor);
    if (cursor.bytes[cursor.at] === 0x52 && !isRegular(cursor.bytes[cursor.at + 1])) {
      cursor.at += 1;
      return { kind: 'ref', number: Number(word), generation: Number(generation) };
    }
  }
  cursor.at = after;
  return Number(word);
}

function readPlain(cursor: Cursor): PdfValue {
  const word = readWord(cursor);
  switch (word) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'null':
      return null;
    default:
      return readNumberOrRef(cursor, word);
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
  const start = cursor.at;
  if (readWord(cursor) === expected) {
    return true;
  }
  cursor.at = start;
  return false;
}

/** Steps over a whole number without a sign. */
export function takeInteger(cursor: Cursor): number | undefined {
  skipWhite(cursor);
  const start = cursor.at;
  const word = readWord(cursor);
  if (DIGITS.test(word)) {
    return Number(word);
  }
  cursor.at = start;
  return undefined;
}
