import { PkiError } from '../errors.ts';
import { octetString, tlv } from './write.ts';

/** One parsed value. `bytes` is the whole encoding as found, `content` what is inside; both are views, never copies. */
export interface Node {
  tag: number;
  constructed: boolean;
  bytes: Uint8Array;
  content: Uint8Array;
  children: Node[];
}

const MAX_DEPTH = 40;
const MAX_NODES = 20_000;

interface Cursor {
  bytes: Uint8Array;
  nodes: number;
}

interface Header {
  tag: number;
  contentStart: number;
  /** undefined: indefinite length (BER), ends with two zero bytes. */
  length: number | undefined;
}

function fail(text: string): never {
  throw new PkiError('pki.der', `Dữ liệu ASN.1 hỏng: ${text}.`);
}

function readHeader({ bytes }: Cursor, offset: number, end: number): Header {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined || offset + 2 > end) {
    fail('bị cắt ở phần đầu');
  }
  if ((tag & 0x1f) === 0x1f) {
    fail('thẻ nhiều byte');
  }
  if (first < 0x80) {
    return { tag, contentStart: offset + 2, length: first };
  }
  if (first === 0x80) {
    return { tag, contentStart: offset + 2, length: undefined };
  }
  const count = first & 0x7f;
  if (count > 4 || offset + 2 + count > end) {
    fail('độ dài không đọc được');
  }
  let length = 0;
  for (let index = 0; index < count; index += 1) {
    length = length * 256 + (bytes[offset + 2 + index] ?? 0);
  }
  return { tag, contentStart: offset + 2 + count, length };
}

function readChildren(
  cursor: Cursor,
  start: number,
  end: number | undefined,
  limit: number,
  depth: number,
): { children: Node[]; next: number } {
  const children: Node[] = [];
  let offset = start;
  while (end === undefined || offset < end) {
    if (end === undefined && cursor.bytes[offset] === 0 && cursor.bytes[offset + 1] === 0) {
      return { children, next: offset };
    }
    if (cursor.bytes[offset] === 0) {
      fail('thẻ 0 giữa dữ liệu');
    }
    const { node, next } = readAt(cursor, offset, end ?? limit, depth + 1);
    children.push(node);
    offset = next;
  }
  return { children, next: offset };
}

function readAt(cursor: Cursor, offset: number, limit: number, depth: number): { node: Node; next: number } {
  cursor.nodes += 1;
  if (depth > MAX_DEPTH || cursor.nodes > MAX_NODES) {
    fail('lồng quá sâu hoặc quá nhiều phần tử');
  }
  const { tag, contentStart, length } = readHeader(cursor, offset, limit);
  const constructed = (tag & 0x20) !== 0;
  if (length === undefined && !constructed) {
    fail('độ dài không xác định ở kiểu nguyên tố');
  }
  const end = length === undefined ? undefined : contentStart + length;
  if (end !== undefined && end > limit) {
    fail('dài hơn phần chứa nó');
  }
  const inner = constructed
    ? readChildren(cursor, contentStart, end, limit, depth)
    : { children: [], next: end ?? contentStart };
  const contentEnd = end ?? inner.next;
  const next = end ?? inner.next + 2;
  return {
    node: {
      tag,
      constructed,
      bytes: cursor.bytes.subarray(offset, next),
      content: cursor.bytes.subarray(contentStart, contentEnd),
      children: inner.children,
    },
    next,
  };
}

/**
 * Reads one value, DER or BER with indefinite lengths, and what follows it.
 * @throws PkiError `pki.der` for anything cut, too deep or too large
 */
export function readValue(bytes: Uint8Array): { node: Node; rest: Uint8Array } {
  const { node, next } = readAt({ bytes, nodes: 0 }, 0, bytes.length, 0);
  return { node, rest: bytes.subarray(next) };
}

export function child(node: Node, index: number): Node {
  const found = node.children[index];
  if (found === undefined) {
    fail(`thiếu phần tử thứ ${index + 1}`);
  }
  return found;
}

export function expectTag(node: Node, tag: number): Node {
  if (node.tag !== tag) {
    fail(`gặp thẻ 0x${node.tag.toString(16)}, cần 0x${tag.toString(16)}`);
  }
  return node;
}

export function readOid(node: Node): string {
  const last = expectTag(node, 0x06).content.at(-1);
  if (last === undefined || last >= 0x80) {
    fail('định danh đối tượng bị cắt');
  }
  const parts: number[] = [];
  let value = 0;
  for (const byte of node.content) {
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) {
      parts.push(value);
      value = 0;
    }
  }
  const first = parts[0] ?? 0;
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - root * 40, ...parts.slice(1)].join('.');
}

/** Exactly so many parts. */
export function expectCount(node: Node, count: number): Node {
  if (node.children.length !== count) {
    fail(`có ${node.children.length} phần tử, cần ${count}`);
  }
  return node;
}

/** OCTET STRING, also in BER pieces; the tag is the caller's where it is implicit. */
export function readOctets(node: Node): Uint8Array {
  return node.constructed ? Buffer.concat(node.children.map(readOctets)) : node.content;
}

/** A BIT STRING of whole bytes, as signatures and keys are. */
export function readBits(node: Node): Uint8Array {
  if (expectTag(node, 0x03).content[0] !== 0) {
    fail('chuỗi bit không tròn byte');
  }
  return node.content.subarray(1);
}

export function readText(node: Node): string {
  if (node.tag === 0x1e) {
    if (node.content.length % 2 !== 0) {
      fail('chuỗi BMP lẻ byte');
    }
    return Buffer.from(node.content).swap16().toString('utf16le').normalize('NFC');
  }
  return Buffer.from(node.content)
    .toString(node.tag === 0x14 ? 'latin1' : 'utf8')
    .normalize('NFC');
}

export function readTime(node: Node): Date {
  const text = Buffer.from(node.content).toString('latin1');
  const match = (
    node.tag === 0x17
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z$/
      : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:\.\d+)?Z$/
  ).exec(text);
  if (match === null) {
    fail(`thời điểm "${text}" không đọc được`);
  }
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00'] = match;
  const full = year.length === 4 ? year : `${Number(year) < 50 ? '20' : '19'}${year}`;
  const at = new Date(`${full}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(at.getTime())) {
    fail(`thời điểm "${text}" không có thật`);
  }
  return at;
}

/** The same value with definite lengths and strings in one piece; DER input comes back as it is. */
export function toDefinite(node: Node): Uint8Array {
  if (!node.constructed) {
    return node.bytes;
  }
  if (node.tag === 0x24) {
    return octetString(readOctets(node));
  }
  return tlv(node.tag, ...node.children.map(toDefinite));
}

/** Whether a length anywhere inside is indefinite (BER only). */
export function isIndefinite(node: Node): boolean {
  return node.constructed && (node.bytes[1] === 0x80 || node.children.some(isIndefinite));
}

/** INTEGER small enough to count with. */
export function readSmallInteger(node: Node): number {
  expectTag(node, 0x02);
  if (node.content.length === 0 || node.content.length > 6 || ((node.content[0] ?? 0) & 0x80) !== 0) {
    fail('số nguyên ngoài khoảng');
  }
  return node.content.reduce((value, byte) => value * 256 + byte, 0);
}
