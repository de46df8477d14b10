import PizZip from 'pizzip';
import { FormsError } from '../error.ts';
import { assertSmall } from '../zip/assert-small.ts';

/** A form of two pages with its styles has a few dozen kilobytes; a picture of the office's seal may add some. */
const MAX_BYTES = 5 * 1024 * 1024;
const MAX_UNPACKED = 40 * 1024 * 1024;

const ELSEWHERE = 'tệp lấy nội dung từ nơi khác (liên kết ngoài). Hãy bỏ mẫu, hình ảnh, trường liên kết ngoài.';

function broken(what: string): FormsError {
  return new FormsError('forms.template_invalid', `Mẫu Word không dùng được: ${what}`);
}

/** Programs inside the file, and parts that Word would fetch from elsewhere when it opens what was made of the template. */
function assertHarmless(zip: PizZip): void {
  const names = Object.keys(zip.files);
  if (names.some((name) => /vbaProject|activeX|\.bin$/i.test(name))) {
    throw broken('tệp có macro hoặc chương trình nhúng. Hãy lưu lại dạng .docx không có macro.');
  }
  const links = names
    .filter((name) => name.endsWith('.rels'))
    .flatMap(
      (name) =>
        zip
          .file(name)
          ?.asText()
          .match(/<Relationship\b[^>]*>/g) ?? [],
    );
  if (
    links.some((link) => /TargetMode\s*=\s*["']External["']/i.test(link) && !/relationships\/hyperlink["']/.test(link))
  ) {
    throw broken(ELSEWHERE);
  }
  if (names.some((name) => name.endsWith('.xml') && fetches(zip.file(name)?.asText() ?? ''))) {
    throw broken(ELSEWHERE);
  }
}

/** Field codes that read a file or ask a program when Word brings fields up to date (ECMA-376 Part 1 §17.16.5; DDE of older files). */
const FETCHING = /\b(?:INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|DDE|DDEAUTO|LINK|DATABASE|RD)\b/i;

/** A code may be cut into several runs: what stands between two field marks is read as one text. */
function fetches(xml: string): boolean {
  const pieces = xml.match(/<(?:\w+:)?fldChar\b|<(?:\w+:)?instrText\b[^>]*>[^<]*/g) ?? [];
  const codes = pieces.map((piece) => (piece.endsWith('fldChar') ? ' ' : piece.replace(/^[^>]*>/, ''))).join('');
  const simple = xml.match(/\binstr\s*=\s*(?:"[^"]*"|'[^']*')/g) ?? [];
  return FETCHING.test(codes) || FETCHING.test(simple.join(' '));
}

/** A stranger's template, opened. @throws FormsError `forms.template_invalid` */
export function openTemplate(bytes: Uint8Array): PizZip {
  if (bytes.length > MAX_BYTES) {
    throw broken('tệp lớn hơn 5 MB.');
  }
  let zip: PizZip;
  try {
    assertSmall(bytes, MAX_UNPACKED);
    zip = new PizZip(bytes);
  } catch (cause) {
    throw new FormsError(
      'forms.template_invalid',
      'Mẫu Word bị hỏng, quá lớn khi giải nén hoặc không phải tệp .docx. Mở bằng Word, lưu lại dạng .docx rồi tải lên lại.',
      { cause },
    );
  }
  if (zip.file('word/document.xml') === null) {
    throw broken('không thấy nội dung văn bản trong tệp .docx.');
  }
  assertHarmless(zip);
  return zip;
}

/** The same package without the clock: dates of entries and properties are that day. */
export function withFixedDates(bytes: Uint8Array, day: string): Uint8Array {
  const zip = new PizZip(bytes);
  const fixed = new PizZip();
  const date = new Date(`${day}T00:00:00Z`);
  for (const name of Object.keys(zip.files).filter((one) => !one.endsWith('/'))) {
    const file = zip.file(name);
    const content =
      name === 'docProps/core.xml'
        ? (file?.asText() ?? '').replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/g, `$1${day}T00:00:00Z`)
        : (file?.asUint8Array() ?? new Uint8Array());
    fixed.file(name, content, { date, createFolders: false });
  }
  return fixed.generate({ type: 'uint8array', compression: 'DEFLATE' });
}
