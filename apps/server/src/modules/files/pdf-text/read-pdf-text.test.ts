import { deflateSync } from 'node:zlib';
import { exampleLetter } from '@congvu/nd30';
import { renderPdf } from '@congvu/nd30/render';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildPdf, buildTextPdf } from '../files.testing.ts';
import { extractPdfText, readPdfText } from './read-pdf-text.ts';

let office: TestOffice;
const agencyId = newId();

beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());

const store = async (bytes: Uint8Array) => ({ agencyId, sha256: (await office.blobs.put(bytes)).sha256 });
const keptTexts = () => rawQuery(office.db, 'select 1 as one from file_text', []);

describe('the words of a page', () => {
  test('of a letter: rows as lines, columns apart, first lines of paragraphs marked, letters of Vietnamese whole', async () => {
    const { pdf } = await renderPdf(exampleLetter());
    const { pages, truncated } = await readPdfText(office, await store(pdf));
    expect(truncated).toBe(false);
    expect(pages).toHaveLength(2);
    const rows = (pages[0] ?? '').split('\n');
    expect(rows[0]).toBe('\tỦY BAN NHÂN DÂN   CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM');
    expect(rows).toContain('\t2. Chữ ký số');
    expect(rows.some((row) => row.startsWith('trước ngày 02/4/2021 để tổng hợp'))).toBe(true);
    expect(pages[0]).toBe(pages[0]?.normalize('NFC'));
  });

  test('are what stands there, row by row, on every page', async () => {
    const pages = ['\tỦY BAN NHÂN DÂN XÃ   TUYỆT MẬT\nHàng hai', 'Trang sau\n\tthụt vào'];
    const { pages: read } = await readPdfText(office, await store(buildTextPdf(pages)));
    expect(read).toEqual(pages);
  });

  test('are read once and kept by the hash of the bytes', async () => {
    const file = await store(buildPdf(['BT /F1 14 Tf 60 700 Td (One page) Tj ET']));
    const before = (await keptTexts()).length;
    expect(await extractPdfText(office, file)).toEqual({ pages: ['One page'], truncated: false });
    expect(await keptTexts()).toHaveLength(before);
    await readPdfText(office, file);
    await readPdfText(office, file);
    expect(await keptTexts()).toHaveLength(before + 1);
    await office.blobs.delete(file.sha256);
    expect(await readPdfText(office, file)).toEqual({ pages: ['One page'], truncated: false });
  });
});

describe('bytes of strangers', () => {
  test.each([
    ['no PDF at all', Buffer.from('MZ')],
    ['a cut one', buildPdf(['BT ET']).subarray(0, 80)],
  ])('%s have no pages', async (_what, bytes) => {
    expect(await readPdfText(office, await store(bytes))).toMatchObject({ pages: [] });
  });

  test('a book is read in part', async () => {
    const book = buildPdf(Array.from({ length: 230 }, (_, index) => `BT /F1 9 Tf 60 700 Td (Page ${index}) Tj ET`));
    const { pages, truncated } = await readPdfText(office, await store(book));
    expect(truncated).toBe(true);
    expect(pages[199]).toBe('Page 199');
    expect(pages).toHaveLength(200);
  });

  test('a page that unfolds to a flood is given up, and the next file is read', async () => {
    const flood = deflateSync(Buffer.alloc(1 << 26, 'BT /F1 9 Tf (ab) Tj ET '), { level: 1 });
    const file = await store(buildPdf([{ deflated: flood }]));
    const { pages, truncated } = await readPdfText(office, file);
    expect({ length: pages.join('').length < 2_000_000, truncated }).toEqual({ length: true, truncated: true });
    const next = await store(buildPdf(['BT /F1 14 Tf 60 700 Td (Next) Tj ET']));
    expect((await readPdfText(office, next)).pages).toEqual(['Next']);
    // On a busy machine the sandbox itself may take its whole half minute before it gives up.
  }, 180_000);
});
