import type { ReadingBudget } from './budget.ts';
import type { Cursor } from './characters.ts';

/** Brings a range of a file to hand before it is looked at; absent where all of it is. */
export type Load = (from: number, to: number) => void;

/** The bytes of a file, with what brings them to hand. */
export interface Source {
  bytes: Uint8Array;
  budget: ReadingBudget;
  load?: Load | undefined;
}

const FIRST = 64 * 1024;
const GROWTH = 8;
/** Longer than what is looked at behind a value and then left. */
const MARGIN = 64;

/** Reads at a place with as much at hand as that takes: what does not end well before the end of it is read again with more. */
export function readLoaded<T>(load: Load, cursor: Cursor, read: (cursor: Cursor) => T): T {
  for (let size = FIRST; ; size *= GROWTH) {
    const end = Math.min(cursor.end, cursor.at + size);
    const isAll = end === cursor.end;
    load(cursor.at, end);
    const part = { ...cursor, end };
    try {
      const value = read(part);
      if (isAll || part.at + MARGIN <= end) {
        return value;
      }
    } catch (error) {
      if (isAll) {
        throw error;
      }
    }
  }
}
