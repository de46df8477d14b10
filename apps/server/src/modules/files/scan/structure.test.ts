import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { inspectStructure } from './structure.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
  }
}

async function codesOf(name: string, bytes: string | Uint8Array, size = 65_536): Promise<string[]> {
  const content = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
  return (await inspectStructure(name, inPieces(content, size))).map(({ code }) => code).sort();
}

async function zipOf(names: readonly string[], filler = 0): Promise<Buffer> {
  const zip = new ZipFile();
  for (const name of names) {
    zip.addReadStreamLazy(name, { compress: false, mtime: new Date(0) }, (give) =>
      give(null, Readable.from([Buffer.alloc(filler, 'x')])),
    );
  }
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) {
    pieces.push(Buffer.from(piece));
  }
  return Buffer.concat(pieces);
}

describe('by name and first bytes', () => {
  test.each([
    ['báo cáo.pdf', '%PDF-1.7\n…', []],
    ['bieu.xlsx', 'PK\x03\x04', []],
    ['ghi chú.txt', 'Ngày 22/3/2021', []],
    ['setup.exe', 'MZ\x90\0', ['files.executable']],
    ['setup.exe', 'not even a program', ['files.executable']],
    ['báo cáo.pdf', 'MZ\x90\0', ['files.disguised']],
    ['báo cáo.pdf.exe', 'MZ\x90\0', ['files.executable']],
    ['cong-van.docx', '\x7fELF\x02', ['files.disguised']],
    ['no-ending', '\x7fELF\x02', ['files.executable']],
    ['chay.pdf', '#!/bin/sh\nrm', ['files.disguised']],
    ['giay moi.pdf.lnk', 'L\0\0\0\x01\x14\x02\0', ['files.disguised']],
    ['mo.hta', '<script>', ['files.script']],
    ['mo.JS', 'var a', ['files.script']],
    ['bieu.xlsm', 'PK\x03\x04', ['files.macro']],
    ['thư.html', '<p>Kính gửi</p>', []],
    ['thư.html', '<p>Kính gửi</p><script>go()</script>', ['files.active_page']],
    ['anh.svg', '<svg xmlns="x" onload="go()">', ['files.active_page']],
    ['anh.png', '<svg xmlns="x" onload = "go()">', ['files.active_page']],
    ['a.pdf', '%PDF-1.4 1 0 obj<</S/JavaScript/JS(app.alert)>>', ['files.active_pdf']],
    ['a.pdf', '%PDF-1.4 1 0 obj<</S /Launch/F(cmd)>>', ['files.active_pdf']],
    ['a.pdf', '%PDF-1.4 (the words JavaScript and Launch)', []],
    [
      'a.doc',
      `\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1${Buffer.from('_VBA_PROJECT', 'utf16le').toString('latin1')}`,
      ['files.macro'],
    ],
    ['a.doc', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 plain', []],
    ['empty.pdf', '', []],
  ])('%s', async (name, bytes, codes) => {
    expect(await codesOf(name, bytes)).toEqual(codes);
  });
});

describe('archives', () => {
  test.each([
    [['so-lieu.json', 'a.pdf', 'www.mic.gov.vn.html'], []],
    [['word/document.xml', 'word/vbaProject.bin'], ['files.macro']],
    [['phu-luc/doc.pdf', 'phu-luc/xem.pdf.exe'], ['files.executable_in_archive']],
    [['a.vbs'], ['files.executable_in_archive']],
  ])('%j', async (names, codes) => {
    expect(await codesOf('a.zip', await zipOf(names))).toEqual(codes);
  });

  test('with a password', async () => {
    const zip = await zipOf(['a.pdf']);
    zip[6] = 1;
    expect(await codesOf('a.zip', zip)).toEqual(['files.encrypted_archive']);
  });

  test('a name that the central directory does not tell is found too', async () => {
    const zip = await zipOf(['aaaa.exe']);
    const central = zip.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    expect(await codesOf('a.zip', zip.subarray(0, central))).toEqual(['files.executable_in_archive']);
  });
});

test('the size of the pieces changes nothing: no name is cut into another one', async () => {
  const honest = await zipOf(['data.json', 'list.xlsx', 'bang.comment', `${'d/'.repeat(400)}x.html`], 3_000);
  const bad = await zipOf(['data.json', 'x/y/z.exe'], 3_000);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5_000 }), async (size) => {
      expect(await codesOf('a.zip', honest, size)).toEqual([]);
      expect(await codesOf('a.zip', bad, size)).toEqual(['files.executable_in_archive']);
    }),
    { numRuns: 60 },
  );
});

test('never throws on any bytes under any name', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 40 }), fc.uint8Array({ maxLength: 3_000 }), async (name, bytes) => {
      await inspectStructure(name, inPieces(Buffer.concat([Buffer.from('PK\x03\x04'), bytes]), 700));
    }),
    { numRuns: 300 },
  );
});
