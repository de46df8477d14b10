import type { PDFDocumentProxy } from 'pdfjs-dist';
import { getBytes } from '../api/client.ts';
import { openPdf } from './pdf.ts';

const DPI = 200;

async function drawPage(pdf: PDFDocumentProxy, number: number): Promise<string> {
  const page = await pdf.getPage(number);
  const viewport = page.getViewport({ scale: DPI / 72 });
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(viewport.width);
  canvas.height = Math.round(viewport.height);
  await page.render({ canvas, viewport, intent: 'print' }).promise;
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  return blob === null ? '' : URL.createObjectURL(blob);
}

function showImages(urls: string[]): Promise<HTMLElement> {
  const host = document.createElement('div');
  host.className = 'print-only';
  const images = urls.map((url) => {
    const image = new Image();
    image.src = url;
    return image;
  });
  host.append(...images);
  document.body.append(host);
  return Promise.all(images.map((image) => image.decode())).then(() => host);
}

/** Prints the pages as they are; a frame with the file itself is closed to us by the page's policy. */
export async function printPdf(pdf: PDFDocumentProxy, onProgress: (page: number) => void): Promise<void> {
  const urls: string[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    onProgress(number);
    urls.push(await drawPage(pdf, number));
  }
  const host = await showImages(urls);
  document.body.classList.add('is-printing-pages');
  window.print();
  document.body.classList.remove('is-printing-pages');
  host.remove();
  for (const url of urls) {
    URL.revokeObjectURL(url);
  }
}

/** Prints a paper that is not on the screen, e.g. a report. */
export async function printAddress(url: string): Promise<void> {
  const pdf = await openPdf(await getBytes(url, new AbortController().signal, () => undefined));
  try {
    await printPdf(pdf, () => undefined);
  } finally {
    await pdf.loadingTask.destroy();
  }
}
