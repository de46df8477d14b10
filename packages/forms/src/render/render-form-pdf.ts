import type { FilledForm } from '../definition.ts';
import { formByCode } from '../sets/index.ts';
import type { ListPage, SheetPage } from '../typst/pages.ts';
import { type LaidOut, layOut } from '../typst/press.ts';
import { type FormAnchors, toAnchors } from './anchors.ts';
import { composeList } from './compose-list.ts';
import type { PrintOptions } from './compose-page.ts';
import { closerTogether, composeSheet } from './compose-sheet.ts';
import { isLongList, joinPieces, layOutPieces } from './list-pieces.ts';

export type { FormAnchors, StampAnchor } from './anchors.ts';
export type { PrintOptions } from './compose-page.ts';

export interface RenderedFormPdf {
  /** PDF/A-2b; the same form gives the same bytes. */
  pdf: Uint8Array;
  pages: number;
  anchors: FormAnchors;
}

/** On one page, if need be closer together; what does not fit on one page anyhow keeps its space. */
function layOutSheet(page: SheetPage): LaidOut {
  const first = layOut(page);
  if (first.pages === 1) {
    return first;
  }
  for (const closer of closerTogether(page)) {
    const laidOut = layOut(closer);
    if (laidOut.pages === 1) {
      return laidOut;
    }
  }
  return layOut(page);
}

/** The room for the signature stands alone on the last page: the last row goes there with it. */
function layOutList(page: ListPage): LaidOut {
  if (isLongList(page)) {
    return joinPieces([...layOutPieces(page)]);
  }
  const first = layOut(page);
  const foot = first.marks.find(({ kind }) => kind === 'signature');
  const end = first.marks.findLast(({ kind }) => kind === 'row');
  const isAlone = foot !== undefined && end !== undefined && end.page < foot.page;
  const canCarry = (page.parts.at(-1)?.rows.length ?? 0) > 1;
  return isAlone && canCarry ? layOut({ ...page, carry: true }) : first;
}

/**
 * A filled form as the letter prints it; empty fields are dotted lines, long values go on under them.
 * Synchronous, a few milliseconds for a form and a second for every two thousand lines of a list.
 * @throws FormsError `forms.unknown_form`, `forms.layout_failed`
 * @example const { pdf, anchors } = renderFormPdf(exampleForm('M01'));
 */
export function renderFormPdf(form: FilledForm, options: PrintOptions = {}): RenderedFormPdf {
  const definition = formByCode(form.form, form.set);
  const { layout } = definition;
  if (layout.kind === 'sheet') {
    const laidOut = layOutSheet(composeSheet(definition, layout, form, options));
    const anchors = options.signatureRoom === false ? { signature: null, seal: null } : toAnchors(laidOut, false);
    return { pdf: laidOut.pdf(), pages: laidOut.pages, anchors };
  }
  const page = composeList(definition, layout, form, options);
  const laidOut = layOutList(page);
  return { pdf: laidOut.pdf(), pages: laidOut.pages, anchors: toAnchors(laidOut, page.landscape) };
}
