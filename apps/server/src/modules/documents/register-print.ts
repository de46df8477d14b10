import { createHash } from 'node:crypto';
import { create } from 'qrcode';
import { AppError } from '../../platform/errors.ts';
import { printApart } from '../../platform/print-apart.ts';

export interface RegisterColumn {
  /** Heading as the annex prints it. */
  title: string;
  /** Width in millimetres; the one column without takes what is left. */
  widthMm?: number;
  align: 'left' | 'center' | 'right';
}

/** First leaf of a bound register (Decree 30/2020, Annex IV). */
export interface RegisterCover {
  /** Cơ quan chủ quản; empty when there is none. */
  governingName: string;
  agencyName: string;
  year: number;
  /** `15/3/2021`; both empty when the register has no rows. */
  fromDate: string;
  toDate: string;
  /** Undefined in books without numbers of their own (sổ theo dõi). */
  fromNumber?: string;
  toNumber?: string;
  volume: number;
}

export interface RegisterBook {
  /** `SỔ ĐĂNG KÝ VĂN BẢN ĐẾN`. */
  title: string;
  /** The line under the title: `Năm 2021, quyển số 1, từ số 1 đến số 1.248`. */
  subtitle: string;
  /** Undefined leaves the cover out. */
  cover?: RegisterCover;
  columns: RegisterColumn[];
  /** Plain text cells; a row has as many cells as there are columns. */
  rows: string[][];
  /** Rows printed struck through (recalled, cancelled), by index. */
  struck?: number[];
  printedBy: string;
  /** As printed: `14:05 ngày 22/3/2021`. */
  printedAt: string;
  /** What the audit trail held at its last checkpoint: on paper nobody can cut it (security.md §2.8). */
  checkpoint?: { line: string; note: string } | undefined;
}

export interface PrintJob {
  book: RegisterBook;
  /** Short code at the foot of every page: whoever holds the paper can tell whether the rows are the ones of the system. */
  code: string;
  /** The signed note of the checkpoint as a picture, in SVG; on paper a telephone reads it. */
  qr?: string;
}

const MAX_ROWS = 20_000;

/** Same rows, same code: first 12 hex digits of the SHA-256 of title, columns and rows. */
export function registerCode(book: RegisterBook): string {
  const content = JSON.stringify([book.title, book.columns.map((column) => column.title), book.rows]);
  return createHash('sha256').update(content).digest('hex').slice(0, 12).toUpperCase();
}

/** One path of dark bars, without the quiet zone, which the margin of the page gives. */
export function qrPicture(text: string): string {
  const { size, data } = create(text, { errorCorrectionLevel: 'L' }).modules;
  const rows = Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_none, x) => data[y * size + x]));
  const bars = rows.flatMap((row, y) =>
    [
      ...row
        .map((dark) => (dark === 1 ? '#' : '.'))
        .join('')
        .matchAll(/#+/g),
    ].map(({ index, 0: { length } }) => `M${index} ${y}h${length}v1h-${length}z`),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"><path d="${bars.join('')}"/></svg>`;
}

const PRINTER = new URL('./register-printer.ts', import.meta.url);

/**
 * A register as PDF/A, A4 landscape, columns repeated on every page. It runs in a process of its own: ten thousand rows take
 * seconds and more than a gigabyte, must not hold up the office, and the memory goes back to the system at once.
 * @throws AppError 422 `documents.print_too_large`
 */
export async function renderRegisterPdf(book: RegisterBook): Promise<Buffer> {
  if (book.rows.length > MAX_ROWS) {
    throw new AppError(
      'documents.print_too_large',
      422,
      `Phần cần in có ${book.rows.length} dòng, mỗi lần in được ${MAX_ROWS}. Thu hẹp khoảng số hoặc khoảng ngày rồi in từng quyển.`,
    );
  }
  const job: PrintJob = {
    book,
    code: registerCode(book),
    ...(book.checkpoint !== undefined && { qr: qrPicture(book.checkpoint.note) }),
  };
  return printApart(PRINTER, job);
}
