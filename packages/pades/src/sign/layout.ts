import { PadesError } from '../errors.ts';
import { readObject } from '../pdf/lexer.ts';
import { isArray, isDict, isString } from '../pdf/values.ts';
import type { Revision } from '../pdf/write.ts';
import { byteRangeText, type SignatureText } from './signature-dictionary.ts';

/** The appended bytes around the digits of /Contents: with the base in front, exactly what is signed. */
export interface Layout {
  before: Uint8Array;
  after: Uint8Array;
}

interface Written {
  tail: Uint8Array;
  text: SignatureText;
  /** Of the signature dictionary within the tail. */
  start: number;
}

type Range = readonly [number, number, number, number];

function fail(): never {
  throw new PadesError('pades.prepared_invalid', 'Không dựng được chỗ đặt chữ ký trong tệp.');
}

/**
 * Reads the dictionary back as a stranger would: brackets, numbers and the hex string must be where we think (own bug,
 * spec §8.8). The digits themselves are stepped over: they must all be zeros.
 */
function assertWritten({ tail, text, start }: Written, baseLength: number, range: Range): void {
  const gapStart = start + text.contentsStart;
  const gapEnd = start + text.contentsEnd;
  const digits = Buffer.from(tail.buffer, tail.byteOffset + gapStart + 1, gapEnd - gapStart - 2);
  const head = tail.subarray(start, gapStart);
  const short = Buffer.concat([head, Buffer.from('<>'), tail.subarray(gapEnd)]);
  const value = readObject({ bytes: short, at: 0, end: short.length });
  const written = isDict(value) ? value : fail();
  const found = written.entries.get('ByteRange');
  const contents = written.entries.get('Contents');
  const isRange =
    isArray(found) && found.items.length === 4 && found.items.every((item, index) => item === range[index]);
  const isGap =
    isString(contents) &&
    contents.start === head.length &&
    contents.end === head.length + 2 &&
    tail[gapStart] === 0x3c &&
    tail[gapEnd - 1] === 0x3e &&
    digits.equals(zeros(digits.length)) &&
    baseLength + gapStart === range[1] &&
    baseLength + gapEnd === range[2] &&
    range[2] + range[3] === baseLength + tail.length;
  if (!isRange || !isGap) {
    fail();
  }
}

let row = Buffer.alloc(0);

function zeros(length: number): Buffer {
  if (row.length < length) {
    row = Buffer.alloc(length, '0');
  }
  return row.subarray(0, length);
}

/** Closes a revision that holds a signature dictionary with open places, and writes the byte range into its room. */
export function layOut(revision: Revision, signature: number, text: SignatureText, baseLength: number): Layout {
  const { tail, bodies } = revision.build();
  const start = bodies.get(signature) ?? 0;
  const gapStart = baseLength + start + text.contentsStart;
  const gapEnd = baseLength + start + text.contentsEnd;
  const range: Range = [0, gapStart, gapEnd, baseLength + tail.length - gapEnd];
  tail.set(Buffer.from(byteRangeText(range, text.rangeRoom), 'latin1'), start + text.rangeStart);
  assertWritten({ tail, text, start }, baseLength, range);
  return { before: tail.subarray(0, gapStart - baseLength), after: tail.subarray(gapEnd - baseLength) };
}

/**
 * The tail with its value in place.
 * @throws PadesError `pades.placeholder_overflow`: nothing is ever cut to fit
 */
export function fillLayout(layout: Layout, value: Uint8Array, placeholderBytes: number): Uint8Array {
  if (value.length > placeholderBytes) {
    const text = `Chữ ký dài ${value.length} byte, chỗ đặt chỉ có ${placeholderBytes}. Chuẩn bị ký lại với chỗ rộng hơn.`;
    throw new PadesError('pades.placeholder_overflow', text);
  }
  const { before, after } = layout;
  const digits = placeholderBytes * 2;
  const tail = Buffer.allocUnsafe(before.length + digits + 2 + after.length);
  tail.set(before);
  tail[before.length] = 0x3c;
  const end = before.length + 1 + digits;
  const written = tail.write(
    Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex'),
    before.length + 1,
    'latin1',
  );
  tail.fill(0x30, before.length + 1 + written, end);
  tail[end] = 0x3e;
  tail.set(after, end + 1);
  return tail;
}
