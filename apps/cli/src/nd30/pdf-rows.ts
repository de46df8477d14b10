import { findDocumentTypeByName, type PageItem, type PageLine } from '@congvu/nd30';

/** A stretch of text as it stands on a page, in points from the top left corner. */
export interface Piece {
  text: string;
  x: number;
  y: number;
  width: number;
  isBold: boolean;
  isItalic: boolean;
}

/** Pieces on one baseline, left to right. */
interface Row {
  y: number;
  pieces: Piece[];
}

/** Lines of both columns within this distance are one row: the sizes 11 to 14 share a line with a few points between them. */
const SAME_ROW = 4;
/** Left edge of the right column of head and foot on an upright A4 page. */
const HEAD_SPLIT = 270;
const FOOT_SPLIT = 300;
const TOP_MARGIN = 56;
/** Where the bottom margin of an upright A4 page begins. */
const BOTTOM_MARGIN = 785;
/** What our own layout prints in the bottom margin: the mark of the public check, that of demo keys. */
const FOOT_MARK = /^(?:Kiểm tra: \S+ Mã: [0-9A-Z-]+)?\s*(?:CHỮ KÝ THỬ NGHIỆM)?$/u;

function toRows(pieces: Piece[]): Row[] {
  const rows: Row[] = [];
  for (const piece of [...pieces].sort((a, b) => a.y - b.y || a.x - b.x)) {
    const last = rows.at(-1);
    if (last !== undefined && piece.y - last.y <= SAME_ROW) {
      last.pieces.push(piece);
    } else if (piece.text.trim() !== '') {
      rows.push({ y: piece.y, pieces: [piece] });
    }
  }
  return rows.map((row) => ({ ...row, pieces: row.pieces.sort((a, b) => a.x - b.x) }));
}

function textOf(pieces: Piece[]): string {
  return pieces
    .map((piece, index) => {
      const before = pieces[index - 1];
      const isApart = before !== undefined && piece.x - (before.x + before.width) > 1.5;
      return isApart ? ` ${piece.text}` : piece.text;
    })
    .join('')
    .normalize('NFC')
    .trim();
}

function startOf(row: Row): number {
  return row.pieces.find((piece) => piece.text.trim() !== '')?.x ?? 0;
}

function toLine(pieces: Piece[], side: PageLine['side']): PageLine {
  const seen = pieces.filter((piece) => piece.text.trim() !== '');
  return {
    kind: 'line',
    side,
    text: textOf(pieces),
    bold: seen.every((piece) => piece.isBold),
    italic: seen.every((piece) => piece.isItalic),
  };
}

function columns(row: Row, split: number): PageLine[] {
  const left = row.pieces.filter((piece) => piece.x < split);
  const right = row.pieces.filter((piece) => piece.x >= split);
  return [toLine(left, 'left'), toLine(right, 'right')].filter((line) => line.text !== '');
}

/** The head ends with "Kính gửi", the name of a type, or a line that runs across both columns. */
function endsHead(row: Row): boolean {
  const text = textOf(row.pieces);
  const crosses = row.pieces.some(
    (piece) => piece.text.trim() !== '' && piece.x < HEAD_SPLIT - 20 && piece.x + piece.width > HEAD_SPLIT + 40,
  );
  return crosses || /^Kính gửi/iu.test(text) || findDocumentTypeByName(text) !== undefined;
}

const FOOT_LEFT = /^(?:Nơi nhận|THƯ KÝ)/u;
const FOOT_RIGHT = /^(?:TM|KT|TL|TUQ|Q)\s*\./u;

function startsFoot(row: Row): boolean {
  return columns(row, FOOT_SPLIT).some((line) => (line.side === 'left' ? FOOT_LEFT : FOOT_RIGHT).test(line.text));
}

/** Rows of the running text as paragraphs: a new one begins with an indent, in the middle, or behind a line that ends early. */
function paragraphs(rows: Row[]): PageItem[] {
  const margin = Math.min(...rows.map(startOf));
  const edge = Math.max(...rows.map((row) => Math.max(...row.pieces.map((piece) => piece.x + piece.width))));
  const lines: PageLine[] = [];
  let endedEarly = true;
  for (const row of rows) {
    const line = toLine(row.pieces, 'full');
    const begins = endedEarly || startOf(row) > margin + 12;
    const last = lines.at(-1);
    if (begins || last === undefined) {
      lines.push(line);
    } else {
      last.text += /\p{Lu}-$/u.test(last.text) ? line.text : ` ${line.text}`;
      last.bold = last.bold === true && line.bold === true;
      last.italic = last.italic === true && line.italic === true;
    }
    endedEarly = Math.max(...row.pieces.map((piece) => piece.x + piece.width)) < edge - 60;
  }
  return lines;
}

function isMarginal(row: Row): boolean {
  const text = textOf(row.pieces);
  return (row.y <= TOP_MARGIN && /^\d{1,3}$/.test(text)) || (row.y > BOTTOM_MARGIN && FOOT_MARK.test(text));
}

/** Page numbers and marks in the margins are no words of the letter. */
function withoutMargins(rows: Row[]): Row[] {
  return rows.filter((row) => !isMarginal(row));
}

/** Where the foot ends: an appendix begins on a page of its own. */
function splitAppendix(pages: Row[][]): { main: Row[]; rest: Row[] } {
  const isAppendix = (rows: Row[]): boolean =>
    /^(?:Phụ lục|PHỤ LỤC)/u.test(rows[0] === undefined ? '' : textOf(rows[0].pieces));
  const first = pages.findIndex((rows, index) => index > 0 && isAppendix(rows));
  return first < 0
    ? { main: pages.flat(), rest: [] }
    : { main: pages.slice(0, first).flat(), rest: pages.slice(first).flat() };
}

/** Index of the first row from `from` on that is so, or behind the last. */
function indexFrom(rows: Row[], from: number, isSo: (row: Row) => boolean): number {
  const at = rows.findIndex((row, index) => index >= from && isSo(row));
  return at < 0 ? rows.length : at;
}

/** Lines of the pages with the columns of head and foot told apart. Tables of the text are read as lines. */
export function pageItems(pages: Piece[][]): PageItem[] {
  const { main, rest } = splitAppendix(pages.map((pieces) => withoutMargins(toRows(pieces))));
  // The first two rows are ô 1 and 2, whatever they look like.
  const body = indexFrom(main, 2, endsHead);
  const foot = indexFrom(main, body, startsFoot);
  return [
    ...main.slice(0, body).flatMap((row) => columns(row, HEAD_SPLIT)),
    ...(foot > body ? paragraphs(main.slice(body, foot)) : []),
    ...main.slice(foot).flatMap((row) => columns(row, FOOT_SPLIT)),
    ...(rest.length === 0 ? [] : paragraphs(rest)),
  ];
}
