import { EdxmlError } from '../errors.ts';
import type { Warn } from '../texts/warnings.ts';

const BOM = '\u00ef\u00bb\u00bf';
/** The first thing that is markup: whatever stands before it is stray, and a declaration is never skipped. */
const MARKUP = /<(?:\?xml|![A-Za-z[-]|[A-Za-z_:])/i;

/** UTF-16 and UTF-32: their byte order marks, or "<" with a zero byte beside it wherever it stands. */
function isWide(text: string): boolean {
  const marks = ['\u00ff\u00fe', '\u00fe\u00ff'];
  return marks.some((mark) => text.startsWith(mark)) || text.includes('\0<') || text.includes('<\0');
}

/** V5: the SOAP with MIME eDoc of 2014–2016. */
export function legacyError(): EdxmlError {
  return new EdxmlError(
    'edxml.legacy_unsupported',
    'Gói tin theo chuẩn eDoc cũ (SOAP/MIME, 2014–2016): không hỗ trợ, đề nghị bên gửi gửi lại theo QCVN 102',
  );
}

/**
 * Where the XML starts in the first bytes of a message: stray bytes before the declaration and a byte order mark are
 * recorded and skipped.
 *
 * @throws {EdxmlError} `edxml.encoding_refused` (UTF-16, UTF-32), `edxml.legacy_unsupported` (MIME), `edxml.not_xml`
 */
export function findMarkupStart(head: Buffer, warn: Warn): number {
  const text = head.toString('latin1');
  if (isWide(text)) {
    throw new EdxmlError('edxml.encoding_refused', 'Gói tin dùng mã UTF-16 hoặc UTF-32, chỉ nhận UTF-8');
  }
  const found = MARKUP.exec(text)?.index ?? text.indexOf('<');
  if (
    /^(MIME-Version|Content-Type|--[^\r\n]+\r?\n(Content-|MIME-))/im.test(text.slice(0, found < 0 ? undefined : found))
  ) {
    throw legacyError();
  }
  if (found < 0) {
    throw new EdxmlError('edxml.not_xml', 'Tệp không phải XML');
  }
  const start = lastStart(text, found);
  const before = text.slice(0, start);
  assertUtf8(before);
  if (before.includes(BOM)) {
    warn('edxml.repair.byte_order_mark', '');
  }
  const stray = before.replaceAll(BOM, '');
  // White space may stand before a root element, not before a declaration (XML 1.0 §2.8).
  if (text.startsWith('<?xml', start) ? stray !== '' : stray.trim() !== '') {
    warn('edxml.repair.leading_bytes', '', String(stray.length));
  }
  return start;
}

/** Programs that join parts write the declaration or the mark twice: the last before the first tag counts. */
function lastStart(text: string, found: number): number {
  const tag = /<[^?]/.exec(text.slice(found));
  const head = text.slice(0, tag === null ? undefined : found + tag.index);
  const mark = head.lastIndexOf(BOM);
  const declaration = /^[\s\S]*(?=<\?xml\s)/i.exec(head)?.[0].length ?? 0;
  return Math.max(found, mark < 0 ? 0 : mark + BOM.length, declaration);
}

/** A declaration that is left out must not have named another encoding. */
function assertUtf8(skipped: string): void {
  const encoding = /<\?xml[^>]*?encoding\s*=\s*["']([^"']*)/i.exec(skipped)?.[1];
  if (encoding !== undefined && !isUtf8(encoding)) {
    throw encodingError(encoding);
  }
}

export function isUtf8(encoding: string): boolean {
  return /^(utf-?8|us-ascii)$/i.test(encoding);
}

export function encodingError(encoding: string): EdxmlError {
  return new EdxmlError('edxml.encoding_refused', `Gói tin phải dùng mã UTF-8, không phải ${encoding.slice(0, 40)}`);
}

/** True when a DOCTYPE, in any spelling, or another declaration follows the declaration, comments and instructions: it is then refused before it is read. */
export function opensWithDoctype(text: string): boolean {
  let at = 0;
  for (;;) {
    while (/\s/.test(text.charAt(at))) {
      at += 1;
    }
    const mark = text.startsWith('<!--', at) ? '-->' : text.startsWith('<?', at) ? '?>' : undefined;
    if (mark === undefined) {
      return text.startsWith('<!', at);
    }
    const end = text.indexOf(mark, at + 2);
    if (end < 0) {
      return false;
    }
    at = end + mark.length;
  }
}
