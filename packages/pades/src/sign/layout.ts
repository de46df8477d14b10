import { PadesError } from '../errors.ts';
import type { Revision } from '../pdf/write.ts';
import { AFTER_VALUE, BEFORE_RANGE, BEFORE_VALUE, byteRangeText, type SignatureText } from './signature-dictionary.ts';

/** The appended bytes around the digits of /Contents: with the base in front, exactly what is signed. */
export interface Layout {
  before: Uint8Array;
  after: Uint8Array;
}

function fail(): never {
  throw new PadesError('pades.prepared_invalid', 'Không dựng được chỗ đặt chữ ký trong tệp.');
}

/**
 * Numbers and value must be where we think (own bug, spec §8.8): the room of the byte range inside its brackets and nothing
 * written over their edge, the gap between its key and the end of the dictionary.
 */
function assertWritten(tail: Buffer, gapAt: number, rangeAt: number, room: number): void {
  const isWritten =
    tail.toString('latin1', rangeAt - BEFORE_RANGE.length, rangeAt) === BEFORE_RANGE &&
    tail.toString('latin1', rangeAt + room, gapAt) === BEFORE_VALUE &&
    tail.toString('latin1', gapAt, gapAt + AFTER_VALUE.length) === AFTER_VALUE;
  if (!isWritten) {
    fail();
  }
}

/** Closes a revision that holds a signature dictionary with an open place, and writes the byte range into its room. */
export function layOut(revision: Revision, signature: number, text: SignatureText, baseLength: number): Layout {
  revision.setText(signature, text.before, text.gap, text.after);
  const { tail, gap, bodies } = revision.build();
  const start = bodies.get(signature);
  if (gap === undefined || start === undefined || gap.at !== start + text.before.length) {
    fail();
  }
  const gapStart = baseLength + gap.at;
  const rangeAt = start + text.rangeStart;
  const range = [0, gapStart, gapStart + gap.length, tail.length - gap.at] as const;
  tail.write(byteRangeText(range, text.rangeRoom), rangeAt, 'latin1');
  assertWritten(tail, gap.at, rangeAt, text.rangeRoom);
  return { before: tail.subarray(0, gap.at), after: tail.subarray(gap.at) };
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
