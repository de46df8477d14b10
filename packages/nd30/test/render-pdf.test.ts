import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DOCUMENT_TYPES, exampleLetter, type Letter, type Nd30Error } from '../src/index.ts';
import { renderPdf, type SlotAnchor, type StampAnchor } from '../src/render.ts';
import { readRealLetter } from './real-letter.testing.ts';
import { sampleOf } from './sample-letters.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'congvu-nd30-'));
const HAS_POPPLER = spawnSync('pdftotext', ['-v']).status === 0;
if (!HAS_POPPLER) {
  console.info('nd30: pdftotext is absent, what it reads from the pages was left out');
}
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

const A4 = { width: 595.28, height: 841.89 };

interface Word {
  text: string;
  page: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Words of the page as poppler reads them, in points from the top left. */
function words(pdf: Uint8Array): Word[] {
  const path = join(FOLDER, 'read.pdf');
  writeFileSync(path, pdf);
  const { stdout } = spawnSync('pdftotext', ['-bbox', path, '-'], {
    encoding: 'utf8',
  });
  let page = 0;
  return stdout.split('\n').flatMap((line) => {
    page += line.includes('<page ') ? 1 : 0;
    const match = /xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*)<\/word>/.exec(line);
    return match === null
      ? []
      : [
          {
            text: match[5] ?? '',
            page,
            left: Number(match[1]),
            top: Number(match[2]),
            right: Number(match[3]),
            bottom: Number(match[4]),
          },
        ];
  });
}

function text(pdf: Uint8Array): string {
  return words(pdf)
    .map((word) => word.text)
    .join(' ')
    .normalize('NFC');
}

function isInside(anchor: SlotAnchor | StampAnchor): boolean {
  const { x, y, width, height } = anchor;
  return x >= 0 && y >= 0 && x + width <= A4.width && y + height <= A4.height && width > 0 && height > 0;
}

/** 33 × 33 as a real code has, without being one: what is drawn is compared dot by dot. */
const QR = Array.from({ length: 33 }, (_, y) =>
  Array.from({ length: 33 }, (_, x) => (x * 7 + y * 13 + x * y) % 3 === 0),
);
const CHECK = { address: 'vanban.example.vn/kiem-tra', code: '7KQ2-M9XD-4TRA', qr: QR };

/** Grey dots of page 1. */
function dots(pdf: Uint8Array, dpi: number): (x: number, y: number) => number {
  const path = join(FOLDER, 'dots.pdf');
  writeFileSync(path, pdf);
  const { stdout } = spawnSync('pdftoppm', ['-r', String(dpi), '-f', '1', '-l', '1', '-gray', path], {
    maxBuffer: 1 << 28,
  });
  const [head = '', width = '0'] = /^P5\s+(\d+)\s+\d+\s+255\s/.exec(stdout.toString('latin1', 0, 40)) ?? [];
  return (x, y) => stdout[head.length + Math.round((y / 72) * dpi) * Number(width) + Math.round((x / 72) * dpi)] ?? -1;
}

describe('renderPdf', () => {
  test('writes PDF/A-2b on A4, the same bytes for the same letter, others for another', () => {
    const first = renderPdf(exampleLetter());
    const head = Buffer.from(first.pdf).toString('latin1');
    expect(head.startsWith('%PDF-1.7')).toBe(true);
    expect(head).toContain('<pdfaid:part>2</pdfaid:part>');
    expect(head).toContain('<pdfaid:conformance>B</pdfaid:conformance>');
    expect(first.pages).toBe(2);
    expect(Buffer.compare(first.pdf, renderPdf(exampleLetter()).pdf)).toBe(0);
    expect(Buffer.compare(first.pdf, renderPdf({ ...exampleLetter(), number: 7 }).pdf)).not.toBe(0);
  });

  test.each(DOCUMENT_TYPES.map((type) => type.code))('lays out %s', (code) => {
    const { pdf, pages, anchors } = renderPdf(sampleOf(code));
    expect(pages).toBe(1);
    expect(Object.values(anchors).every(isInside)).toBe(true);
    expect(anchors.day === undefined).toBe(code === 'minutes');
    expect(anchors.secondSignature !== undefined).toBe(code === 'minutes');
    if (HAS_POPPLER) {
      const name = DOCUMENT_TYPES.find((type) => type.code === code)?.name.toLocaleUpperCase('vi') ?? '';
      const read = text(pdf);
      expect(read.includes(name)).toBe(code !== 'official_letter');
      expect(read.match(/\.\/\./g)).toHaveLength(1);
      expect(read).toContain('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM');
      expect(read).toContain('Độc lập - Tự do - Hạnh phúc');
      expect(read).toContain('Số: 07/');
      expect(read.includes('ngày 05 tháng 02 năm 2021')).toBe(code !== 'minutes');
    }
  });

  test('the mark of the public check moves nothing of the letter and keeps PDF/A', () => {
    const contact = ['Số 1, đường Tòng Thị Phóng, Bản Sen', 'vanthu@example.vn'];
    for (const letter of [exampleLetter(), { ...exampleLetter(), contact }]) {
      const plain = renderPdf(letter, { demo: true });
      const marked = renderPdf(letter, { demo: true, check: CHECK });
      expect(marked.anchors).toEqual(plain.anchors);
      expect(marked.pages).toBe(plain.pages);
      expect(Buffer.from(marked.pdf).toString('latin1')).toContain('<pdfaid:part>2</pdfaid:part>');
      expect(Buffer.compare(marked.pdf, renderPdf(letter, { demo: true, check: CHECK }).pdf)).toBe(0);
      if (HAS_POPPLER) {
        const isMark = (word: Word): boolean => word.page === 1 && word.top > A4.height - (20 * 72) / 25.4;
        // Poppler sorts columns by what else is on the page: the places count, not their order.
        const letterWords = (pdf: Uint8Array): string[] =>
          words(pdf)
            .flatMap((word) => (isMark(word) ? [] : [JSON.stringify(word)]))
            .sort();
        expect(letterWords(marked.pdf)).toEqual(letterWords(plain.pdf));
        const foot = words(marked.pdf).filter(isMark);
        expect(foot.map((word) => word.text)).toEqual(expect.arrayContaining([CHECK.address, CHECK.code]));
        expect(Math.max(...foot.map((word) => word.bottom))).toBeLessThan(A4.height - 10);
        expect(text(marked.pdf).match(/Kiểm tra:/g)).toHaveLength(1);
      }
    }
  });

  test.runIf(HAS_POPPLER)('the QR code is drawn module by module, 14 mm wide, in the corner of both margins', () => {
    const dot = dots(renderPdf(exampleLetter(), { check: CHECK }).pdf, 600);
    const mm = 72 / 25.4;
    const [left, top, module] = [12 * mm, 278 * mm, (14 * mm) / 33];
    const wrong = QR.flatMap((row, y) =>
      row.filter((dark, x) => dot(left + (x + 0.5) * module, top + (y + 0.5) * module) < 128 !== dark),
    );
    expect(wrong).toHaveLength(0);
    const quiet = [-2, 35].map((x) => dot(left + x * module, top + 16 * module));
    expect(quiet).toEqual([255, 255]);
  });

  test.each([
    ['a code with other signs', { ...CHECK, code: '7KQ2 <b>' }],
    ['an address with a space', { ...CHECK, address: 'a b' }],
    ['an endless address', { ...CHECK, address: 'a'.repeat(200) }],
    ['no modules', { ...CHECK, qr: [] }],
    ['modules that are no square', { ...CHECK, qr: [[true, false]] }],
  ])('refuses a mark with %s', (_, check) => {
    expect(() => renderPdf(exampleLetter(), { check })).toThrow(
      expect.objectContaining({ code: 'nd30.invalid_letter' }),
    );
  });

  test('anchors: room for number and date before they are allotted, the seal over a third of the signature', () => {
    const { anchors } = renderPdf(exampleLetter());
    expect(anchors.number).toMatchObject({
      page: 1,
      fontSize: 13,
      italic: false,
      align: 'right',
      isBlank: true,
    });
    expect(anchors.day).toMatchObject({
      page: 1,
      italic: true,
      align: 'center',
      isBlank: true,
    });
    expect(anchors.month?.isBlank).toBe(false);
    expect(anchors.year?.isBlank).toBe(false);
    expect(anchors.number?.baseline).toBe(anchors.day?.baseline);
    const { signature, seal, cornerStamp } = anchors;
    expect(seal.x + seal.width - signature.x).toBeCloseTo(signature.width / 3, 1);
    expect(seal.width).toBeCloseTo((36 * 72) / 25.4, 1);
    expect(signature.x + signature.width / 2).toBeGreaterThan(A4.width / 2);
    expect(cornerStamp).toMatchObject({ page: 1, width: 225, height: 25 });
    expect(cornerStamp.y).toBeGreaterThan(A4.height - (20 * 72) / 25.4);
    const filled = renderPdf({
      ...exampleLetter(),
      number: 128,
      issuedOn: '2021-03-22',
    }).anchors;
    expect([filled.number?.isBlank, filled.day?.isBlank]).toEqual([false, false]);
  });

  test('blank number and date: a hand has room to write, expected digits exactly theirs and a share of the space', () => {
    const { number: _number, issuedOn: _issuedOn, ...blank } = exampleLetter();
    const widths = (options?: Parameters<typeof renderPdf>[1]): (number | undefined)[] => {
      const { number, day, month, year } = renderPdf(blank, options).anchors;
      return [number, day, month, year].map((slot) => slot?.width);
    };
    const digit = 6.5;
    expect(widths()).toEqual([36, 22, 26, 34]);
    expect(widths({ expectedDigits: { number: 3, month: 1 } })).toEqual([3 * digit + 2, 13, digit + 4, 26]);
    expect(widths({ expectedDigits: { number: 4, month: 2 } })).toEqual([4 * digit + 2, 13, 13 + 4, 26]);
    expect(widths({ expectedDigits: { number: 40, month: 2 } })[0]).toBe(9 * digit + 2);
    // Set as if the digits stood there: "/" follows where they end, the next word a space further.
    const filled = renderPdf({ ...blank, number: 128, issuedOn: '2021-03-22' }).anchors;
    const open = renderPdf(blank, { expectedDigits: { number: 3, month: 1 } }).anchors;
    const end = (slot: SlotAnchor | undefined): number => (slot?.x ?? 0) + (slot?.width ?? 0);
    expect(end(open.number)).toBeCloseTo(end(filled.number), 1);
    expect(end(open.month) - 2).toBeCloseTo(end(filled.month), 1);
    expect(open.year?.x).toBeCloseTo(filled.year?.x ?? 0, 1);
  });

  test.runIf(HAS_POPPLER)('boxes stand where the decree has them', () => {
    const letter: Letter = {
      ...exampleLetter(),
      number: 7,
      urgency: 'express',
      circulation: 'internal',
      contact: ['Địa chỉ: thị trấn Bản Sen'],
      cornerStamp: 'Số: 07/UBND-VHTT; 22/03/2021; 08:30:05 +07:00',
    };
    const { pdf, anchors } = renderPdf(letter, { demo: true });
    const found = words(pdf);
    const at = (word: string, page = 1): Word => {
      const hit = found.find((item) => item.text.normalize('NFC') === word && item.page === page);
      expect(hit, word).toBeDefined();
      return hit ?? { text: '', page: 0, left: 0, right: 0, top: 0, bottom: 0 };
    };
    const mm = 72 / 25.4;
    const main = found.filter((word) => word.page === 1);
    const stamp = main.filter((word) => word.text === '+07:00');
    const inText = main.filter((word) => word.top > 20 * mm - 1);
    expect(Math.min(...inText.map((word) => word.left))).toBeGreaterThan(30 * mm - 1);
    expect(Math.max(...inText.map((word) => word.right))).toBeLessThan(195 * mm + 1);
    // ô 11 and the corner stamp above ô 1, ô 1 right of ô 2, ô 3 level with ô 4, ô 10b below ô 5b, ô 9b level with ô 7a.
    expect(at('LƯU').bottom).toBeLessThan(at('CỘNG').top + 2);
    expect(stamp[0]?.bottom).toBeLessThan(at('LƯU').top + 2);
    expect(at('CỘNG').left).toBeGreaterThan(at('HUYỆN').right);
    expect(at('07/UBND-VHTT').bottom).toBeCloseTo(at('Sen,').bottom, 0);
    expect(at('V/v').top).toBeGreaterThan(at('07/UBND-VHTT').bottom);
    expect(at('HỎA').top).toBeGreaterThan(at('V/v').bottom);
    expect(at('Kính').top).toBeGreaterThan(at('HỎA').bottom);
    expect(Math.abs(at('TM.').top - at('Nơi').top)).toBeLessThan(4);
    expect(at('Địa').top).toBeGreaterThan(A4.height - 25 * mm);
    expect(at('NGHIỆM').page).toBe(1);
    expect(at('NGHIỆM', 2).page).toBe(2);
    // The signature stands between ô 7a and the name.
    const top = A4.height - anchors.signature.y - anchors.signature.height;
    expect(top).toBeGreaterThanOrEqual(at('TM.').bottom);
    expect(A4.height - anchors.signature.y).toBeLessThanOrEqual(at('Lò').top + 4);
  });

  test.runIf(HAS_POPPLER)('pages are numbered from 2 on, every appendix anew', () => {
    const long = Array.from({ length: 60 }, (_, index) => ({
      kind: 'paragraph' as const,
      text: `Đoạn ${index}. ${'Nội dung. '.repeat(20)}`,
    }));
    const letter = {
      ...exampleLetter(),
      body: long,
      appendices: [
        { title: 'A', body: long },
        { title: 'B', body: [] },
      ],
    };
    const { pdf, pages } = renderPdf(letter);
    const numbers = words(pdf).filter((word) => word.top < 50 && /^\d+$/.test(word.text));
    const byPage = Array.from(
      { length: pages },
      (_, index) => numbers.find((word) => word.page === index + 1)?.text ?? '',
    );
    const part = (count: number): string[] =>
      Array.from({ length: count }, (_, index) => (index === 0 ? '' : String(index + 1)));
    const firstAppendix = words(pdf).find((word) => word.text === 'lục' && word.page > 1)?.page ?? 0;
    expect(firstAppendix).toBeGreaterThan(2);
    expect(byPage).toEqual([...part(firstAppendix - 1), ...part(pages - firstAppendix), '']);
    const centre = numbers.map((word) => (word.left + word.right) / 2);
    expect(centre.every((x) => Math.abs(x - (112.5 * 72) / 25.4) < 1)).toBe(true);
  });

  test.runIf(HAS_POPPLER)('the signing block never stands without text above it', () => {
    for (let lines = 20; lines < 60; lines += 1) {
      const body = Array.from({ length: lines }, (_, index) => ({
        kind: 'paragraph' as const,
        text: `Dòng ${index}`,
      }));
      const { pdf, anchors } = renderPdf({
        ...exampleLetter(),
        body,
        appendices: [],
      });
      const page = words(pdf).filter((word) => word.page === anchors.signature.page);
      const above = page.filter((word) => word.text === 'Dòng');
      expect(above.length, `${lines} lines`).toBeGreaterThan(anchors.signature.page === 1 ? 0 : 1);
    }
  });
});

describe('hostile letters', () => {
  const MARKUP = '#panic("x") #import "@preview/x:1" *đậm* _nghiêng_ $x^2$ <nhãn> @chú \\ `mã` = Đề mục // chú thích';
  const cases: [string, string][] = [
    ['markup', MARKUP],
    ['control characters', 'a\u0000b\u0007c\u001b[31md\u2028e\u202ef'],
    ['lone surrogates', 'a\ud800b\udc00'],
    ['noncharacters and private use', '\uffff\ufffe\ue000\u{fdd0}'],
    ['characters no typeface here has', '😀 👨‍👩‍👧 漢字 สวัสดี'],
    ['marks piled up', `a${'\u0301\u0323'.repeat(500)}`],
    ['a word without an end', 'x'.repeat(20_000)],
    ['one long paragraph', 'từ '.repeat(20_000)],
  ];

  test.each(cases)('%s', (_, value) => {
    const letter: Letter = {
      ...exampleLetter(),
      abstract: value.slice(0, 500),
      recipients: [value.slice(0, 200)],
      body: [
        { kind: 'paragraph', text: value },
        {
          kind: 'table',
          columns: [{ title: value.slice(0, 50) }, { title: 'B' }],
          rows: [[value.slice(0, 500), 'b']],
        },
      ],
      signatory: { lines: [value.slice(0, 60)], name: value.slice(0, 60) },
    };
    const { pdf, anchors } = renderPdf(letter);
    expect(isInside(anchors.signature)).toBe(true);
    if (HAS_POPPLER) {
      // Cut between letters, a line may stand out by less than one letter; it never leaves the paper.
      expect(Math.max(...words(pdf).map((word) => word.right))).toBeLessThan(A4.width - 28);
    }
  });

  test.runIf(HAS_POPPLER)('markup is printed, not obeyed', () => {
    const { pdf } = renderPdf({
      ...exampleLetter(),
      body: [{ kind: 'paragraph', text: MARKUP }],
      appendices: [],
    });
    const read = text(pdf).replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
    expect(read).toContain(`${MARKUP}./.`);
  });

  test('2,000 blocks', () => {
    const body = Array.from({ length: 2_000 }, (_, index) => ({
      kind: 'bullet' as const,
      text: `Nội dung thứ ${index}`,
    }));
    expect(renderPdf({ ...exampleLetter(), body, appendices: [] }).pages).toBeGreaterThan(40);
  });

  test('a state secret and an unknown shape are refused before anything is laid out', () => {
    expect(() => renderPdf({ ...exampleLetter(), secrecy: 'Mật' })).toThrow(
      expect.objectContaining({ code: 'nd30.state_secret' }) as Nd30Error,
    );
    expect(() => renderPdf({ ...exampleLetter(), issuingAgency: [] })).toThrow(
      expect.objectContaining({ code: 'nd30.invalid_letter' }) as Nd30Error,
    );
  });
});

describe('the letter of the story', () => {
  const real = readRealLetter();
  if (real === undefined) {
    console.info('nd30: ../shared/letter is absent, the layout of its letter was left out');
  }
  test.runIf(real !== undefined && HAS_POPPLER)('keeps every word of the text', () => {
    const letter = real ?? exampleLetter();
    const { pdf, pages, anchors } = renderPdf(letter);
    expect(pages).toBe(4);
    expect(anchors.signature.page).toBe(4);
    const read = text(pdf);
    const squeeze = (value: string): string => value.normalize('NFC').replace(/\s+|-/g, '');
    for (const block of letter.body) {
      const value = 'text' in block && typeof block.text === 'string' ? block.text : '';
      expect(squeeze(read).replace(/(?<=\D)[234](?=\D)/g, '')).toContain(
        squeeze(value)
          .replace(/[./]+$/, '')
          .replace(/(?<=\D)[234](?=\D)/g, ''),
      );
    }
    expect(read).toContain('TM. ỦY BAN NHÂN DÂN');
    expect(read).toContain('KT. CHỦ TỊCH');
  });
});
