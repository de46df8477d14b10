import { type Letter, letterFromPage, Nd30Error } from '@congvu/nd30';
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Piece } from './pdf-rows.ts';
import { pageItems } from './pdf-rows.ts';

/** A letter has a few dozen pages at most; a book is not read. */
const MAX_PAGES = 300;

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof getDocument>['promise']>['getPage']>>;

/** Name of the typeface inside the file, e.g. "FMAETM+Tinos-Bold"; known once the page was gone through. */
function fontName(page: Page, key: string): string {
  const font: unknown = page.commonObjs.has(key) ? page.commonObjs.get(key) : undefined;
  const name: unknown = typeof font === 'object' && font !== null ? Reflect.get(font, 'name') : undefined;
  return typeof name === 'string' ? name : '';
}

async function readPage(page: Page): Promise<Piece[]> {
  await page.getOperatorList();
  const { items } = await page.getTextContent();
  const [left = 0, , , top = 0] = page.view;
  return items.flatMap((item) => {
    if (!('str' in item)) {
      return [];
    }
    const [, , , , x = 0, y = 0]: number[] = item.transform;
    const font = fontName(page, item.fontName);
    return [
      {
        text: item.str,
        x: x - left,
        y: top - y,
        width: item.width,
        isBold: /bold|black/i.test(font),
        isItalic: /italic|oblique/i.test(font),
      },
    ];
  });
}

async function readPages(bytes: Buffer): Promise<Piece[][]> {
  const task = getDocument({
    data: new Uint8Array(bytes),
    verbosity: VerbosityLevel.ERRORS,
    disableFontFace: true,
    useSystemFonts: false,
    // Without it fonts do not tell their names.
    fontExtraProperties: true,
  });
  try {
    const document = await task.promise;
    const pages: Piece[][] = [];
    for (let number = 1; number <= Math.min(document.numPages, MAX_PAGES); number += 1) {
      pages.push(await readPage(await document.getPage(number)));
    }
    return pages;
  } catch (cause) {
    const isLocked = cause instanceof Error && cause.name === 'PasswordException';
    const message = isLocked ? 'Tệp PDF có mật khẩu nên không kiểm tra được.' : 'Tệp PDF bị hỏng hoặc không đọc được.';
    throw new Nd30Error('nd30.unreadable_document', message, { cause });
  } finally {
    await task.destroy();
  }
}

/** The letter in a PDF with a text layer. @throws Nd30Error `nd30.unreadable_document`, also for scans and locked files */
export async function readPdf(bytes: Buffer): Promise<Letter> {
  const pages = await readPages(bytes);
  if (pages.every((pieces) => pieces.every((piece) => piece.text.trim() === ''))) {
    throw new Nd30Error('nd30.unreadable_document', 'Tệp PDF chỉ có hình ảnh (bản chụp), không có chữ để kiểm tra.');
  }
  return letterFromPage(pageItems(pages));
}
