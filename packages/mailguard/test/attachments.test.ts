import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type AttachmentReason, attachmentVerdict, typeByBytes } from '../src/index.ts';

const encoder = new TextEncoder();
const OLE = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';

function latin(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** A zip whose entries are empty or encrypted: its directory is all that is read. */
function zipOf(names: readonly string[], isEncrypted = false): Uint8Array {
  const flags = isEncrypted ? 1 : 0;
  const content = deflateRawSync(Buffer.from('x'));
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const name of names) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(flags, 6);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(content.length, 18);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(flags | 0x800, 8);
    entry.writeUInt32LE(content.length, 20);
    entry.writeUInt16LE(Buffer.byteLength(name), 28);
    entry.writeUInt32LE(offset, 42);
    locals.push(local, Buffer.from(name), content);
    directory.push(entry, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + content.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(names.length, 8);
  end.writeUInt16LE(names.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}

const ROWS: readonly [string, Uint8Array, AttachmentReason][] = [
  ['Công văn 315.pdf', latin('%PDF-1.7'), 'allowed_kind'],
  ['bang-luong.xlsx', zipOf(['xl/workbook.xml']), 'allowed_kind'],
  ['anh.jpg', latin('\xff\xd8\xff\xe0'), 'allowed_kind'],
  ['thu.eml', latin('<html>'), 'allowed_kind'],
  ['ho-so.7z', latin('7z\xbc\xaf\x27\x1c'), 'allowed_kind'],
  ['', latin('ABC'), 'allowed_kind'],
  ['cai-dat.exe', latin('MZ'), 'executable'],
  ['phim-tat.lnk', latin('L\0\0\0'), 'executable'],
  ['dia.iso', latin('x'), 'executable'],
  ['ghi-chu.one', latin('x'), 'executable'],
  ['app.apk', zipOf(['AndroidManifest.xml']), 'executable'],
  ['cong-van.pdf.exe', latin('MZ'), 'double_extension'],
  ['cong-van.pdf                    .scr', latin('MZ'), 'double_extension'],
  ['hoa-don.pdf.html', latin('<html>'), 'double_extension'],
  ['cong-van\u202efdp.exe', latin('MZ'), 'reversed_name'],
  ['cong-van.pdf', latin('MZ\x90\0'), 'disguised'],
  ['cong-van.doc', latin('\x7fELF'), 'disguised'],
  ['hoa-don.html', latin('<html><p>Xin chào</p>'), 'page'],
  ['hoa-don.svg', latin('<svg><script>atob("x")</script></svg>'), 'smuggling'],
  ['dang-nhap.htm', latin('<form><input name=p type="password"></form>'), 'password_page'],
  ['khong-duoi', latin('<!doctype html><form><input type=password>'), 'password_page'],
  ['bao-cao.docm', zipOf(['word/vbaProject.bin']), 'macro'],
  ['bao-cao.docx', zipOf(['word/document.xml', 'word/vbaProject.bin']), 'macro'],
  ['bao-cao.xls', Buffer.concat([latin(OLE), Buffer.from('_VBA_PROJECT', 'utf16le')]), 'macro'],
  ['bao-cao.xls', latin(`${OLE}xxx`), 'allowed_kind'],
  ['ho-so.zip', zipOf(['a.pdf'], true), 'locked_archive'],
  ['ho-so.zip', zipOf(['thu muc/cong van.pdf.exe']), 'executable_inside'],
  ['ho-so.zip', zipOf(['a.pdf', 'b.docx']), 'allowed_kind'],
  ['la.qqq', latin('x'), 'unknown_kind'],
];

test.each(ROWS)('%s', (name, bytes, reason) => {
  const found = attachmentVerdict(name, bytes);
  expect(found.reason).toBe(reason);
  expect(found.verdict).toBe(reason === 'allowed_kind' || reason === 'locked_archive' ? 'allowed' : 'quarantine');
  expect(found.text).not.toMatch(/[\u202a-\u202e]|\{name\}/);
});

describe('what a file is, its first bytes tell', () => {
  test.each([
    ['%PDF-1.4', 'application/pdf'],
    ['PK\x03\x04', 'application/zip'],
    ['MZ', 'application/x-msdownload'],
    ['\xef\xbb\xbf<!DOCTYPE html>', 'text/html'],
    ['<?xml version="1.0"?><svg xmlns="x">', 'image/svg+xml'],
    ['Kính gửi', 'application/octet-stream'],
    ['', 'application/octet-stream'],
  ])('%j', (start, type) => {
    expect(typeByBytes(start.startsWith('K') ? encoder.encode(start) : latin(start))).toBe(type);
  });
});

test('a zip that lies about its directory is read no further than its bytes', () => {
  const zip = Buffer.from(zipOf(['a.exe']));
  zip.writeUInt32LE(0xfffffff0, zip.length - 6);
  expect(attachmentVerdict('a.zip', zip).reason).toBe('allowed_kind');
  expect(attachmentVerdict('a.zip', zip.subarray(0, 30)).reason).toBe('allowed_kind');
});
