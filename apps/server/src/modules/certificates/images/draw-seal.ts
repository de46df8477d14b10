import { circularText, straightText, textWidth } from './lettering.ts';
import { encodeInkPng } from './png.ts';
import { type Outline, rasterise, ring, star } from './rasteriser.ts';

/** Diameter of the seal of a committee or department; the picture is printed at its real size (Decree 30/2020 Annex I). */
const SEAL_DIAMETER_MM = 36;
const PIXELS_PER_MM = 14;
const RED = [214, 30, 38] as const;

export interface SealText {
  /** E.g. "TỈNH LAI CHÂU" over a district, "UBND HUYỆN TAM ĐƯỜNG" over a department; empty for none. */
  governing: string;
  organisation: string;
}

export interface InkImage {
  png: Buffer;
  widthMm: number;
  heightMm: number;
}

function largestSize(text: string, room: number, wanted: number): number {
  const width = textWidth(text, wanted);
  return width <= room ? wanted : (wanted * room) / width;
}

/** Splits a name into at most two lines of like length. */
function twoLines(text: string): string[] {
  const words = text.split(' ');
  if (words.length < 3) {
    return [text];
  }
  const difference = (at: number) => Math.abs(words.slice(0, at).join(' ').length - words.slice(at).join(' ').length);
  let best = 1;
  for (let at = 2; at < words.length; at += 1) {
    best = difference(at) < difference(best) ? at : best;
  }
  return [words.slice(0, best).join(' '), words.slice(best).join(' ')];
}

const SIDE = SEAL_DIAMETER_MM * PIXELS_PER_MM;
const CENTRE = SIDE / 2;
/** One hundredth of the diameter. */
const UNIT = SIDE / 100;
const DEMO_WORDS = 'MẪU THỬ NGHIỆM';

function arc(text: string, size: number, share: number, inside: boolean): Outline[] {
  const radius = (inside ? 43 : 37) * UNIT;
  const fitting = largestSize(text, radius * Math.PI * 2 * share, size * UNIT);
  return circularText(text, fitting, { cx: CENTRE, cy: CENTRE, radius, inside, spread: 1.05 });
}

function lines(texts: readonly string[], size: number, room: number, top: number): Outline[] {
  const fitting = Math.min(...texts.map((text) => largestSize(text, room * UNIT, size * UNIT)));
  return texts.flatMap((text, index) =>
    straightText(text, fitting, CENTRE, CENTRE + top * UNIT + index * fitting * 1.32),
  );
}

/** Stars on the ring between the upper and the lower words. */
function separators(angle: number): Outline[] {
  const [dx, dy] = [40 * UNIT * Math.cos(angle), 40 * UNIT * Math.sin(angle)];
  return [star(CENTRE - dx, CENTRE + dy, 2.7 * UNIT), star(CENTRE + dx, CENTRE + dy, 2.7 * UNIT)];
}

/** A committee's name runs around the ring; where the real seal has the national emblem the demo has a star and its words. */
function committeeSeal(organisation: string, governing: string): Outline[] {
  return [
    ...arc(organisation, 8.2, 0.62, false),
    ...(governing === '' ? [] : arc(governing, 7.2, 0.21, true)),
    ...separators(0.66),
    star(CENTRE, CENTRE - 8 * UNIT, 16 * UNIT),
    ...lines(['MẪU', 'THỬ NGHIỆM'], 6.4, 38, 13.5),
  ];
}

/** Other bodies: the governing body around, the own name across. */
function officeSeal(organisation: string, governing: string): Outline[] {
  return [
    ...(governing === '' ? [] : arc(governing, 8.2, 0.55, false)),
    ...arc(DEMO_WORDS, 7, 0.3, true),
    ...separators(0.42),
    star(CENTRE, CENTRE - 18.5 * UNIT, 7.5 * UNIT),
    ...lines(twoLines(organisation), 9.2, 55, 1.5),
    star(CENTRE, CENTRE + 23.5 * UNIT, 3.2 * UNIT),
  ];
}

/**
 * The red round seal of a demo agency, saying so in its middle or at its foot that nobody takes it for a real one.
 * Transparent PNG, 14 pixels a millimetre.
 */
export function drawSeal(text: SealText): InkImage {
  const organisation = text.organisation.normalize('NFC').toUpperCase();
  const governing = text.governing.normalize('NFC').toUpperCase();
  const isCommittee = /^(ỦY|UỶ) BAN NHÂN DÂN /.test(organisation);
  const outlines: Outline[] = [
    ...ring(CENTRE, CENTRE, 49.6 * UNIT, 47.8 * UNIT),
    ...ring(CENTRE, CENTRE, 46.7 * UNIT, 46.1 * UNIT),
    ...ring(CENTRE, CENTRE, 33.2 * UNIT, 32.5 * UNIT),
    ...(isCommittee ? committeeSeal(organisation, governing) : officeSeal(organisation, governing)),
  ];
  return {
    png: encodeInkPng(SIDE, SIDE, rasterise(SIDE, SIDE, outlines), RED),
    widthMm: SEAL_DIAMETER_MM,
    heightMm: SEAL_DIAMETER_MM,
  };
}
