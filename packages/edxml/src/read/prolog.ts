import { EdxmlError, type EdxmlWarning } from '../errors.ts';

const WIDE_MARKS: readonly (readonly number[])[] = [
  [0xff, 0xfe],
  [0xfe, 0xff],
  [0x00, 0x00, 0xfe, 0xff],
  [0x00, 0x3c],
  [0x3c, 0x00],
];
const BOM = '\u00ef\u00bb\u00bf';
/** The first thing that is markup: whatever stands before it is stray, and a DOCTYPE is never skipped. */
const MARKUP = /<(?:\?xml|!DOCTYPE|!--|[A-Za-z_:])/i;

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
export function findMarkupStart(head: Buffer, warn: (warning: EdxmlWarning) => void): number {
  if (WIDE_MARKS.some((mark) => mark.every((byte, index) => head[index] === byte))) {
    throw new EdxmlError('edxml.encoding_refused', 'Gói tin dùng mã UTF-16 hoặc UTF-32, chỉ nhận UTF-8');
  }
  const text = head.toString('latin1');
  const found = MARKUP.exec(text)?.index ?? text.indexOf('<');
  if (
    /^(MIME-Version|Content-Type|--[^\r\n]+\r?\n(Content-|MIME-))/im.test(text.slice(0, found < 0 ? undefined : found))
  ) {
    throw legacyError();
  }
  if (found < 0) {
    throw new EdxmlError('edxml.not_xml', 'Tệp không phải XML');
  }
  const before = text.slice(0, found);
  if (before.startsWith(BOM)) {
    warn({
      code: 'edxml.repair.byte_order_mark',
      path: '',
      text: 'Đã sửa khi đọc: bỏ dấu thứ tự byte (BOM) ở đầu tệp',
    });
  }
  if (before.replaceAll(BOM, '').trim() !== '') {
    const text = `Đã sửa khi đọc: bỏ ${found} byte thừa trước <?xml`;
    warn({ code: 'edxml.repair.leading_bytes', path: '', text });
  }
  return found;
}

/** True when a DOCTYPE follows the declaration, comments and instructions: it is then refused before it is read. */
export function opensWithDoctype(text: string): boolean {
  let at = 0;
  for (;;) {
    while (/\s/.test(text.charAt(at))) {
      at += 1;
    }
    const mark = text.startsWith('<!--', at) ? '-->' : text.startsWith('<?', at) ? '?>' : undefined;
    if (mark === undefined) {
      return text.startsWith('<!DOCTYPE', at);
    }
    const end = text.indexOf(mark, at + 2);
    if (end < 0) {
      return false;
    }
    at = end + mark.length;
  }
}
