import { setImmediate } from 'node:timers/promises';
import { formByCode } from '../sets/index.ts';
import { layOut } from '../typst/press.ts';
import { composeRoster } from './compose-roster.ts';
import { isLongList, joinPieces, type LaidPiece, layOutPieces } from './list-pieces.ts';
import type { Roster } from './roster.ts';

/**
 * Lines of all units in the layout of the form with the sending agency, totals per agency at the end. Ten thousand lines take seconds
 * and hold the thread for a quarter of one at a time: a server calls it in a process of its own.
 * @throws FormsError `forms.unknown_form`, `forms.layout_failed`
 */
export async function renderRosterPdf(roster: Roster): Promise<{ pdf: Uint8Array; pages: number }> {
  const page = composeRoster(formByCode(roster.form, roster.set), roster);
  const pieces: LaidPiece[] = [];
  for (const piece of isLongList(page) ? layOutPieces(page) : []) {
    pieces.push(piece);
    // What a layout takes outside the heap is given back when the event loop turns.
    await setImmediate();
  }
  const laidOut = pieces.length === 0 ? layOut(page) : joinPieces(pieces);
  return { pdf: laidOut.pdf(), pages: laidOut.pages };
}
