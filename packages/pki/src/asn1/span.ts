import { PkiError } from '../errors.ts';

/** Where one DER value stands, without looking inside: for structures too long to become objects. */
export interface Span {
  tag: number;
  start: number;
  contentStart: number;
  end: number;
}

function fail(text: string): never {
  throw new PkiError('pki.der', `Dữ liệu ASN.1 hỏng: ${text}.`);
}

/** The end of the content that starts behind the length octets at `offset + 1`. Definite lengths only. */
export function readSpan(bytes: Uint8Array, offset: number, limit: number): Span {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined || offset + 2 > limit || (tag & 0x1f) === 0x1f) {
    fail('bị cắt hoặc thẻ lạ');
  }
  let contentStart = offset + 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    contentStart += count;
    if (count === 0 || count > 4 || contentStart > limit) {
      fail('độ dài không đọc được');
    }
    length = 0;
    for (let index = offset + 2; index < contentStart; index += 1) {
      length = length * 256 + (bytes[index] ?? 0);
    }
  }
  const end = contentStart + length;
  if (end > limit) {
    fail('dài hơn phần chứa nó');
  }
  return { tag, start: offset, contentStart, end };
}

export function expectSpan(span: Span, tag: number): Span {
  if (span.tag !== tag) {
    fail(`gặp thẻ 0x${span.tag.toString(16)}, cần 0x${tag.toString(16)}`);
  }
  return span;
}

/** The values standing one after the other between two places. */
export function listSpans(bytes: Uint8Array, start: number, end: number, most: number): Span[] {
  const found: Span[] = [];
  for (let offset = start; offset < end; ) {
    if (found.length === most) {
      fail('quá nhiều phần tử');
    }
    const span = readSpan(bytes, offset, end);
    found.push(span);
    offset = span.end;
  }
  return found;
}
