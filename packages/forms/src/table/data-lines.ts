import { type FormTable, kindOf, type TableLine, type TableMerge, textOf } from './cells.ts';
import { foldHeading, type Heading, type Span } from './headings.ts';

/** Lines under a list that are none of its rows. */
const TOTAL = /^(?:tong(?: cong| so)?|cong)(?: \d+)?(?: (?:tai khoan|nguoi|dong|don vi|hop thu))?(?: \d+)?$/;
const FOOT =
  /^(?:nguoi lap|lap bieu|nguoi khai|thu truong|chu tich|pho chu tich|truong phong|ky ten|ky va ghi|ky thay|noi nhan|danh sach (?:nay|gom|co)|tm |kt |ghi chu \d|an dinh|xac nhan)|(?:^| )ngay \d* ?(?:thang|\d)/;

export type LineKind =
  | 'row'
  /** "Tổng cộng: 9" */
  | 'total'
  /** Place, date and signers under the list; a heading of a group inside it. */
  | 'aside';

function isFilled(line: TableLine, span: Span): boolean {
  return line.cells.slice(span.from, span.to + 1).some((cell) => cell !== '');
}

function isOneCell(line: TableLine, merges: readonly TableMerge[]): boolean {
  return merges.some(({ top, left, right }) => top === line.row && right - left >= 2);
}

/** What a line under the heading is: judged by how much of it is filled and how it begins, never by its place alone. */
export function kindOfLine(line: TableLine, heading: Heading, merges: readonly TableMerge[]): LineKind {
  const filled = [...heading.places.values()].filter((span) => isFilled(line, span)).length;
  if (filled > 2 || filled === heading.places.size) {
    return 'row';
  }
  const texts = line.cells.filter((cell) => kindOf(cell) === 'T').map((cell) => foldHeading(textOf(cell)));
  if (texts.some((text) => TOTAL.test(text))) {
    return 'total';
  }
  const hasNumber = heading.stt !== undefined && /^\d+$/.test(textOf(line.cells[heading.stt]));
  if (hasNumber) {
    return filled === 0 && texts.length > 0 ? 'aside' : 'row';
  }
  const isFoot = texts.some((text) => FOOT.test(text));
  return isFoot || filled === 0 || (filled === 1 && isOneCell(line, merges)) ? 'aside' : 'row';
}

/** Merges that run down over rows of a column; inside a row they are told apart by `left < right`. */
export function mergesInData(table: FormTable, lines: readonly TableLine[]): TableMerge[] {
  const first = lines[0]?.row ?? 1;
  const last = lines.at(-1)?.row ?? 0;
  return table.merges.filter(({ top, bottom }) => bottom >= first && top <= last);
}

/** Value of a cell that is merged with the one above: what the merge shows. */
export function mergedValues(merges: readonly TableMerge[], lines: readonly TableLine[]): Map<string, string> {
  const byRow = new Map(lines.map((line) => [line.row, line]));
  const values = new Map<string, string>();
  for (const { top, left, bottom, right } of merges) {
    const shown = byRow.get(top)?.cells[left - 1] ?? '';
    if (shown !== '' && right === left) {
      for (let row = top + 1; row <= bottom && row - top <= lines.length; row += 1) {
        values.set(`${row}:${left - 1}`, shown);
      }
    }
  }
  return values;
}
