import type { PDFDocumentProxy, PDFWorker } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { createTrusted } from '../html/trusted.ts';

type Pdfjs = typeof import('pdfjs-dist');

interface Reader extends Pick<Pdfjs, 'getDocument' | 'TextLayer'> {
  worker: PDFWorker;
}

let loaded: Promise<Reader> | undefined;

/**
 * The worker starts from a blob of ours: it then lives under the policy of the page. Loaded by its own address it would get
 * the policy of that file, which allows nothing, and could not open the decoders of scans.
 */
function startWorker(): Worker {
  const source = `import ${JSON.stringify(new URL(workerUrl, location.href).href)};`;
  // The policy makes the one script there is; it vouches for no address that somebody hands it.
  const policy = createTrusted('congvu-worker', {
    createScriptURL: () => URL.createObjectURL(new Blob([source], { type: 'text/javascript' })),
  });
  return new Worker(policy.createScriptURL(''), { type: 'module' });
}

export function loadPdfjs(): Promise<Reader> {
  loaded ??= import('pdfjs-dist').then(({ getDocument, TextLayer, PDFWorker }) => ({
    getDocument,
    TextLayer,
    worker: PDFWorker.create({ port: startWorker() }),
  }));
  return loaded;
}

/** Opens the bytes of a PDF; scripts inside it are never run. */
export async function openPdf(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  const { getDocument, worker } = await loadPdfjs();
  return getDocument({
    data: bytes,
    // Handed to each document: one that pdf.js finds by itself is taken down with the first document that is closed, and
    // the file opened in that moment is refused.
    worker,
    wasmUrl: '/pdfjs/wasm/',
    standardFontDataUrl: '/pdfjs/standard_fonts/',
    cMapUrl: '/pdfjs/cmaps/',
    cMapPacked: true,
    iccUrl: '/pdfjs/iccs/',
    useWorkerFetch: false,
    enableXfa: false,
  }).promise;
}
