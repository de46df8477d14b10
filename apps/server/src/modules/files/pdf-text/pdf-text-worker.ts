import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { PdfTextAnswer, PdfTextLimits, PdfTextQuestion } from './pdf-text-question.ts';
import { readQuickly } from './quick/quick-text.ts';
import { type Piece, writePage } from './write-page.ts';

const LIBRARY = dirname(fileURLToPath(import.meta.resolve('pdfjs-dist/package.json')));

/** Words that lie on the page as a note or a rubber stamp of a PDF editor, one row each. */
function noteText(annotation: unknown): string {
  if (typeof annotation !== 'object' || annotation === null) {
    return '';
  }
  const contents: unknown = Reflect.get(annotation, 'contentsObj');
  const isOnPage = ['FreeText', 'Stamp'].includes(String(Reflect.get(annotation, 'subtype')));
  const words: unknown = typeof contents === 'object' && contents !== null ? Reflect.get(contents, 'str') : undefined;
  return isOnPage && typeof words === 'string' ? words.normalize('NFC').trim() : '';
}

async function readPage(document: PDFDocumentProxy, number: number): Promise<string> {
  const page = await document.getPage(number);
  const { items } = await page.getTextContent();
  const [left = 0, , , top = 0] = page.view;
  const pieces: Piece[] = items.flatMap((item) => {
    if (!('str' in item)) {
      return [];
    }
    const [, , , , x = 0, y = 0]: number[] = item.transform;
    return [{ text: item.str, x: x - left, y: top - y, width: item.width, height: item.height }];
  });
  const notes = (await page.getAnnotations()).map(noteText).filter((note) => note !== '');
  page.cleanup();
  return [writePage(pieces), ...notes].join('\n');
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function readPages(document: PDFDocumentProxy, limits: PdfTextLimits, startCpu: number): Promise<PdfTextAnswer> {
  const pages: string[] = [];
  let length = 0;
  for (let number = 1; number <= document.numPages; number += 1) {
    if (number > limits.pages || cpuMs() - startCpu > limits.cpuMs) {
      return { kind: 'text', pages, truncated: true };
    }
    const page = await readPage(document, number);
    length += page.length;
    if (length > limits.length) {
      return { kind: 'text', pages: [...pages, page.slice(0, limits.length - length)], truncated: true };
    }
    pages.push(page);
  }
  return { kind: 'text', pages, truncated: false };
}

async function readFully({ pdf, limits }: PdfTextQuestion): Promise<PdfTextAnswer> {
  const startCpu = cpuMs();
  // Sixty megabytes and half a second that most files never need.
  const { getDocument, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const task = getDocument({
    // It takes the bytes over: what is shared with others stays theirs.
    data: pdf.buffer instanceof SharedArrayBuffer ? Uint8Array.from(pdf) : pdf,
    verbosity: VerbosityLevel.ERRORS,
    disableFontFace: true,
    useSystemFonts: false,
    cMapUrl: `${join(LIBRARY, 'cmaps')}/`,
    cMapPacked: true,
    standardFontDataUrl: `${join(LIBRARY, 'standard_fonts')}/`,
  });
  try {
    return await readPages(await task.promise, limits, startCpu);
  } catch (error) {
    return { kind: 'unreadable', message: error instanceof Error ? error.message : String(error) };
  } finally {
    await task.destroy();
  }
}

async function answer(question: PdfTextQuestion): Promise<PdfTextAnswer> {
  const text = readQuickly(question.pdf, question.limits);
  if (text !== undefined) {
    return { kind: 'text', ...text };
  }
  return question.pdf.length > question.limits.fullBytes
    ? { kind: 'text', pages: [], truncated: true }
    : readFully(question);
}

parentPort?.on('message', (question: PdfTextQuestion) => {
  void answer(question).then((said) => parentPort?.postMessage(said));
});
parentPort?.postMessage('ready');
