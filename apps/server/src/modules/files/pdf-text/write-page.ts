/** A stretch of text as it stands on a page, in points from the top left corner. */
export interface Piece {
  text: string;
  x: number;
  y: number;
  width: number;
  /** Size of the letters. */
  height: number;
}

interface Row {
  y: number;
  pieces: Piece[];
}

/** Lines of both columns of a letter's head within this distance are one row. */
const SAME_ROW = 4;
/** Two columns stand at least so many letter widths apart; a justified line opens no gap this wide. */
const COLUMN_GAP = 1.5;
/** A space the producer left out. */
const WORD_GAP = 0.12;
/** First lines of paragraphs are set in by 1 to 1.27 cm (Decree 30/2020 Annex I, II.6). */
const FIRST_LINE_INDENT = 12;

function toRows(pieces: readonly Piece[]): Row[] {
  const rows: Row[] = [];
  const visible = pieces.filter((piece) => piece.text.trim() !== '');
  for (const piece of visible.sort((left, right) => left.y - right.y || left.x - right.x)) {
    const last = rows.at(-1);
    if (last !== undefined && piece.y - last.y <= SAME_ROW) {
      last.pieces.push(piece);
    } else {
      rows.push({ y: piece.y, pieces: [piece] });
    }
  }
  return rows.map((row) => ({ ...row, pieces: row.pieces.sort((left, right) => left.x - right.x) }));
}

function gapBefore(piece: Piece, before: Piece | undefined): string {
  if (before === undefined) {
    return '';
  }
  const gap = piece.x - (before.x + before.width);
  const size = Math.max(piece.height, before.height, 1);
  if (gap > COLUMN_GAP * size) {
    return '   ';
  }
  return gap > WORD_GAP * size ? ' ' : '';
}

function textOf(row: Row): string {
  return row.pieces
    .map((piece, index) => gapBefore(piece, row.pieces[index - 1]) + piece.text)
    .join('')
    .normalize('NFC')
    .trim();
}

/**
 * The rows of a page, top to bottom, one a line: three spaces between columns, a tab before a row that is set in from the left
 * edge of the text (the first line of a paragraph, a centred line).
 */
export function writePage(pieces: readonly Piece[]): string {
  const rows = toRows(pieces);
  const starts = rows.map((row) => row.pieces[0]?.x ?? 0);
  const margin = Math.min(...starts);
  return rows
    .map((row, index) => ((starts[index] ?? 0) > margin + FIRST_LINE_INDENT ? '\t' : '') + textOf(row))
    .join('\n');
}
