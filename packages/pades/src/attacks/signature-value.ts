import { NotForgeable, overwrite } from './forge.ts';

/** Where the value of the last signature stands, `<…>` included. */
export interface ValuePlace {
  start: number;
  end: number;
}

function lastMatch(pdf: Uint8Array, pattern: RegExp): RegExpExecArray {
  const match = [...Buffer.from(pdf).toString('latin1').matchAll(pattern)].at(-1);
  if (match === undefined) {
    throw new NotForgeable(`no ${pattern.source}`);
  }
  return match;
}

export function placeOfValue(pdf: Uint8Array): ValuePlace {
  const { index, 0: text } = lastMatch(pdf, /\/Contents\s*<[0-9a-fA-F]{64,}>/g);
  return { start: index + text.indexOf('<'), end: index + text.length };
}

/** The digits without what pads them. */
export function valueDigits(pdf: Uint8Array): string {
  const { start, end } = placeOfValue(pdf);
  const digits = Buffer.from(pdf).toString('latin1', start + 1, end - 1);
  const bytes = Buffer.from(digits, 'hex');
  const length = bytes[1] === 0x82 ? bytes.readUInt16BE(2) + 4 : bytes.findLastIndex((byte) => byte !== 0) + 1;
  return digits.slice(0, length * 2);
}

/** Writes something else where the value stands; no byte moves. */
export function setValue(pdf: Uint8Array, text: string): Uint8Array {
  const { start, end } = placeOfValue(pdf);
  if (text.length > end - start) {
    throw new NotForgeable('no room');
  }
  return overwrite(pdf, start, text.padEnd(end - start));
}

export interface RangePlace {
  /** Inside the brackets. */
  start: number;
  end: number;
  numbers: [number, number, number, number];
}

/** The byte range that belongs to the last value: the nearest one. */
export function rangeOf(pdf: Uint8Array): RangePlace {
  const { start: value } = placeOfValue(pdf);
  const found = [
    ...Buffer.from(pdf)
      .toString('latin1')
      .matchAll(/\/ByteRange\s*\[([\d\s]+)\]/g),
  ]
    .filter(({ 1: inside = '' }) => Number(inside.trim().split(/\s+/)[1]) === value)
    .at(-1);
  if (found === undefined) {
    throw new NotForgeable('no byte range');
  }
  const { index, 0: whole, 1: inside = '' } = found;
  const [a = 0, b = 0, c = 0, d = 0] = inside.trim().split(/\s+/).map(Number);
  return { start: index + whole.indexOf('[') + 1, end: index + whole.length - 1, numbers: [a, b, c, d] };
}

/** Writes other numbers into the room of the byte range; no byte moves. */
export function setRange(pdf: Uint8Array, change: (numbers: RangePlace['numbers']) => readonly number[]): Uint8Array {
  const { start, end, numbers } = rangeOf(pdf);
  const text = change(numbers).join(' ');
  if (text.length > end - start) {
    throw new NotForgeable('no room');
  }
  return overwrite(pdf, start, text.padEnd(end - start));
}
