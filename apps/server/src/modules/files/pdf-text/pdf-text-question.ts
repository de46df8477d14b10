/** What the reader is asked in its sandbox; plain data, copied into the thread. */
export interface PdfTextQuestion {
  pdf: Uint8Array;
  limits: PdfTextLimits;
}

export interface PdfTextLimits {
  pages: number;
  /** UTF-16 units of all pages together. */
  length: number;
  /** Of the thread's own processor time; what was read until then is the answer. */
  cpuMs: number;
  /** Larger files are read in the quick way or not at all: the full one holds several copies. */
  fullBytes: number;
}

export interface PdfText {
  /** One text a page, one line a row of the page, NFC: see `writePage`. */
  pages: string[];
  /** True when the file has more than was read. */
  truncated: boolean;
}

export type PdfTextAnswer =
  | ({ kind: 'text' } & PdfText)
  /** No PDF, encrypted, or too broken to be read. */
  | { kind: 'unreadable'; message: string };
