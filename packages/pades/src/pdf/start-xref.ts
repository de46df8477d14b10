import { broken } from '../errors.ts';
import { type Cursor, isWhite } from './characters.ts';
import { takeInteger } from './lexer.ts';

/** Last `startxref` of the bytes and the offset it gives. */
export function findStartXref(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const place = buffer.lastIndexOf('startxref');
  const cursor: Cursor = { bytes, at: place + 9, end: bytes.length };
  const offset = place === -1 || !isWhite(bytes[place + 9]) ? undefined : takeInteger(cursor);
  if (offset === undefined) {
    throw broken('thiếu startxref, có thể tệp bị cắt cụt');
  }
  return offset;
}
