import { broken } from '../errors.ts';
import type { ReadingBudget } from './budget.ts';

/** A place in bytes; `end` is the first byte that may not be read. */
export interface Cursor {
  bytes: Uint8Array;
  at: number;
  end: number;
  /** Without one reading is free. */
  budget?: ReadingBudget | undefined;
}

const WHITE = 1;
const DELIMITER = 2;
const KINDS = new Uint8Array(256);
for (const code of [0, 9, 10, 12, 13, 32]) {
  KINDS[code] = WHITE;
}
for (const code of Buffer.from('()<>[]{}/%')) {
  KINDS[code] = DELIMITER;
}

export function isWhite(byte: number | undefined): boolean {
  return byte !== undefined && KINDS[byte] === WHITE;
}

export function isRegular(byte: number | undefined): boolean {
  return byte !== undefined && KINDS[byte] === 0;
}

export function skipWhite(cursor: Cursor): void {
  const { bytes, end } = cursor;
  while (cursor.at < end) {
    const byte = bytes[cursor.at];
    if (byte === 0x25) {
      while (cursor.at < end && bytes[cursor.at] !== 10 && bytes[cursor.at] !== 13) {
        cursor.at += 1;
      }
    } else if (isWhite(byte)) {
      cursor.at += 1;
    } else {
      return;
    }
  }
}

/** Stops at this byte. */
export function fail(cursor: Cursor, what: string): never {
  throw broken(`${what} ở byte ${cursor.at}`);
}
