import { inflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DOCUMENT_TYPES, exampleLetter, type Letter, type Nd30Error } from '../src/index.ts';
import { renderDocx } from '../src/render.ts';
import { sampleOf } from './sample-letters.ts';

/** Entries of the file, read by its central directory. */
function unzip(bytes: Uint8Array): Map<string, string> {
  const zip = Buffer.from(bytes);
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const files = new Map<string, string>();
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < zip.readUInt16LE(end + 10); index += 1) {
    const name = zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28));
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const data = zip.subarray(start, start + zip.readUInt32LE(at + 20));
    files.set(name, (zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(data) : data).toString('utf8'));
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

function paragraphs(xml: string): string[] {
  return xml
    .split('</w:p>')
    .map((part) => [...part.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map((match) => match[1] ?? '').join(''))
    .map((value) =>
      value
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&apos;', "'")
        .replaceAll('&amp;', '&'),
    )
    .filter((value) => value !== '');
}

async function read(letter: Letter): Promise<{ files: Map<string, string>; lines: string[]; xml: string }> {
  const files = unzip(await renderDocx(letter));
  const xml = files.get('word/document.xml') ?? '';
  return { files, lines: paragraphs(xml), xml };
}

describe('renderDocx', () => {
  test('has the boxes of the letter in order', async () => {
    const { lines } = await read({
      ...exampleLetter(),
      number: 7,
      issuedOn: '2021-03-22',
      urgency: 'urgent',
    });
    const order = [
      'ỦY BAN NHÂN DÂN',
      'HUYỆN BẢN SEN',
      'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
      'Độc lập - Tự do - Hạnh phúc',
      'Số: 07/UBND-VHTT',
      'Bản Sen, ngày 22 tháng 3 năm 2021',
      'V/v rà soát tài khoản và chữ ký số của cơ quan, đơn vị',
      'KHẨN',
      'Kính gửi:',
      '- Các phòng, ban, ngành huyện;',
      '- Ủy ban nhân dân các xã, thị trấn.',
      '1. Tài khoản và thư điện tử công vụ',
      'Nơi nhận:',
      '- Như trên;',
      '- Lưu: VT, VHTT.',
      'TM. ỦY BAN NHÂN DÂN',
      'KT. CHỦ TỊCH',
      'PHÓ CHỦ TỊCH',
      'Lò Thị Mai Hương',
      'Phụ lục',
    ];
    expect(order.map((line) => lines.indexOf(line)).filter((index) => index < 0)).toEqual([]);
    const places = order.map((line) => lines.indexOf(line));
    expect(places).toEqual([...places].sort((left, right) => left - right));
    expect(lines.filter((line) => line.endsWith('./.'))).toHaveLength(1);
  });

  test('A4, margins, typeface, page number not on page 1, a section for each appendix', async () => {
    const { xml, files } = await read({
      ...exampleLetter(),
      appendices: [{ title: 'A', body: [], landscape: true }],
    });
    expect(xml.match(/<w:sectPr/g)).toHaveLength(2);
    expect(xml.match(/<w:titlePg/g)).toHaveLength(2);
    expect(xml).toMatch(/w:top="1134"[^>]*w:right="850"[^>]*w:bottom="1134"[^>]*w:left="1701"/);
    expect(xml).toMatch(/<w:pgSz[^>]*w:w="16838"[^>]*w:h="11906"|<w:pgSz[^>]*w:h="11906"[^>]*w:w="16838"/);
    expect(new Set([...xml.matchAll(/w:ascii="([^"]+)"/g)].map((match) => match[1]))).toEqual(
      new Set(['Times New Roman']),
    );
    expect([...files.values()].some((part) => part.includes('>PAGE<'))).toBe(true);
  });

  test.each(DOCUMENT_TYPES.map((type) => type.code))('writes %s', async (code) => {
    const { lines } = await read(sampleOf(code));
    expect(lines.some((line) => line.endsWith('./.'))).toBe(true);
    expect(lines).toContain('Lò Thị Mai Hương');
  });

  test('the same letter gives the same bytes', async () => {
    const [first, second] = [await renderDocx(exampleLetter()), await renderDocx(exampleLetter())];
    expect(Buffer.compare(first, second)).toBe(0);
    expect(unzip(first).get('docProps/core.xml')).toContain('2021-03-01T00:00:00Z');
  });

  test.each(['<w:t>x</w:t> & "y" &amp; ]]>', 'a\u0000b\u001fc\uffff', 'a\ud800b', '😀 漢字', 'x'.repeat(20_000)])(
    'hostile text stays text: %#',
    async (value) => {
      const { lines, files } = await read({
        ...exampleLetter(),
        body: [{ kind: 'paragraph', text: value }],
        appendices: [],
      });
      const expected = value.toWellFormed().replace(/[\p{Cc}\uffff]/gu, '');
      expect(lines).toContain(`${expected}./.`);
      // XML 1.0 allows none of these.
      expect([...files.values()].every((part) => !/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|\p{Cs}/u.test(part))).toBe(true);
    },
  );

  test('refuses what the PDF refuses', async () => {
    const refused = expect.objectContaining({
      code: 'nd30.state_secret',
    }) as Nd30Error;
    await expect(renderDocx({ ...exampleLetter(), secrecy: 'Tối mật' })).rejects.toThrow(refused);
  });
});
