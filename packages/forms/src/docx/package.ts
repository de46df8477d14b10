import { inflateRawSync } from 'node:zlib';
import PizZip from 'pizzip';
import { FormsError } from '../error.ts';

/** A form of two pages with its styles has a few dozen kilobytes; a picture of the office's seal may add some. */
const MAX_BYTES = 5 * 1024 * 1024;
const MAX_UNPACKED = 40 * 1024 * 1024;
const MAX_ENTRIES = 400;
const DIRECTORY_ENTRY = 0x02014b50;
const END_OF_DIRECTORY = Buffer.from([0x50, 0x4b, 5, 6]);

function broken(what: string): FormsError {
  return new FormsError('forms.template_invalid', `Mẫu Word không dùng được: ${what}`);
}

/** Unpacks every entry once with a bound, whatever sizes the file claims (ECMA-376 Part 2, APPNOTE 4.3). */
function assertSmall(bytes: Buffer): void {
  const end = bytes.lastIndexOf(END_OF_DIRECTORY);
  let at = bytes.readUInt32LE(end + 16);
  let left = MAX_UNPACKED;
  const count = bytes.readUInt16LE(end + 10);
  for (let entry = 0; entry < count; entry += 1) {
    if (count > MAX_ENTRIES || bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) {
      throw new RangeError('directory');
    }
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
    const size =
      bytes.readUInt16LE(at + 10) === 0 ? packed.length : inflateRawSync(packed, { maxOutputLength: left }).length;
    left -= size;
    if (left < 0) {
      throw new RangeError('unpacked');
    }
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
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
    throw broken('tệp lấy nội dung từ nơi khác (liên kết ngoài). Hãy bỏ mẫu, hình ảnh liên kết ngoài.');
  }
}

/** A stranger's template, opened. @throws FormsError `forms.template_invalid` */
export function openTemplate(bytes: Uint8Array): PizZip {
  if (bytes.length > MAX_BYTES) {
    throw broken('tệp lớn hơn 5 MB.');
  }
  let zip: PizZip;
  try {
    assertSmall(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    zip = new PizZip(bytes);
  } catch (cause) {
    throw new FormsError(
      'forms.template_invalid',
      'Mẫu Word bị hỏng, quá lớn khi giải nén hoặc không phải tệp .docx.',
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
