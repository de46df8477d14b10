import type { AuditLine } from '@congvu/contracts';

const COLUMNS: [string, (line: AuditLine) => string][] = [
  ['Thứ tự trong nhật ký', ({ seq }) => (seq === null ? '' : String(seq))],
  ['Thời điểm (UTC)', ({ at }) => at],
  ['Người thực hiện', ({ actorName }) => actorName],
  ['Thao tác', ({ action }) => action],
  ['Loại đối tượng', ({ objectKind }) => objectKind],
  ['Mã đối tượng', ({ objectId }) => objectId],
  ['Đối tượng', ({ objectName }) => objectName],
  ['Địa chỉ mạng', ({ ip }) => ip],
  ['Chi tiết', ({ detail }) => JSON.stringify(detail)],
  ['Mã băm (SHA-256)', ({ leafHash }) => leafHash],
];

/** Control and bidirectional characters, which would write over lines of a terminal or turn words around, become visible. */
function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection). */
function cell(text: string): string {
  const shown = visible(text);
  const safe = /^\s*[=+\-@]/.test(shown) ? `'${shown}` : shown;
  return `"${safe.replaceAll('"', '""')}"`;
}

function csvRow(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/** With the byte order mark by which spreadsheets know UTF-8. */
export function csvHead(): string {
  return `\ufeff${csvRow(COLUMNS.map(([title]) => title))}`;
}

export function csvLine(line: AuditLine): string {
  return csvRow(COLUMNS.map(([, textOf]) => textOf(line)));
}

/** JSON escapes control characters below U+0020 itself; the others are escaped the same way, so that one line is one line. */
export function exactLine(value: unknown): string {
  return `${visible(JSON.stringify(value))}\n`;
}
