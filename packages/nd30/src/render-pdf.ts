import { composeSheet } from './compose/compose-sheet.ts';
import { createdOn } from './created-on.ts';
import { findDocumentType } from './document-types.ts';
import { Nd30Error } from './error.ts';
import type { Letter } from './letter.ts';
import { type Anchors, CORNER_STAMP_OFFSET, type ExpectedDigits, roomFor, toAnchors } from './typst/anchors.ts';
import { type CheckMark, toCheckInput } from './typst/check-mark.ts';
import { type Layout, type LayoutMark, layOut, type TypstInput } from './typst/compiler.ts';
import { assertLetter } from './validate/validate-letter.ts';

export type { Anchors, ExpectedDigits, SlotAnchor, StampAnchor } from './typst/anchors.ts';
export type { CheckMark } from './typst/check-mark.ts';

export interface RenderPdfOptions {
  /** Prints "CHỮ KÝ THỬ NGHIỆM" at the foot of every page: the keys are demo keys. */
  demo?: boolean;
  /** Size of the running text in points, 14 unless told; the decree allows 13 and 14. */
  bodySize?: 13 | 14;
  /**
   * Blank number and date get the room these digits take, so that the head reads as printed once they are filled in; more digits
   * must then be set narrower. Without it there is room for a hand that writes.
   */
  expectedDigits?: ExpectedDigits | undefined;
  /** Prints a QR code and a code at the foot of page 1, in the margins: nothing of the letter moves. */
  check?: CheckMark | undefined;
}

export interface RenderedPdf {
  /** PDF/A-2b; the same letter gives the same bytes. */
  pdf: Uint8Array;
  pages: number;
  anchors: Anchors;
}

const LINE_PITCH = 1.149;

/** The signing block stands on another page than the text, or under a single line of it. */
function isForsaken(marks: LayoutMark[]): boolean {
  const foot = marks.find((mark) => mark.kind === 'foot');
  const end = marks.find((mark) => mark.kind === 'text-end');
  if (foot === undefined || end === undefined) {
    return false;
  }
  const topMargin = 56.7;
  return foot.page > 1 && (end.page < foot.page || end.y < topMargin + 14 * LINE_PITCH);
}

function layOutLetter(input: TypstInput): Layout {
  const first = layOut(input);
  return isForsaken(first.marks) ? layOut({ ...input, keep: true }) : first;
}

/**
 * Lays a letter out by Decree 30/2020, Annex I, with the places later steps draw into.
 * Places are in PDF points from the bottom left corner, pages count from 1. Synchronous, 2–6 ms; memory outside the heap is given
 * back when the event loop turns, so a loop over many letters must yield between them.
 * @throws Nd30Error `nd30.invalid_letter` with one problem per field, `nd30.state_secret`, `nd30.layout_failed`
 * @example const { pdf, anchors } = renderPdf(exampleLetter()); anchors.number // { page: 1, x: 107, baseline: 701, … }
 */
export function renderPdf(letter: Letter, options: RenderPdfOptions = {}): RenderedPdf {
  assertLetter(letter);
  const type = findDocumentType(letter.type);
  if (type === undefined) {
    throw new Nd30Error('nd30.invalid_letter', `type: không có loại văn bản "${letter.type}"`);
  }
  const sheet = composeSheet(letter, type, { demo: options.demo === true });
  const layout = layOutLetter({
    ...sheet,
    bodySize: options.bodySize ?? 14,
    room: roomFor(options.expectedDigits),
    keep: false,
    createdOn: createdOn(letter),
    cornerStamp: CORNER_STAMP_OFFSET,
    check: toCheckInput(options.check),
  });
  return {
    pdf: layout.pdf(),
    pages: layout.pages,
    anchors: toAnchors(layout.marks),
  };
}
