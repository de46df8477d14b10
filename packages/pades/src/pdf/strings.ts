import { spend } from './budget.ts';
import { type Cursor, fail } from './characters.ts';
import { paddingStart } from './padding.ts';
import type { PdfString } from './values.ts';

/** Value of a hex digit; 16 for a blank, 17 for anything else. */
const HEX = new Uint8Array(256).fill(17);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  HEX[digit.charCodeAt(0)] = value;
  HEX[digit.toUpperCase().charCodeAt(0)] = value;
}
for (const blank of [0, 9, 10, 12, 13, 32]) {
  HEX[blank] = 16;
}

/** Shorter ones cost less letter by letter. */
const LONG_HEX = 64;

/** A long run of digits and nothing else, as signatures are; undefined for whatever has to be looked at letter by letter. */
function decodePlain(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
  const length = end - start;
  if (length < LONG_HEX || length % 2 !== 0) {
    return undefined;
  }
  const used = paddingStart(bytes, start, end, 0x30) - start;
  const digits = used + (used % 2);
  const decoded = Buffer.alloc(length / 2);
  // Decoding stops at the first letter that is no digit.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, digits).toString('latin1');
  return decoded.write(text, 'hex') === digits / 2 ? decoded : undefined;
}

/** `<…>`; blanks inside are fine, anything else is not. */
export function readHexString(cursor: Cursor): PdfString {
  const start = cursor.at;
  const { bytes, end } = cursor;
  const close = bytes.indexOf(0x3e, start);
  if (close === -1 || close >= end) {
    fail(cursor, 'chuỗi hex không đóng');
  }
  spend(cursor.budget, 'memory', (close - start) >> 1);
  const plain = decodePlain(bytes, start + 1, close);
  if (plain !== undefined) {
    cursor.at = close + 1;
    return { kind: 'string', bytes: plain, isHex: true, start, end: close + 1 };
  }
  const out = new Uint8Array((close - start) >> 1);
  let length = 0;
  let high = -1;
  for (let index = start + 1; index < close; index += 1) {
    const digit = HEX[bytes[index] ?? 0] ?? 17;
    if (digit > 15) {
      if (digit === 17) {
        cursor.at = index;
        fail(cursor, 'ký tự lạ trong chuỗi hex');
      }
    } else if (high === -1) {
      high = digit;
    } else {
      out[length] = high * 16 + digit;
      length += 1;
      high = -1;
    }
  }
  if (high !== -1) {
    out[length] = high * 16;
    length += 1;
  }
  cursor.at = close + 1;
  return { kind: 'string', bytes: out.subarray(0, length), isHex: true, start, end: close + 1 };
}

const ESCAPES: Record<string, number> = { n: 10, r: 13, t: 9, b: 8, f: 12 };

function isOctal(byte: number | undefined): byte is number {
  return byte !== undefined && byte >= 48 && byte <= 55;
}

/** Up to three octal digits, the first already read. */
function readOctal(cursor: Cursor, first: number): number {
  let value = first - 48;
  for (let more = 0; more < 2; more += 1) {
    const next = cursor.bytes[cursor.at];
    if (!isOctal(next)) {
      break;
    }
    value = value * 8 + next - 48;
    cursor.at += 1;
  }
  return value & 0xff;
}

/** After the backslash: answers the byte meant, or undefined for a line continuation. */
function readEscape(cursor: Cursor): number | undefined {
  const byte = cursor.bytes[cursor.at] ?? 0;
  cursor.at += 1;
  if (isOctal(byte)) {
    return readOctal(cursor, byte);
  }
  if (byte === 13 || byte === 10) {
    cursor.at += byte === 13 && cursor.bytes[cursor.at] === 10 ? 1 : 0;
    return undefined;
  }
  return ESCAPES[String.fromCharCode(byte)] ?? byte;
}

function nestingOf(byte: number): number {
  if (byte === 0x28) {
    return 1;
  }
  return byte === 0x29 ? -1 : 0;
}

/** Up to the closing bracket: the string itself is never longer. */
function measureLiteral({ bytes, at, end }: Cursor): number {
  let depth = 0;
  for (let index = at; index < end; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte === 0x5c) {
      index += 1;
    } else {
      depth += nestingOf(byte);
    }
    if (depth === 0) {
      return index - at;
    }
  }
  return end - at;
}

/** `(…)` with balanced brackets and escapes. */
export function readLiteralString(cursor: Cursor): PdfString {
  const start = cursor.at;
  const most = measureLiteral(cursor);
  spend(cursor.budget, 'memory', most);
  const out = new Uint8Array(most);
  let length = 0;
  let depth = 1;
  cursor.at += 1;
  while (cursor.at < cursor.end) {
    const byte = cursor.bytes[cursor.at] ?? 0;
    cursor.at += 1;
    depth += nestingOf(byte);
    if (depth === 0) {
      return { kind: 'string', bytes: out.subarray(0, length), isHex: false, start, end: cursor.at };
    }
    const meant = byte === 0x5c ? readEscape(cursor) : byte;
    if (meant !== undefined) {
      out[length] = meant;
      length += 1;
    }
  }
  return fail(cursor, 'chuỗi không đóng');
}
