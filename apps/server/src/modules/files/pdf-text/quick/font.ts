import {
  canDecode,
  decodeStream,
  isArray,
  isDict,
  isStream,
  nameOf,
  type PdfDict,
  type PdfFile,
  type PdfValue,
} from '@congvu/pades/reading';
import { NotPlain } from './not-plain.ts';
import { readToUnicode } from './to-unicode.ts';

/** A font as far as words need it. */
export interface Font {
  /** Bytes of one code. */
  codeBytes: 1 | 2;
  /** Undefined for a code that stands for nothing known. */
  text(code: number): string | undefined;
  /** Thousandths of the size. */
  width(code: number): number;
}

/** ISO 8859-1 with the letters of Windows in between (ISO 32000-2 Annex D.2). */
const WINDOWS = new TextDecoder('windows-1252');

function number(file: PdfFile, value: PdfValue | undefined, fallback: number): number {
  const found = file.resolve(value);
  return typeof found === 'number' ? found : fallback;
}

function list(file: PdfFile, value: PdfValue | undefined): PdfValue[] {
  const found = file.resolve(value);
  return isArray(found) ? found.items : [];
}

function unicodeOf(file: PdfFile, dict: PdfDict): Map<number, string> | undefined {
  const stream = file.resolve(dict.entries.get('ToUnicode'));
  if (!isStream(stream)) {
    return undefined;
  }
  if (!canDecode(stream.dict)) {
    throw new NotPlain('packed map');
  }
  return readToUnicode(decodeStream(stream, file.budget));
}

function setRange(widths: Map<number, number>, first: number, last: number, width: number): void {
  if (last - first > 65_535) {
    throw new NotPlain('widths');
  }
  for (let code = first; code <= last; code += 1) {
    widths.set(code, width);
  }
}

/** `c [w1 w2 …]` and `c1 c2 w` (ISO 32000-2 §9.7.4.3). */
function readGlyphWidths(file: PdfFile, dict: PdfDict): Map<number, number> {
  const widths = new Map<number, number>();
  const items = list(file, dict.entries.get('W')).map((item) => file.resolve(item));
  for (let at = 0; at + 1 < items.length; ) {
    const [first, second] = [items[at], items[at + 1]];
    if (typeof first === 'number' && isArray(second)) {
      for (const [index, width] of second.items.entries()) {
        widths.set(first + index, number(file, width, 0));
      }
      at += 2;
    } else if (typeof first === 'number' && typeof second === 'number') {
      setRange(widths, first, second, number(file, items[at + 2], 0));
      at += 3;
    } else {
      throw new NotPlain('widths');
    }
  }
  return widths;
}

function compositeFont(file: PdfFile, dict: PdfDict): Font {
  const [descendant] = list(file, dict.entries.get('DescendantFonts')).map((item) => file.resolve(item));
  const unicode = unicodeOf(file, dict);
  // Codes are glyph numbers and nothing else; other maps are for the full reader.
  if (
    nameOf(file.resolve(dict.entries.get('Encoding'))) !== 'Identity-H' ||
    !isDict(descendant) ||
    unicode === undefined
  ) {
    throw new NotPlain('composite font');
  }
  const widths = readGlyphWidths(file, descendant);
  const usual = number(file, descendant.entries.get('DW'), 1_000);
  return { codeBytes: 2, text: (code) => unicode.get(code), width: (code) => widths.get(code) ?? usual };
}

function simpleFont(file: PdfFile, dict: PdfDict): Font {
  const widths = list(file, dict.entries.get('Widths')).map((item) => number(file, item, 0));
  const unicode = unicodeOf(file, dict);
  const encoding = nameOf(file.resolve(dict.entries.get('Encoding')));
  // A font without widths is one of the fourteen: its measures are not in the file.
  if (widths.length === 0 || (unicode === undefined && encoding !== 'WinAnsiEncoding')) {
    throw new NotPlain('simple font');
  }
  const first = number(file, dict.entries.get('FirstChar'), 0);
  const descriptor = file.resolve(dict.entries.get('FontDescriptor'));
  const missing = isDict(descriptor) ? number(file, descriptor.entries.get('MissingWidth'), 0) : 0;
  return {
    codeBytes: 1,
    text: (code) =>
      unicode?.get(code) ?? (encoding === 'WinAnsiEncoding' ? WINDOWS.decode(Uint8Array.of(code)) : undefined),
    width: (code) => widths[code - first] ?? missing,
  };
}

/** @throws NotPlain for a font whose words cannot be told from the file alone */
export function readFont(file: PdfFile, dict: PdfDict): Font {
  switch (nameOf(file.resolve(dict.entries.get('Subtype')))) {
    case 'Type0':
      return compositeFont(file, dict);
    case 'TrueType':
    case 'Type1':
      return simpleFont(file, dict);
    default:
      throw new NotPlain('font');
  }
}

export interface Fonts {
  /** By object: the same font serves many pages. */
  get(value: PdfValue | undefined): Font;
}

/** Fonts of a file, each read once. */
export function openFonts(file: PdfFile): Fonts {
  const read = new Map<PdfValue, Font>();
  return {
    get: (value) => {
      const dict = file.resolve(value);
      if (!isDict(dict)) {
        throw new NotPlain('no font');
      }
      const font = read.get(dict) ?? readFont(file, dict);
      read.set(dict, font);
      return font;
    },
  };
}
