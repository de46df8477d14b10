import { joinPdf, type Piece } from '../typst/join-pdf.ts';
import type { ListPage, PrintedPart } from '../typst/pages.ts';
import { type LaidOut, layOut, type Mark } from '../typst/press.ts';

/** Rows laid out at once: the layout takes some twenty kilobytes for a cell. */
const PIECE_ROWS = 500;
/** A list that is only a little longer is not worth joining. */
const WHOLE_ROWS = 800;

interface Place {
  part: PrintedPart;
  index: number;
}

/** The next rows as parts of their own; only the first row of a part brings its heading. */
function partsOf(places: readonly Place[]): PrintedPart[] {
  const parts: PrintedPart[] = [];
  const sources: PrintedPart[] = [];
  for (const { part, index } of places) {
    if (sources.at(-1) !== part) {
      sources.push(part);
      parts.push({ ...part, heading: index === 0 ? part.heading : null, rows: [] });
    }
    parts.at(-1)?.rows.push(part.rows[index] ?? []);
  }
  return parts;
}

export function isLongList(page: ListPage): boolean {
  return page.parts.reduce((sum, { rows }) => sum + rows.length, 0) > WHOLE_ROWS;
}

function rowsBeforeLastPage({ marks }: LaidOut): number {
  return marks.find(({ kind }) => kind === 'rows-before')?.count ?? 0;
}

/** The last piece: its last row goes with the room for the signature, as on a short list. */
function layOutEnd(page: ListPage, rows: number): LaidOut {
  const first = layOut(page);
  const isAlone = page.foot !== null && page.totals === null && rows > 1 && rowsBeforeLastPage(first) === rows;
  return isAlone ? layOut({ ...page, carry: true }) : first;
}

export interface LaidPiece extends Piece {
  /** Of the last piece, on the pages of the whole. */
  marks: readonly Mark[];
}

/**
 * One piece after the other; the rows on its last page begin the next piece, so that nobody sees where it was cut. Rows that may be
 * broken over pages end their piece with a page that is not full.
 */
export function* layOutPieces(page: ListPage): Generator<LaidPiece> {
  const places = page.parts.flatMap((part) => part.rows.map((_, index) => ({ part, index })));
  const whole = page.parts.every((part) => part.whole);
  let pages = 0;
  let from = 0;
  while (from < places.length) {
    const own = places.slice(from, from + PIECE_ROWS);
    const isLast = from + own.length >= places.length;
    const piece = { ...page, piece: { pagesBefore: pages, isFirst: from === 0 }, parts: partsOf(own) };
    const laidOut = isLast ? layOutEnd(piece, own.length) : layOut({ ...piece, totals: null, foot: null });
    const done = rowsBeforeLastPage(laidOut);
    const cut = !isLast && whole && done > 0;
    const taken = cut ? laidOut.pages - 1 : laidOut.pages;
    const before = pages;
    const marks = isLast ? laidOut.marks.map((mark) => ({ ...mark, page: mark.page + before })) : [];
    yield { pdf: laidOut.pdf(true), pages: taken, marks };
    pages += taken;
    from += cut ? done : own.length;
  }
}

/** All pieces as one document; `pdf` joins them. */
export function joinPieces(pieces: readonly LaidPiece[]): LaidOut {
  return {
    pages: pieces.reduce((sum, { pages }) => sum + pages, 0),
    marks: [...(pieces.at(-1)?.marks ?? [])],
    pdf: () => joinPdf(pieces),
  };
}
