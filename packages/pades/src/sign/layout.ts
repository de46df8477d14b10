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

type Range = readonly [number, number, number, number];

function fail(): never {
  throw new PadesError('pades.prepared_invalid', 'Không dựng được chỗ đặt chữ ký trong tệp.');
}

/**
 * Reads the dictionary back as a stranger would, with an empty value in the gap: numbers and value must be where we think
 * (own bug, spec §8.8).
 */
function assertWritten(before: Uint8Array, after: Uint8Array, start: number, range: Range): void {
  const bytes = Buffer.concat([before.subarray(start), EMPTY, after.subarray(0, AFTER)]);
  const value = readObject({ bytes, at: 0, end: bytes.length });
  const written = isDict(value) ? value : fail();
  const found = written.entries.get('ByteRange');
  const contents = written.entries.get('Contents');
  const isRange =
    isArray(found) && found.items.length === 4 && found.items.every((item, index) => item === range[index]);
  const isGap =
    isString(contents) &&
    contents.start === before.length - start &&
    contents.end === contents.start + EMPTY.length &&
    written.repeated.length === 0;
  if (!isRange || !isGap) {
    fail();
  }
}

const EMPTY = Buffer.from('<>');
/** The dictionary closes right behind the gap. */
const AFTER = 2;

/** Closes a revision that holds a signature dictionary with an open place, and writes the byte range into its room. */
export function layOut(revision: Revision, signature: number, text: SignatureText, baseLength: number): Layout {
  revision.setText(signature, text.before, text.gap, text.after);
  const { tail, gap, bodies } = revision.build();
  const start = bodies.get(signature);
  if (gap === undefined || start === undefined || gap.at !== start + text.before.length) {
    fail();
  }
  const gapStart = baseLength + gap.at;
  const range: Range = [0, gapStart, gapStart + gap.length, tail.length - gap.at];
  tail.set(Buffer.from(byteRangeText(range, text.rangeRoom), 'latin1'), start + text.rangeStart);
  const layout = { before: tail.subarray(0, gap.at), after: tail.subarray(gap.at) };
  assertWritten(layout.before, layout.after, start, range);
  return layout;
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
