import { deflateSync } from 'node:zlib';
import { create, toDataURL } from 'qrcode';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { inspectMail, readMail, readQrCodes } from '../src/index.ts';
import { buildMail, type Draft, OFFICE } from './build-mail.ts';

const ADDRESS = 'https://xac-thuc.f8s.co/qr';
let png: Buffer;

beforeAll(async () => {
  const url = await toDataURL(ADDRESS, { width: 300, margin: 4 });
  png = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
});

async function codesIn(files: Draft['files']): Promise<string[]> {
  const mail = await readMail(buildMail(files === undefined ? {} : { files }));
  return (await readQrCodes(mail)).map(({ text }) => text);
}

/** A PDF as far as a picture in it goes. */
function pdfWith(dictionary: string, data: Uint8Array): Uint8Array {
  return Buffer.concat([
    Buffer.from(
      `%PDF-1.4\n1 0 obj\n<< /Type /XObject /Subtype /Image ${dictionary} /Length ${data.length} >>\nstream\n`,
    ),
    data,
    Buffer.from('\nendstream\nendobj\n%%EOF'),
  ]);
}

test('in a PNG, a JPEG and a large picture around it', async () => {
  const jpeg = await sharp(png).jpeg().toBuffer();
  const poster = await sharp({ create: { width: 1_600, height: 1_200, channels: 3, background: '#dde' } })
    .composite([{ input: png, left: 900, top: 500 }])
    .png()
    .toBuffer();
  const files = [png, jpeg, poster].map((bytes, at) => ({ name: `${at}.png`, bytes }));
  expect(await codesIn(files)).toEqual([ADDRESS, ADDRESS, ADDRESS]);
});

test('in a PDF: JPEG, eight bits of grey, one bit', async () => {
  const jpeg = await sharp(png).jpeg().toBuffer();
  const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true });
  const size = `/Width ${info.width} /Height ${info.height}`;
  const bits = Buffer.alloc(Math.ceil(info.width / 8) * info.height);
  for (let at = 0; at < data.length; at += 1) {
    const [row, column] = [Math.floor(at / info.width), at % info.width];
    const place = row * Math.ceil(info.width / 8) + (column >> 3);
    bits[place] = (bits[place] ?? 0) | ((data[at] ?? 0) > 127 ? 0x80 >> (column & 7) : 0);
  }
  const pdfs = [
    pdfWith(`${size} /Filter /DCTDecode`, jpeg),
    pdfWith(`${size} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode`, deflateSync(data)),
    pdfWith(`${size} /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /FlateDecode`, deflateSync(bits)),
  ];
  expect(await codesIn(pdfs.map((bytes, at) => ({ name: `${at}.pdf`, bytes })))).toEqual([ADDRESS, ADDRESS, ADDRESS]);
});

/** A page that draws the code itself, each dark module a rectangle or a closed path. */
function pdfDrawing(module: (x: number, y: number) => string, before = ''): Uint8Array {
  const { modules } = create(ADDRESS, { errorCorrectionLevel: 'M' });
  const drawn: string[] = [];
  for (let at = 0; at < modules.data.length; at += 1) {
    if (modules.data[at] === 1) {
      drawn.push(module(at % modules.size, modules.size - Math.floor(at / modules.size)));
    }
  }
  const content = deflateSync(
    Buffer.from(`q ${before} 2 0 0 2 40 300 cm 0 g ${drawn.join(' ')} Q BT (0 0 9 9 re f) Tj ET`),
  );
  return Buffer.concat([
    Buffer.from(`%PDF-1.4\n4 0 obj\n<< /Filter /FlateDecode /Length ${content.length} >>\nstream\n`),
    content,
    Buffer.from('\nendstream\nendobj\n%%EOF'),
  ]);
}

test('drawn in a PDF out of rectangles or paths, and what is no code', async () => {
  const rectangle = (x: number, y: number): string => `${x} ${y} 1 1 re f`;
  const path = (x: number, y: number): string => `${x} ${y} m ${x + 1} ${y} l ${x + 1} ${y + 1} l ${x} ${y + 1} l h f`;
  const pdfs = [
    pdfDrawing(rectangle),
    pdfDrawing(path, '1 g 0 0 595 842 re f'),
    pdfDrawing((x, y) => (x % 2 === 0 ? rectangle(x, y) : '')),
    pdfDrawing((x, y) => `${x} ${y} 1 1 re n`),
    // Rectangles that would cost a thousand pictures, and numbers that are none.
    pdfDrawing((x, y) => `${x} ${y} 70 70 re f `.repeat(40)),
    pdfDrawing((x) => `${'9'.repeat(320)} ${x} 1 1 re f`),
  ];
  expect(await codesIn(pdfs.map((bytes, at) => ({ name: `${at}.pdf`, bytes })))).toEqual([ADDRESS, ADDRESS]);
});

test('a picture without one, a broken one, a bomb of pixels', async () => {
  const plain = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  const bomb = pdfWith(
    '/Width 5000 /Height 5000 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode',
    deflateSync(Buffer.alloc(1_000)),
  );
  expect(
    await codesIn([
      { name: 'a.png', bytes: plain },
      { name: 'b.png', bytes: png.subarray(0, 60) },
      { name: 'c.pdf', bytes: bomb },
    ]),
  ).toEqual([]);
});

test('codes are read when asked for, and judged', async () => {
  const raw = buildMail({ from: 'a@congty.example', files: [{ name: 'ma-qr.png', bytes: png }] });
  const [without, asked] = [
    await inspectMail({ raw }, OFFICE),
    await inspectMail({ raw }, OFFICE, { withImages: true }),
  ];
  expect(without.findings.map(({ code }) => code)).not.toContain('QR_HOST');
  expect(asked.findings.find(({ code }) => code === 'QR_HOST')?.text).toContain('xac-thuc.f8s.co');
  expect(asked.score).toBeGreaterThan(without.score);
});
