/** DER values are plain bytes; every function answers one complete tag-length-value (X.690 §8, §10). */

/** How many bytes the length takes. */
function lengthOfLength(length: number): number {
  if (length < 0x80) {
    return 1;
  }
  let bytes = 1;
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) {
    bytes += 1;
  }
  return bytes;
}

/** Behind the tag at `start`. */
function writeLength(out: Uint8Array, start: number, length: number, bytes: number): void {
  if (bytes === 1) {
    out[start + 1] = length;
    return;
  }
  out[start + 1] = 0x80 | (bytes - 1);
  for (let index = start + bytes, rest = length; index > start + 1; index -= 1, rest = Math.floor(rest / 256)) {
    out[index] = rest % 256;
  }
}

function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

export function tlv(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of content) {
    length += part.length;
  }
  const bytes = lengthOfLength(length);
  // Every byte is written below; certificates and signatures are too large to be zeroed first.
  const out = Buffer.allocUnsafe(1 + bytes + length);
  out[0] = tag;
  writeLength(out, 0, length, bytes);
  let offset = 1 + bytes;
  for (const part of content) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

/** A value whose content is written only when the whole is: nothing is copied level by level. */
interface Nested {
  tag: number;
  content: readonly (Uint8Array | Nested)[];
  /** Of the content. */
  length: number;
}

function sizeOf(part: Uint8Array | Nested): number {
  return part instanceof Uint8Array ? part.length : 1 + lengthOfLength(part.length) + part.length;
}

export function nest(tag: number, ...content: readonly (Uint8Array | Nested)[]): Nested {
  let length = 0;
  for (const part of content) {
    length += sizeOf(part);
  }
  return { tag, content, length };
}

function writeNested(out: Buffer, start: number, { tag, content, length }: Nested): number {
  const bytes = lengthOfLength(length);
  out[start] = tag;
  writeLength(out, start, length, bytes);
  let offset = start + 1 + bytes;
  for (const part of content) {
    if (part instanceof Uint8Array) {
      out.set(part, offset);
      offset += part.length;
    } else {
      offset = writeNested(out, offset, part);
    }
  }
  return offset;
}

export function encodeNested(nested: Nested): Uint8Array {
  const out = Buffer.allocUnsafe(sizeOf(nested));
  writeNested(out, 0, nested);
  return out;
}

export function sequence(...items: readonly Uint8Array[]): Uint8Array {
  return tlv(0x30, ...items);
}

/** SET OF in DER order: by encoded bytes (X.690 §11.6). */
export function setOf(...items: readonly Uint8Array[]): Uint8Array {
  return tlv(0x31, ...[...items].sort((left, right) => Buffer.compare(left, right)));
}

export function oid(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes: number[] = [];
  for (const part of [first * 40 + second, ...rest]) {
    const groups = [part % 128];
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128)) {
      groups.unshift((left % 128) | 0x80);
    }
    bytes.push(...groups);
  }
  return tlv(0x06, Uint8Array.from(bytes));
}

function bytesOfNumber(value: number): Uint8Array {
  const digits = value.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
}

/** A non-negative INTEGER from big-endian bytes: shortest form, a zero in front when the sign bit would be set. */
export function integer(value: number | Uint8Array): Uint8Array {
  let bytes = typeof value === 'number' ? bytesOfNumber(value) : value;
  while (bytes.length > 1 && bytes[0] === 0) {
    bytes = bytes.subarray(1);
  }
  const padded = bytes.length === 0 || ((bytes[0] ?? 0) & 0x80) !== 0 ? concatBytes(Uint8Array.of(0), bytes) : bytes;
  return tlv(0x02, padded);
}

export function octetString(bytes: Uint8Array): Uint8Array {
  return tlv(0x04, bytes);
}

export function bitString(bytes: Uint8Array, unusedBits = 0): Uint8Array {
  return tlv(0x03, Uint8Array.of(unusedBits), bytes);
}

export const NULL = Uint8Array.of(0x05, 0x00);

export function boolean(value: boolean): Uint8Array {
  return Uint8Array.of(0x01, 0x01, value ? 0xff : 0x00);
}

export function utf8String(text: string): Uint8Array {
  return tlv(0x0c, Buffer.from(text.normalize('NFC'), 'utf8'));
}

export function printableString(text: string): Uint8Array {
  return tlv(0x13, Buffer.from(text, 'latin1'));
}

export function bmpString(text: string): Uint8Array {
  return tlv(0x1e, Buffer.from(text, 'utf16le').swap16());
}

/** UTCTime through 2049, GeneralizedTime after (RFC 5280 §4.1.2.5). */
export function time(at: Date): Uint8Array {
  const digits = at.toISOString().replace(/[-:T]|\.\d+/g, '');
  return at.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(digits.slice(2))) : tlv(0x18, Buffer.from(digits));
}

/** GeneralizedTime whatever the year, whole seconds, as RFC 3161 and RFC 6960 want it. */
export function generalizedTime(at: Date): Uint8Array {
  return tlv(0x18, Buffer.from(at.toISOString().replace(/[-:T]|\.\d+/g, '')));
}

export function enumerated(value: number): Uint8Array {
  return tlv(0x0a, Uint8Array.of(value));
}

export function ia5String(text: string): Uint8Array {
  return tlv(0x16, Buffer.from(text, 'latin1'));
}

/** [n] with content of its own (EXPLICIT, or IMPLICIT of a constructed type). */
export function context(number: number, ...content: readonly Uint8Array[]): Uint8Array {
  return tlv(0xa0 | number, ...content);
}

/** [n] IMPLICIT of a primitive type. */
export function contextPrimitive(number: number, content: Uint8Array): Uint8Array {
  return tlv(0x80 | number, content);
}

/** IMPLICIT tagging: other tag, same content. */
export function retag(value: Uint8Array, tag: number): Uint8Array {
  const copy = Buffer.from(value);
  copy[0] = tag;
  return copy;
}
