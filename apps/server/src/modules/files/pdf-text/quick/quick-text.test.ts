import { exampleLetter } from '@congvu/nd30';
import { renderPdf } from '@congvu/nd30/render';
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, test } from 'vitest';
import { buildPdf, buildTextPdf } from '../../files.testing.ts';
import { writePage } from '../write-page.ts';
import { readQuickly } from './quick-text.ts';
import { readToUnicode } from './to-unicode.ts';

const LIMITS = { pages: 200, length: 1_000_000, cpuMs: 3_000, fullBytes: 1_000_000 };

/** The rows as the full reader has them. */
async function readFully(pdf: Uint8Array): Promise<string[]> {
  const task = getDocument({ data: Uint8Array.from(pdf), verbosity: VerbosityLevel.ERRORS, disableFontFace: true });
  const document = await task.promise;
  const pages: string[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const [left = 0, , , top = 0] = page.view;
    const { items } = await page.getTextContent();
    pages.push(
      writePage(
        items.flatMap((item) => {
          if (!('str' in item)) {
            return [];
          }
          const [, , , , x = 0, y = 0]: number[] = item.transform;
          return [{ text: item.str, x: x - left, y: top - y, width: item.width, height: item.height }];
        }),
      ),
    );
  }
  await task.destroy();
  return pages;
}

describe('the quick reader', () => {
  test.each(['Mật khẩu, hộp thư công vụ', 'V/v "rà soát" (đợt 2) – 30%; ĐIỀU 5'])(
    'reads our own pages as the full one does, to the letter: %s',
    async (abstract) => {
      const { pdf } = renderPdf({ ...exampleLetter(), abstract });
      const quick = readQuickly(pdf, LIMITS);
      expect(quick?.pages).toEqual(await readFully(pdf));
      expect(quick?.pages.join(' ').replace(/\s+/g, ' ')).toContain(abstract.slice(0, 20));
    },
  );

  test('leaves to the full one: fonts of the reader, notes on the page, text across it, what is no plain file', () => {
    expect(readQuickly(buildTextPdf(['Một dòng']), LIMITS)).toBeUndefined();
    expect(readQuickly(buildPdf(['BT /F1 14 Tf 60 700 Td (One page) Tj ET']), LIMITS)).toBeUndefined();
    expect(readQuickly(Buffer.from('MZ'), LIMITS)).toBeUndefined();
    const { pdf } = renderPdf(exampleLetter());
    expect(readQuickly(pdf.subarray(0, pdf.length / 2), LIMITS)).toBeUndefined();
  });

  test('leaves a long file to the full one, which reads a part of it', () => {
    const { pdf } = renderPdf(exampleLetter());
    expect(readQuickly(pdf, { ...LIMITS, pages: 1 })).toBeUndefined();
    expect(readQuickly(pdf, { ...LIMITS, length: 100 })).toBeUndefined();
  });
});

describe('a map of letters', () => {
  const map = (text: string) => [...readToUnicode(Buffer.from(text))];

  test('single codes, ranges that count up, ranges with a list, letters beyond 65,535', () => {
    expect(
      map(`2 beginbfchar <01> <1EA4> <0002> <D83DDE00> endbfchar
        2 beginbfrange <10> <12> <0041> <20> <21> [<0062> <00630064>] endbfrange`),
    ).toEqual([
      [1, 'Ấ'],
      [2, '😀'],
      [16, 'A'],
      [17, 'B'],
      [18, 'C'],
      [32, 'b'],
      [33, 'cd'],
    ]);
  });

  test.each([
    '1 beginbfrange <0000> <FFFFFF> <0041> endbfrange',
    '/Other usecmap',
    '1 beginbfchar <01> <41> endbfchar',
  ])('refused: %s', (text) => {
    expect(() => map(text)).toThrow();
  });
});
