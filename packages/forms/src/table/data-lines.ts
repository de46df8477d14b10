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

/** "I", "A.", "IV)": the number of a group, where the rows have 1, 2, 3. */
const GROUP_NUMBER = /^(?:[ivxlc]{1,5}|[a-h])[.)]?$/i;

function isFoot(line: TableLine): boolean {
  return line.cells.some((cell) => kindOf(cell) === 'T' && FOOT.test(foldHeading(textOf(cell))));
}

/** Row from which the foot of the list begins: the names under "NGƯỜI LẬP" and "CHỦ TỊCH" stand where names of rows stand. */
export function footOf(lines: readonly TableLine[], heading: Heading, merges: readonly TableMerge[]): number {
  const foot = lines.findLast((line) => isFoot(line) && kindOfLine(line, heading, merges) === 'aside');
  return foot?.row ?? Number.POSITIVE_INFINITY;
}

/** What a line under the heading is: judged by how much of it is filled and how it begins, by its place only behind the foot. */
export function kindOfLine(
  line: TableLine,
  heading: Heading,
  merges: readonly TableMerge[],
  foot = Number.POSITIVE_INFINITY,
): LineKind {
  const filled = [...heading.places.values()].filter((span) => isFilled(line, span)).length;
  if (filled > 2 || filled === heading.places.size) {
    return 'row';
  }
  const texts = line.cells.filter((cell) => kindOf(cell) === 'T').map((cell) => foldHeading(textOf(cell)));
  if (texts.some((text) => TOTAL.test(text))) {
    return 'total';
  }
  const stt = heading.stt === undefined ? '' : textOf(line.cells[heading.stt]);
  // Numbers alone are the empty rows of a form that was numbered ahead.
  if (filled === 0 || (filled === 1 && GROUP_NUMBER.test(stt))) {
    return 'aside';
  }
  if (/^\d+$/.test(stt)) {
    return 'row';
  }
  return isFoot(line) || line.row > foot || (filled === 1 && isOneCell(line, merges)) ? 'aside' : 'row';
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
