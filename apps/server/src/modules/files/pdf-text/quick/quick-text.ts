import {
  isArray,
  isDict,
  listPages,
  nameOf,
  openPdf,
  PadesError,
  type PdfDict,
  type PdfFile,
  shownBox,
} from '@congvu/pades/reading';
import type { PdfText, PdfTextLimits } from '../pdf-text-question.ts';
import { writePage } from '../write-page.ts';
import { contentsOf, resourcesOf } from './contents.ts';
import { type Fonts, openFonts } from './font.ts';
import { NotPlain } from './not-plain.ts';
import { WordReader } from './page-words.ts';

/** Words that lie on the page as a note or a rubber stamp are for the full reader. */
function assertNoNotes(file: PdfFile, page: PdfDict): void {
  const annotations = file.resolve(page.entries.get('Annots'));
  for (const item of isArray(annotations) ? annotations.items : []) {
    const annotation = file.resolve(item);
    if (
      isDict(annotation) &&
      ['FreeText', 'Stamp'].includes(nameOf(file.resolve(annotation.entries.get('Subtype'))) ?? '')
    ) {
      throw new NotPlain('a note on the page');
    }
  }
}

function readPage(file: PdfFile, fonts: Fonts, page: PdfDict): string {
  assertNoNotes(file, page);
  const { x, y, height } = shownBox(file, page);
  const reader = new WordReader(file, fonts, { left: x, top: y + height });
  reader.read(contentsOf(file, page), resourcesOf(file, page));
  return writePage(reader.pieces);
}

function readAll(pdf: Uint8Array, limits: PdfTextLimits): PdfText {
  const file = openPdf(pdf);
  const fonts = openFonts(file);
  const all = listPages(file, limits.pages + 1);
  if (all.length > limits.pages) {
    throw new NotPlain('a book');
  }
  const pages = all.map(({ dict }) => readPage(file, fonts, dict));
  if (pages.reduce((sum, page) => sum + page.length, 0) > limits.length) {
    throw new NotPlain('long');
  }
  return { pages, truncated: false };
}

/**
 * The words of a file as nearly every program writes one: strict objects, fonts that say which letters they hold, lines that run from
 * left to right. Undefined for whatever else: there the full reader, twenty times slower, has its say.
 */
export function readQuickly(pdf: Uint8Array, limits: PdfTextLimits): PdfText | undefined {
  try {
    return readAll(pdf, limits);
  } catch (error) {
    if (error instanceof NotPlain || error instanceof PadesError) {
      return undefined;
    }
    throw error;
  }
}
