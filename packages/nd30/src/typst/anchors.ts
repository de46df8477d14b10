import type { LayoutMark, TypstInput } from './compiler.ts';

/** Room for digits in ô 3 or ô 4. Lengths in PDF points, origin bottom left. */
export interface SlotAnchor {
  page: number;
  x: number;
  /** Bottom of the room, `baseline` less the descender. */
  y: number;
  width: number;
  height: number;
  /** y of the line the digits stand on. */
  baseline: number;
  fontSize: number;
  italic: boolean;
  /** Digits stand against "/" in ô 3 and in the middle elsewhere. */
  align: 'right' | 'center';
  /** False when the letter already shows these digits. */
  isBlank: boolean;
}

/** Room for an image: signature (ô 7c) or seal (ô 8). Lengths in PDF points, origin bottom left. */
export interface StampAnchor {
  page: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Places later steps draw into. Absent where the form has no such box (biên bản has no place and date line). */
export interface Anchors {
  number?: SlotAnchor;
  day?: SlotAnchor;
  month?: SlotAnchor;
  year?: SlotAnchor;
  signature: StampAnchor;
  seal: StampAnchor;
  secondSignature?: StampAnchor;
  /** Top right of page 1, outside the text area: ô 14 and the stamp of a separate enclosure. */
  cornerStamp: StampAnchor;
}

const PAGE_HEIGHT = 841.89;
const MM = 72 / 25.4;
const PAGE_WIDTH = 595.28;
/** Box of the official sample, about 225 × 25 pt (Annex I part II section 8). */
const CORNER_STAMP = { width: 225, height: 25 };

/** Offsets from the top right of the text area, for the layout. */
export const CORNER_STAMP_OFFSET = {
  right: 8 * MM,
  top: 15 * MM,
  width: CORNER_STAMP.width,
};
/** Tinos: descender and ascender per em. */
const DESCENT = 0.216;
const ASCENT = 0.891;
const SLOT_SIZE = 13;
const DIGIT_WIDTH = SLOT_SIZE / 2;
/** Share of the word space beside a slot that digits beyond the expected ones may take. */
const SPARE = 2;
const SIGNATURE_WIDTH = 46 * MM;
/** Diameter of the seal of a state agency. */
const SEAL_SIZE = 36 * MM;

/** How many digits will be filled into ô 3 and into the month of ô 4. */
export interface ExpectedDigits {
  number: number;
  month: 1 | 2;
}

/** Width of the slots in points: exactly the expected digits, or room for a hand that writes. */
export function roomFor(expected: ExpectedDigits | undefined): TypstInput['room'] {
  if (expected === undefined) {
    return { number: 34, day: 22, month: 22, year: 34 };
  }
  const number = Math.min(Math.max(expected.number, 2), 9);
  return {
    number: number * DIGIT_WIDTH,
    day: 2 * DIGIT_WIDTH,
    month: expected.month * DIGIT_WIDTH,
    year: 4 * DIGIT_WIDTH,
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Number and month may come out longer than expected; they then run into the space before, the month into both. */
function spareOf({ kind, isBlank }: LayoutMark): { before: number; after: number } {
  const isElastic = isBlank === true && (kind === 'number' || kind === 'month');
  return { before: isElastic ? SPARE : 0, after: isElastic && kind === 'month' ? SPARE : 0 };
}

function toSlot(mark: LayoutMark): SlotAnchor {
  const baseline = round(PAGE_HEIGHT - mark.y);
  const isNumber = mark.kind === 'number';
  const { before, after } = spareOf(mark);
  return {
    page: mark.page,
    x: round(mark.x - before),
    y: round(baseline - DESCENT * SLOT_SIZE),
    width: round((mark.width ?? 0) + before + after),
    height: round((ASCENT + DESCENT) * SLOT_SIZE),
    baseline,
    fontSize: SLOT_SIZE,
    italic: !isNumber,
    align: isNumber ? 'right' : 'center',
    isBlank: mark.isBlank === true,
  };
}

function toSignature(mark: LayoutMark): StampAnchor {
  const { width = 0, height = 0 } = mark;
  return {
    page: mark.page,
    x: round(mark.x + (width - SIGNATURE_WIDTH) / 2),
    y: round(PAGE_HEIGHT - mark.y - height),
    width: round(SIGNATURE_WIDTH),
    height: round(height),
  };
}

/** The seal covers about a third of the signature on its left (Annex I part II section 8). */
function sealOver(signature: StampAnchor): StampAnchor {
  return {
    page: signature.page,
    x: round(signature.x + signature.width / 3 - SEAL_SIZE),
    y: round(signature.y + (signature.height - SEAL_SIZE) / 2),
    width: round(SEAL_SIZE),
    height: round(SEAL_SIZE),
  };
}

function cornerStamp(): StampAnchor {
  const { right, top } = CORNER_STAMP_OFFSET;
  const { width, height } = CORNER_STAMP;
  return {
    page: 1,
    x: round(PAGE_WIDTH - 15 * MM + right - width),
    y: round(PAGE_HEIGHT - 20 * MM + top - height),
    width,
    height,
  };
}

/** Places of the layout (top left) as places of the PDF (bottom left). */
export function toAnchors(marks: LayoutMark[]): Anchors {
  const find = (kind: string): LayoutMark | undefined => marks.find((mark) => mark.kind === kind);
  const signer = find('signature') ?? {
    kind: 'signature',
    page: 1,
    x: 0,
    y: 0,
  };
  const signature = toSignature(signer);
  const anchors: Anchors = {
    signature,
    seal: sealOver(signature),
    cornerStamp: cornerStamp(),
  };
  for (const kind of ['number', 'day', 'month', 'year'] as const) {
    const mark = find(kind);
    if (mark !== undefined) {
      anchors[kind] = toSlot(mark);
    }
  }
  const second = find('secondSignature');
  if (second !== undefined) {
    anchors.secondSignature = toSignature(second);
  }
  return anchors;
}
