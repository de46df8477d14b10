import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useState } from 'react';
import { getBytes } from '../api/client.ts';
import { ApiError } from '../api/errors.ts';
import { openPdf } from './pdf.ts';

export interface PdfState {
  document: PDFDocumentProxy | undefined;
  progress: number | undefined;
  error: unknown;
}

/** What pdf.js throws at files that are no PDF, damaged, or made to exhaust it. */
const BROKEN = new Set(['InvalidPDFException', 'FormatError', 'UnknownErrorException', 'RangeError']);

function readable(error: unknown): unknown {
  const name = error instanceof Error ? error.name : '';
  if (name === 'PasswordException') {
    return new ApiError(
      422,
      'files.encrypted_pdf',
      'Tệp PDF đặt mật khẩu nên không xem được trên trang. Đề nghị nơi gửi gửi bản không mật khẩu.',
      [],
      '',
    );
  }
  if (BROKEN.has(name)) {
    return new ApiError(
      422,
      'files.broken_pdf',
      'Tệp PDF hỏng hoặc thiếu phần cuối nên không xem được. Tải tệp về để kiểm tra hoặc đề nghị nơi gửi gửi lại.',
      [],
      '',
    );
  }
  return error;
}

export interface PdfSource {
  url: string;
  local?: globalThis.File | undefined;
}

/** A file chosen on this machine is read directly: the page's policy lets nothing be fetched but from the server. */
async function readBytes(
  source: PdfSource,
  signal: AbortSignal,
  onProgress: (done: number | undefined) => void,
): Promise<Uint8Array> {
  return source.local === undefined
    ? getBytes(source.url, signal, onProgress)
    : new Uint8Array(await source.local.arrayBuffer());
}

/** Reads and opens a PDF; the one before stays shown until the next is ready. */
export function usePdf(file: PdfSource | null, attempt: number): PdfState {
  const url = file?.url;
  const local = file?.local;
  const [state, setState] = useState<PdfState & { attempt: number }>({
    attempt,
    document: undefined,
    progress: undefined,
    error: undefined,
  });
  useEffect(() => {
    if (url === undefined) {
      return;
    }
    const abort = new AbortController();
    let opened: PDFDocumentProxy | undefined;
    setState({ attempt, document: undefined, progress: undefined, error: undefined });
    readBytes({ url, local }, abort.signal, (progress) => setState((now) => ({ ...now, progress })))
      .then(openPdf)
      .then((document) => {
        opened = document;
        if (abort.signal.aborted) {
          void document.loadingTask.destroy();
          return;
        }
        setState({ attempt, document, progress: 1, error: undefined });
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted) {
          setState({ attempt, document: undefined, progress: undefined, error: readable(error) });
        }
      });
    return () => {
      abort.abort();
      void opened?.loadingTask.destroy();
    };
  }, [url, local, attempt]);
  return state;
}
