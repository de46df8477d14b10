import { broken } from '../errors.ts';
import { type ReadingBudget, spend } from './budget.ts';
import type { Cursor } from './characters.ts';
import { takeWord } from './lexer.ts';
import { type Load, readLoaded } from './load.ts';
import type { objectStreams } from './object-streams.ts';
import { isRef, isStream, type PdfValue } from './values.ts';
import { entryFrom, readBody, readHeader, type Xref, type XrefEntry } from './xref.ts';

const MAX_HOPS = 32;

/** Objects of one state of a file. */
export interface ObjectReader {
  entry(number: number): XrefEntry | undefined;
  object(number: number): PdfValue;
  resolve(value: PdfValue | undefined): PdfValue;
}

/** An object with what its reading depended on. */
interface Parsed {
  value: PdfValue;
  /** First byte behind it. */
  end: number;
  /** The number and entry its /Length was read from, or the stream it was packed in. */
  length: { number: number; entry: XrefEntry | undefined } | undefined;
  container: PdfValue;
}

/** What all revisions of one file have in common. */
export interface Shared {
  bytes: Uint8Array;
  xref: Xref;
  size: number;
  budget: ReadingBudget;
  load?: Load | undefined;
  parsed: Map<XrefEntry, Parsed>;
  unpack: ReturnType<typeof objectStreams>;
}

type View = Pick<ObjectReader, 'entry' | 'object'> & { end: number };

type OffsetEntry = XrefEntry & { kind: 'offset' };

function readAt(cursor: Cursor, view: View, number: number, entry: OffsetEntry): Parsed {
  const header = readHeader(cursor);
  if (header.number !== number || header.generation !== entry.generation) {
    throw broken(`ở byte ${entry.offset} là đối tượng ${header.number}, không phải ${number}`);
  }
  let length: Parsed['length'];
  const value = readBody(cursor, (place) => {
    length = { number: place, entry: view.entry(place) };
    const found = view.object(place);
    return typeof found === 'number' ? found : undefined;
  });
  // What stands between would be read by some and passed over by others.
  if (!takeWord(cursor, 'endobj')) {
    throw broken(`đối tượng ${number} không kết thúc đúng chỗ, ở byte ${cursor.at}`);
  }
  spend(cursor.budget, 'scanned', cursor.at - entry.offset - (isStream(value) ? value.raw.length : 0));
  return { value, end: cursor.at, length, container: null };
}

function readOffset({ bytes, budget, load }: Shared, view: View, number: number, entry: OffsetEntry): Parsed {
  const cursor: Cursor = { bytes, at: entry.offset, end: view.end, budget };
  return load === undefined
    ? readAt(cursor, view, number, entry)
    : readLoaded(load, cursor, (part) => readAt(part, view, number, entry));
}

function parse(shared: Shared, view: View, number: number, entry: XrefEntry): Parsed {
  if (entry.kind === 'free') {
    return { value: null, end: 0, length: undefined, container: null };
  }
  if (entry.kind === 'offset') {
    return readOffset(shared, view, number, entry);
  }
  const container = view.entry(entry.container)?.kind === 'offset' ? view.object(entry.container) : null;
  const value = shared.unpack(container, { number, ...entry });
  return { value, end: 0, length: undefined, container };
}

/** Whether an object read for another revision reads the same in this one. */
function holdsIn(known: Parsed, view: View, entry: XrefEntry): boolean {
  if (known.length !== undefined && view.entry(known.length.number) !== known.length.entry) {
    return false;
  }
  return known.end <= view.end && (entry.kind !== 'packed' || known.container === view.object(entry.container));
}

/** Reads objects as they stood from a section of the chain on, in the bytes up to `end`. */
export function objectReader(shared: Shared, end: number, section: number): ObjectReader {
  const objects = new Map<number, PdfValue>();
  const opening = new Set<number>();
  const entry = (number: number): XrefEntry | undefined => entryFrom(shared.xref, number, section);
  const view: View = { entry, object, end };

  function load(number: number): PdfValue {
    const place = entry(number);
    if (place === undefined || place.kind === 'free') {
      return null;
    }
    const known = shared.parsed.get(place);
    if (known !== undefined && holdsIn(known, view, place)) {
      return known.value;
    }
    const found = parse(shared, view, number, place);
    if (known === undefined) {
      shared.parsed.set(place, found);
    }
    return found.value;
  }

  function object(number: number): PdfValue {
    const known = objects.get(number);
    if (known !== undefined) {
      return known;
    }
    if (opening.has(number)) {
      throw broken(`đối tượng ${number} tham chiếu vòng`);
    }
    opening.add(number);
    try {
      const value = load(number);
      objects.set(number, value);
      return value;
    } finally {
      opening.delete(number);
    }
  }

  function resolve(value: PdfValue | undefined): PdfValue {
    let current = value ?? null;
    for (let hops = 0; isRef(current); hops += 1) {
      if (hops > MAX_HOPS) {
        throw broken('tham chiếu đi thành vòng');
      }
      current = object(current.number);
    }
    return current;
  }

  return { entry, object, resolve };
}
