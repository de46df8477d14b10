import { PadesError } from '../../errors.ts';
import { type Cursor, isWhite } from '../../pdf/characters.ts';
import type { PdfFile } from '../../pdf/file.ts';
import { takeInteger, takeWord } from '../../pdf/lexer.ts';
import { readBody, readHeader, type XrefEntry } from '../../pdf/xref.ts';

interface Walk {
  /** Where pieces begin; behind each of them all is named up to `stray`, or to the end. */
  seen: Set<number>;
  stray: number | undefined;
}

const WALKS = new WeakMap<PdfFile, Walk>();

function placesOf({ xref }: PdfFile): Map<number, number> {
  const places = new Map<number, number>();
  const put = (number: number, entry: XrefEntry): void => {
    if (entry.kind === 'offset') {
      places.set(entry.offset, number);
    }
  };
  for (const [number, entry] of xref.entries) {
    put(number, entry);
  }
  for (const [number, entries] of xref.replaced) {
    for (const entry of entries) {
      put(number, entry);
    }
  }
  return places;
}

const OBJECT_WORD = Buffer.from('obj');

/** White space and remarks; false at a remark that a reader who repairs files would find an object in. */
function skipSpace(cursor: Cursor): boolean {
  const { bytes, end } = cursor;
  while (cursor.at < end) {
    if (isWhite(bytes[cursor.at])) {
      cursor.at += 1;
    } else if (bytes[cursor.at] === 0x25) {
      const start = cursor.at;
      while (cursor.at < end && bytes[cursor.at] !== 10 && bytes[cursor.at] !== 13) {
        cursor.at += 1;
      }
      if (Buffer.from(bytes.buffer, bytes.byteOffset + start, cursor.at - start).includes(OBJECT_WORD)) {
        cursor.at = start;
        return false;
      }
    } else {
      return true;
    }
  }
  return true;
}

/** Steps over one piece; false when nothing names it. */
function step(file: PdfFile, cursor: Cursor, places: ReadonlyMap<number, number>): boolean {
  const start = cursor.at;
  const section = file.xref.chain.find(({ offset }) => offset === start);
  if (section !== undefined) {
    cursor.at = section.end;
    // The end of a cross-reference stream is that of its data.
    takeWord(cursor, 'endobj');
    return section.end > start;
  }
  if (takeWord(cursor, 'startxref')) {
    return takeInteger(cursor) !== undefined;
  }
  const number = places.get(start);
  if (number === undefined || readHeader(cursor).number !== number) {
    return false;
  }
  readBody(cursor, (length) => {
    const found = file.object(length);
    return typeof found === 'number' ? found : undefined;
  });
  return takeWord(cursor, 'endobj');
}

function tryStep(file: PdfFile, cursor: Cursor, places: ReadonlyMap<number, number>): boolean {
  try {
    return step(file, cursor, places);
  } catch (error) {
    if (error instanceof PadesError && error.code === 'pades.broken') {
      return false;
    }
    throw error;
  }
}

/**
 * The first byte behind `start`, the end of a signed state, that belongs to no object, cross-reference or end mark of an
 * update; undefined when there is none. Objects that no cross-reference names are passed over by strict readers and found by
 * readers that repair files, so that two people would see two documents.
 */
export function findStray(file: PdfFile, start: number): number | undefined {
  const known = WALKS.get(file);
  if (known?.seen.has(start) === true) {
    return known.stray;
  }
  const places = placesOf(file);
  const walk: Walk = { seen: new Set([start]), stray: undefined };
  const cursor: Cursor = { bytes: file.bytes, at: start, end: file.bytes.length };
  while (cursor.at < cursor.end) {
    const isSpace = skipSpace(cursor);
    const place = cursor.at;
    if (!isSpace || (place < cursor.end && !tryStep(file, cursor, places))) {
      walk.stray = place;
      break;
    }
    // A signed state ends with or without the line end behind its end mark.
    walk.seen
      .add(place)
      .add(cursor.at)
      .add(cursor.at + 1)
      .add(cursor.at + 2);
  }
  WALKS.set(file, walk);
  return walk.stray;
}
