import { setImmediate } from 'node:timers/promises';
import { formByCode } from '../sets/index.ts';
import { joinPdf, type Piece } from '../typst/join-pdf.ts';
import type { ListPage, PrintedPart } from '../typst/pages.ts';
import { layOut } from '../typst/press.ts';
import { composeRoster } from './compose-roster.ts';
import type { Roster } from './roster.ts';

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

/**
 * One piece after the other; the rows on its last page begin the next piece, so that nobody sees where it was cut. Rows that may be
 * broken over pages end their piece with a page that is not full.
 */
async function layOutPieces(page: ListPage): Promise<{ pieces: Piece[]; pages: number }> {
  const places = page.parts.flatMap((part) => part.rows.map((_, index) => ({ part, index })));
  const whole = page.parts.every((part) => part.whole);
  const pieces: Piece[] = [];
  let pages = 0;
  let from = 0;
  while (from < places.length) {
    const own = places.slice(from, from + PIECE_ROWS);
    const isLast = from + own.length >= places.length;
    const piece = { pagesBefore: pages, isFirst: from === 0 };
    const end = isLast ? {} : { totals: null, foot: null };
    const laidOut = layOut({ ...page, ...end, piece, parts: partsOf(own) });
    const done = laidOut.marks.find(({ kind }) => kind === 'rows-before')?.count ?? 0;
    const cut = !isLast && whole && done > 0;
    const taken = cut ? laidOut.pages - 1 : laidOut.pages;
    pieces.push({ pdf: laidOut.pdf(true), pages: taken });
    pages += taken;
    from += cut ? done : own.length;
    // What a layout takes outside the heap is given back when the event loop turns.
    await setImmediate();
  }
  return { pieces, pages };
}

/**
 * Lines of all units in the layout of the form with the sending agency, totals per agency at the end. Ten thousand lines hold the
 * thread for seconds: a server calls it in a process of its own.
 * @throws FormsError `forms.unknown_form`, `forms.layout_failed`
 */
export async function renderRosterPdf(roster: Roster): Promise<{ pdf: Uint8Array; pages: number }> {
  const page = composeRoster(formByCode(roster.form, roster.set), roster);
  if (roster.lines.length <= WHOLE_ROWS) {
    const laidOut = layOut(page);
    return { pdf: laidOut.pdf(), pages: laidOut.pages };
  }
  const { pieces, pages } = await layOutPieces(page);
  return { pdf: joinPdf(pieces), pages };
}
