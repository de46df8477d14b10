import { broken } from '../errors.ts';
import { type Cursor, isWhite, skipWhite } from './characters.ts';
import { readWord, takeInteger } from './lexer.ts';

/** Where an object stands: at an offset, inside an object stream, or nowhere; `section` is its place in the chain. */
export type XrefEntry =
  | { kind: 'offset'; offset: number; generation: number; section: number }
  | { kind: 'packed'; container: number; index: number; section: number }
  | { kind: 'free'; section: number };

const ENTRY_LENGTH = 20;

/** Digits at fixed places, -1 when one is none. */
function fixedNumber(bytes: Uint8Array, start: number, length: number): number {
  let value = 0;
  for (let index = start; index < start + length; index += 1) {
    const digit = (bytes[index] ?? 0) - 48;
    if (digit < 0 || digit > 9) {
      return -1;
    }
    value = value * 10 + digit;
  }
  return value;
}

/** An entry as §7.5.4 wants it, `nnnnnnnnnn ggggg n` and two characters more; undefined when it is written otherwise. */
function readFixedEntry(cursor: Cursor): XrefEntry | undefined {
  const { bytes, at } = cursor;
  const letter = bytes[at + 17];
  if (at + ENTRY_LENGTH > cursor.end || bytes[at + 10] !== 32 || bytes[at + 16] !== 32 || !isWhite(bytes[at + 18])) {
    return undefined;
  }
  const offset = fixedNumber(bytes, at, 10);
  const generation = fixedNumber(bytes, at + 11, 5);
  if (offset < 0 || generation < 0 || (letter !== 0x6e && letter !== 0x66)) {
    return undefined;
  }
  cursor.at += 18;
  return letter === 0x6e ? { kind: 'offset', offset, generation, section: 0 } : { kind: 'free', section: 0 };
}

/** One line of a cross-reference table. @throws PadesError `pades.broken` */
export function readTableEntry(cursor: Cursor): XrefEntry {
  skipWhite(cursor);
  const fixed = readFixedEntry(cursor);
  if (fixed !== undefined) {
    return fixed;
  }
  const first = takeInteger(cursor);
  const generation = takeInteger(cursor);
  skipWhite(cursor);
  const word = readWord(cursor);
  if (first === undefined || generation === undefined || (word !== 'n' && word !== 'f')) {
    throw broken(`dòng bảng tham chiếu ở byte ${cursor.at} không đọc được`);
  }
  return word === 'n' ? { kind: 'offset', offset: first, generation, section: 0 } : { kind: 'free', section: 0 };
}

export function bigEndian(data: Uint8Array, start: number, width: number): number {
  let value = 0;
  for (let index = 0; index < width; index += 1) {
    value = value * 256 + (data[start + index] ?? 0);
  }
  return value;
}

/** A row of a cross-reference stream (Table 18). */
export function toEntry(type: number, second: number, third: number): XrefEntry {
  switch (type) {
    case 1:
      return { kind: 'offset', offset: second, generation: third, section: 0 };
    case 2:
      return { kind: 'packed', container: second, index: third, section: 0 };
    default:
      return { kind: 'free', section: 0 };
  }
}
