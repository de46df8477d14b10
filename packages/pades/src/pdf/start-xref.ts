import { broken } from '../errors.ts';
import { type Cursor, isWhite } from './characters.ts';
import { takeInteger } from './lexer.ts';
import type { Load } from './load.ts';

const WORD = 'startxref';
/** Annex H wants the word within the last kilobyte. */
const TAIL = 4_096;

/** Where the word stands last; -1 when nowhere. */
function lastPlace(buffer: Buffer, load: Load | undefined): number {
  if (load === undefined) {
    return buffer.lastIndexOf(WORD);
  }
  const start = Math.max(0, buffer.length - TAIL);
  load(start, buffer.length);
  const place = buffer.subarray(start).lastIndexOf(WORD);
  if (place !== -1) {
    return start + place;
  }
  load(0, buffer.length);
  return buffer.lastIndexOf(WORD);
}

/** Last `startxref` of the bytes and the offset it gives. */
export function findStartXref(bytes: Uint8Array, load?: Load): number {
  const place = lastPlace(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), load);
  const cursor: Cursor = { bytes, at: place + WORD.length, end: bytes.length };
  const offset = place === -1 || !isWhite(bytes[cursor.at]) ? undefined : takeInteger(cursor);
  if (offset === undefined) {
    throw broken('thiếu startxref, có thể tệp bị cắt cụt');
  }
  return offset;
}
