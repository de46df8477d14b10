import type { LaidOut, Mark } from '../typst/press.ts';

/** Room for an image. PDF points from the bottom left corner, pages from 1. */
export interface StampAnchor {
  page: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface FormAnchors {
  /** Above the signer's name; on lists right of the foot, under the last row. */
  signature: StampAnchor | null;
  seal: StampAnchor | null;
}

const MM = 72 / 25.4;
const SHORT_SIDE = 595.276;
const LONG_SIDE = 841.89;
const SIGNATURE_WIDTH = 46 * MM;
/** Diameter of the seal of a state agency. */
const SEAL_SIZE = 36 * MM;

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function toSignature({ page, x, y, width = 0, height = 0 }: Mark, pageHeight: number): StampAnchor {
  return {
    page,
    x: round(x + (width - SIGNATURE_WIDTH) / 2),
    y: round(pageHeight - y - height),
    width: round(SIGNATURE_WIDTH),
    height: round(height),
  };
}

/** The seal covers about a third of the signature on its left (Decree 30/2020, Annex I part II section 8). */
function sealOver(signature: StampAnchor): StampAnchor {
  return {
    page: signature.page,
    x: round(signature.x + signature.width / 3 - SEAL_SIZE),
    y: round(signature.y + (signature.height - SEAL_SIZE) / 2),
    width: round(SEAL_SIZE),
    height: round(SEAL_SIZE),
  };
}

/** Places of the layout (top left) as places of the PDF (bottom left). */
export function toAnchors(layout: LaidOut, landscape: boolean): FormAnchors {
  const mark = layout.marks.find(({ kind }) => kind === 'signature');
  if (mark === undefined) {
    return { signature: null, seal: null };
  }
  const signature = toSignature(mark, landscape ? SHORT_SIDE : LONG_SIDE);
  return { signature, seal: sealOver(signature) };
}
