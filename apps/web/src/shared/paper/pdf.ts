import type { PDFDocumentProxy } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { createTrusted } from '../html/trusted.ts';

type Pdfjs = typeof import('pdfjs-dist');

let loaded: Promise<Pdfjs> | undefined;

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

export function loadPdfjs(): Promise<Pdfjs> {
  loaded ??= import('pdfjs-dist').then((pdfjs) => {
    pdfjs.GlobalWorkerOptions.workerSrc = workerUrl;
    pdfjs.GlobalWorkerOptions.workerPort = startWorker();
    return pdfjs;
  });
  return loaded;
}

/** Opens the bytes of a PDF; scripts inside it are never run. */
export async function openPdf(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  const pdfjs = await loadPdfjs();
  return pdfjs.getDocument({
    data: bytes,
    wasmUrl: '/pdfjs/wasm/',
    standardFontDataUrl: '/pdfjs/standard_fonts/',
    cMapUrl: '/pdfjs/cmaps/',
    cMapPacked: true,
    iccUrl: '/pdfjs/iccs/',
    useWorkerFetch: false,
    enableXfa: false,
  }).promise;
}
