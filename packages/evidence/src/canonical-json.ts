import { LIMITS } from './limits.ts';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** Why bytes are no canonical JSON. Internal: it becomes a reason of the report. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
}

/** RFC 8785 for what a manifest holds: texts, whole numbers, booleans, null, lists and objects. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(',')}]`;
  }
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new JsonError('chỉ dùng số nguyên');
  }
  return JSON.stringify(value);
}

export function canonicalBytes(value: JsonValue): Buffer {
  return Buffer.from(canonicalJson(value), 'utf8');
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);

/** The place behind the text that starts at a quotation mark. */
function skipText(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) {
    at += bytes[at] === BACKSLASH ? 2 : 1;
  }
  return at;
}

/** Before anything is built from them: a few megabytes of brackets would become gigabytes of objects. */
function assertModest(bytes: Uint8Array): void {
  let [depth, parts] = [0, 0];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      at = skipText(bytes, at);
    } else if (OPENING.has(byte)) {
      depth += 1;
      parts += 1;
    } else if (CLOSING.has(byte)) {
      depth -= 1;
    }
    if (depth > LIMITS.manifestDepth || parts > LIMITS.manifestParts) {
      throw new JsonError('quá nhiều tầng hoặc quá nhiều phần');
    }
  }
}

function parse(bytes: Uint8Array): JsonValue {
  try {
    // JSON.parse gives nothing else.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)) as JsonValue;
  } catch (cause) {
    throw new JsonError('không phải JSON đọc được', { cause });
  }
}

/**
 * Reads JSON that says each thing in the one way there is: keys in order and once, no spaces, no second spelling of a letter or a
 * number. Whoever reads the bytes with another program sees the same.
 * @throws JsonError
 */
export function readCanonicalJson(bytes: Uint8Array): JsonValue {
  assertModest(bytes);
  const value = parse(bytes);
  if (!canonicalBytes(value).equals(bytes)) {
    throw new JsonError('không ở dạng chuẩn (RFC 8785)');
  }
  return value;
}
