import type { FileAnswer } from '../http/route.ts';
import { safeCell, type WrittenCell } from './write-sheet.ts';

/** Excel reads UTF-8 only behind the mark (RFC 3629 section 6). */
const BYTE_ORDER_MARK = '\uFEFF';

function field(cell: WrittenCell): string {
  return `"${String(safeCell(cell)).replaceAll('"', '""')}"`;
}

/** RFC 4180: every field in quotes, CR LF after each line; what would be run as a formula is text (CWE-1236). */
export function writeCsv(headings: readonly string[], rows: readonly (readonly WrittenCell[])[]): Buffer {
  const lines = [headings, ...rows].map((row) => `${row.map(field).join(',')}\r\n`);
  return Buffer.from(`${BYTE_ORDER_MARK}${lines.join('')}`);
}

export function csvAnswer(fileName: string, bytes: Buffer): FileAnswer {
  return {
    stream: bytes,
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
    },
  };
}
