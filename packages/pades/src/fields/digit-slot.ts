/** How a slot draws its digits. The same function makes the appearance and, in the verifier, proves it. */
export interface DigitSlot {
  fontName: string;
  fontSize: number;
  width: number;
  /** Above the bottom of the slot. */
  baseline: number;
  align: 'left' | 'center' | 'right';
}

export const ALIGNMENTS = ['left', 'center', 'right'] as const;

/** Every digit of Tinos is half an em wide, upright and italic. */
const DIGIT_WIDTH = 0.5;

function round(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

function startOf({ align, width }: DigitSlot, used: number): number {
  if (align === 'left') {
    return 0;
  }
  return align === 'right' ? width - used : (width - used) / 2;
}

/** Digits stand in the font in order behind `.notdef`. */
function encodeDigits(digits: string): string {
  return Array.from(digits, (digit) => (Number(digit) + 1).toString(16).padStart(4, '0')).join('');
}

/** The whole content stream of a slot; with no digits it draws nothing, yet says how it would. */
export function digitOperators(slot: DigitSlot, digits: string): string {
  const used = digits.length * DIGIT_WIDTH * slot.fontSize;
  // More digits than room: set narrower, as tall as the rest of the line.
  const squeeze = used > slot.width ? `${round((100 * slot.width) / used)} Tz\n` : '';
  const x = startOf(slot, Math.min(used, slot.width));
  return `/Tx BMC\nq\nBT\n/${slot.fontName} ${round(slot.fontSize)} Tf\n0 g\n${squeeze}${round(x)} ${round(slot.baseline)} Td\n<${encodeDigits(digits)}> Tj\nET\nQ\nEMC`;
}

const EMPTY = /^\/Tx BMC\nq\nBT\n\/(Digits(?:Regular|Italic)) ([\d.]+) Tf\n0 g\n[\d.]+ ([\d.]+) Td\n<> Tj\nET\nQ\nEMC$/;

/** Reads a slot back from its empty appearance; undefined when it is not one of ours. */
export function readDigitSlot(operators: string, width: number, align: DigitSlot['align']): DigitSlot | undefined {
  const match = EMPTY.exec(operators);
  if (match === null) {
    return undefined;
  }
  const [, fontName = '', fontSize, baseline] = match;
  const slot: DigitSlot = { fontName, fontSize: Number(fontSize), width, baseline: Number(baseline), align };
  return digitOperators(slot, '') === operators ? slot : undefined;
}
