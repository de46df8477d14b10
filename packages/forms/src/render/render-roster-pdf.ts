import { formByCode } from '../sets/index.ts';
import { layOut } from '../typst/press.ts';
import { composeRoster } from './compose-roster.ts';
import type { Roster } from './roster.ts';

/**
 * Lines of all units in the layout of the form with the sending agency, totals per agency at the end. Ten thousand lines hold the
 * thread for seconds: a server calls it in a process of its own.
 * @throws FormsError `forms.unknown_form`, `forms.layout_failed`
 */
export function renderRosterPdf(roster: Roster): { pdf: Uint8Array; pages: number } {
  const laidOut = layOut(composeRoster(formByCode(roster.form, roster.set), roster));
  return { pdf: laidOut.pdf(), pages: laidOut.pages };
}
