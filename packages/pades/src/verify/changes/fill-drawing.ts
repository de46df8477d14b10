import type { Operation } from '../../pdf/content.ts';
import { isArray, isString, nameOf, type PdfValue } from '../../pdf/values.ts';

/** Clipping, frame, colour and text; no image, no form, no free path that could draw a letter. */
const BEFORE = new Set([
  ...['q', 'Q', 'BMC', 'BDC', 'EMC', 're', 'W', 'W*', 'n', 'S', 's', 'f', 'w', 'd', 'J', 'j', 'BT', 'ET'],
  ...['Tf', 'Td', 'TD', 'Tm', 'T*', 'TL', 'Tc', 'Tw', 'Tz', 'Ts', 'Tj', 'TJ', "'", 'g', 'G', 'rg', 'RG', 'k', 'K'],
]);
/** Behind the first letter nothing may cover, cut or recolour what is there. */
const BEHIND = new Set([
  ...['q', 'Q', 'BMC', 'BDC', 'EMC', 'BT', 'ET', 'Tf', 'Td', 'TD', 'Tm', 'T*', 'TL', 'Tj', 'TJ', "'"],
  ...['g', 'rg', 'k', 'Tc', 'Tw', 'Tz', 'Ts'],
]);

/** What a filled field may look like: the letters of its value, in their order, all of them to be seen. */
export interface FillFrame {
  width: number;
  height: number;
}

interface Pen {
  frame: FillFrame;
  size: number;
  /** How bright letters and the ground behind them are, 0 to 1. */
  ink: number;
  ground: number;
  leading: number;
  scale: number;
  line: [number, number];
  /** Whether the place was set anew since the last letters. */
  hasMoved: boolean;
  /** Where the last letters began, and how wide they are at least. */
  last: { x: number; y: number; width: number } | undefined;
  /** The rectangle drawn last, not painted yet. */
  box: number[];
  kept: { ink: number; size: number }[];
  /** What the first letters were set in; the rest must be set in the same. */
  style: string | undefined;
  font: string;
  text: string;
}

const SMALLEST_SIZE = 4;
const CONTRAST = 0.3;
/** Thousandths of an em: kerning goes a little back, gaps forward. */
const MOST_BACK = 300;
const MOST_FORWARD = 3_000;
const DIGIT_WIDTH = 0.5;
const LEAST_WIDTH = 0.2;
const MOST_FRAME = 4;

function numbersOf(operands: readonly PdfValue[]): number[] {
  return operands.map((operand) => (typeof operand === 'number' ? operand : Number.NaN));
}

function brightness(operator: string, operands: readonly PdfValue[]): number {
  const [first = 0, second = 0, third = 0, black = 0] = numbersOf(operands);
  switch (operator) {
    case 'g':
      return first;
    case 'rg':
      return (first + second + third) / 3;
    default:
      return ((3 - first - second - third) / 3) * (1 - black);
  }
}

/** Clips leave nearly all of the field. */
function isWideEnough({ box, frame }: Pen): boolean {
  const [x = 0, y = 0, width = 0, height = 0] = box;
  const margin = (length: number): number => Math.max(8, length / 4);
  return (
    x >= -1 &&
    y >= -1 &&
    x + width >= frame.width - margin(frame.width) &&
    y + height >= frame.height - margin(frame.height) &&
    width >= frame.width - 2 * margin(frame.width) &&
    height >= frame.height - 2 * margin(frame.height)
  );
}

function shownBy(operands: readonly PdfValue[]): string | undefined {
  const value = operands.at(-1);
  const parts = isArray(value) ? value.items : [value ?? null];
  let text = '';
  for (const part of parts) {
    if (typeof part === 'number' && part <= MOST_BACK && part >= -MOST_FORWARD) {
      continue;
    }
    if (!isString(part)) {
      return undefined;
    }
    text += Buffer.from(part.bytes).toString('latin1');
  }
  return text;
}

function leastWidth(text: string, size: number): number {
  return [...text].reduce((sum, letter) => sum + size * (/\d/.test(letter) ? DIGIT_WIDTH : LEAST_WIDTH), 0);
}

/** In reading order, inside the field, to be seen, and all in one style. */
function show(pen: Pen, operands: readonly PdfValue[]): boolean {
  const text = shownBy(operands);
  const [x, y] = pen.line;
  const { frame, last } = pen;
  const size = pen.size * pen.scale;
  const style = `${pen.font} ${size} ${pen.ink}`;
  if (text === undefined || size < SMALLEST_SIZE || !(Math.abs(pen.ink - pen.ground) >= CONTRAST)) {
    return false;
  }
  const before = last === undefined || pen.hasMoved ? 0 : last.width;
  const width = before + leastWidth(text, size);
  const isNext =
    last === undefined || !pen.hasMoved || (Math.abs(y - last.y) < 1 ? x >= last.x + last.width : y < last.y);
  const isInside = x >= -1 && y >= -size / 2 && y <= frame.height && x + width <= frame.width + size;
  if (!isNext || !isInside || (pen.style !== undefined && pen.style !== style)) {
    return false;
  }
  pen.style = style;
  pen.last = { x, y, width };
  pen.hasMoved = false;
  pen.text += text;
  return true;
}

function moveBy(pen: Pen, x: number, y: number): boolean {
  pen.line = [pen.line[0] + x * pen.scale, pen.line[1] + y * pen.scale];
  pen.hasMoved = true;
  return Number.isFinite(x + y);
}

function isNear(value: number | undefined, low: number, high: number): boolean {
  return value !== undefined && value >= low && value <= high;
}

function setText(pen: Pen, operator: string, operands: readonly PdfValue[]): boolean {
  const [first = Number.NaN, second = Number.NaN, third, fourth, fifth = Number.NaN, sixth = Number.NaN] =
    numbersOf(operands);
  switch (operator) {
    case 'BT':
      Object.assign(pen, { line: [0, 0], scale: 1, hasMoved: true });
      return true;
    case 'Tf':
      pen.font = nameOf(operands[0]) ?? '';
      pen.size = second;
      return true;
    case 'TL':
      pen.leading = first;
      return true;
    case 'TD':
      pen.leading = -second;
      return moveBy(pen, first, second);
    case 'Td':
      return moveBy(pen, first, second);
    case 'Tm':
      Object.assign(pen, { line: [fifth, sixth], scale: first, hasMoved: true });
      return first > 0 && second === 0 && third === 0 && fourth === first && Number.isFinite(fifth + sixth);
    case 'T*':
      return moveBy(pen, 0, -pen.leading);
    case 'Tc':
    case 'Tw':
      return isNear(first, -0.5, 100);
    case 'Tz':
      return isNear(first, 50, 200);
    case 'Ts':
      return first === 0;
    case "'":
      return moveBy(pen, 0, -pen.leading) && show(pen, operands);
    case 'Tj':
    case 'TJ':
      return show(pen, operands);
    default:
      return true;
  }
}

function setState(pen: Pen, operator: string, operands: readonly PdfValue[]): boolean {
  switch (operator) {
    case 'q':
      pen.kept.push({ ink: pen.ink, size: pen.size });
      return true;
    case 'Q':
      Object.assign(pen, pen.kept.pop());
      return true;
    case 'g':
    case 'rg':
    case 'k':
      pen.ink = brightness(operator, operands);
      return true;
    case 're':
      pen.box = numbersOf(operands);
      return true;
    case 'f':
      pen.ground = pen.ink;
      return isWideEnough(pen);
    case 'w':
      return isNear(numbersOf(operands)[0], 0, MOST_FRAME);
    case 'BDC':
      return nameOf(operands[0]) !== 'OC';
    case 'W':
    case 'W*':
      return isWideEnough(pen);
    default:
      return setText(pen, operator, operands);
  }
}

/** The text that an appearance of a field shows; undefined when it draws anything that could make it read otherwise. */
export function textOfFill(operations: readonly Operation[], frame: FillFrame): string | undefined {
  const pen: Pen = {
    frame,
    size: 0,
    ink: 0,
    ground: 1,
    leading: 0,
    scale: 1,
    line: [0, 0],
    hasMoved: false,
    last: undefined,
    box: [],
    kept: [],
    style: undefined,
    font: '',
    text: '',
  };
  for (const { operator, operands } of operations) {
    const allowed = pen.style === undefined ? BEFORE : BEHIND;
    if (!allowed.has(operator) || !setState(pen, operator, operands)) {
      return undefined;
    }
  }
  return pen.text;
}
