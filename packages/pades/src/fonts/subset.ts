import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { Font } from 'fontkit';
import { PadesError } from '../errors.ts';
import { array, dict, name, type PdfValue, ref } from '../pdf/values.ts';
import type { Revision } from '../pdf/write.ts';
import { loadTypeface, type Typeface } from './typeface.ts';

/** A subset ready to be written: characters to glyphs, widths in thousandths of the size. */
export interface FontSubset {
  typeface: Typeface;
  /** Code point → glyph of the subset. */
  glyphs: Map<number, number>;
  /** By glyph of the subset, from 0. */
  widths: number[];
  program: Uint8Array;
  font: Font;
}

const MAX_KEPT = 16;

/** By typeface and letters: a batch writes the same words on a thousand documents. Never changed once made. */
const kept = new Map<string, FontSubset>();
const deflated = new WeakMap<FontSubset, Uint8Array>();

function lettersOf(text: string): number[] {
  return [...new Set(Array.from(text.normalize('NFC'), (letter) => letter.codePointAt(0) ?? 0))].sort((a, b) => a - b);
}

/** Takes the characters of a text out of a typeface. @throws PadesError `pades.font` for a character the font lacks */
export function buildSubset(typeface: Typeface, text: string): FontSubset {
  const points = lettersOf(text);
  const key = `${typeface} ${points.join()}`;
  const subset = kept.get(key) ?? cutSubset(typeface, points);
  kept.delete(key);
  kept.set(key, subset);
  for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - MAX_KEPT))) {
    kept.delete(oldest);
  }
  return subset;
}

function programOf(subset: FontSubset): Uint8Array {
  const known = deflated.get(subset) ?? deflateSync(subset.program);
  deflated.set(subset, known);
  return known;
}

function cutSubset(typeface: Typeface, points: readonly number[]): FontSubset {
  const font = loadTypeface(typeface);
  const subset = font.createSubset();
  const glyphs = new Map<number, number>();
  const scale = 1000 / font.unitsPerEm;
  const widths = [Math.round(font.glyphForCodePoint(0).advanceWidth * scale)];
  for (const point of points) {
    if (!font.hasGlyphForCodePoint(point)) {
      throw new PadesError('pades.font', `Phông chữ không có ký tự "${String.fromCodePoint(point)}".`);
    }
    const glyph = font.glyphForCodePoint(point);
    const id = subset.includeGlyph(glyph);
    glyphs.set(point, id);
    widths[id] = Math.round(glyph.advanceWidth * scale);
  }
  return { typeface, glyphs, widths, program: subset.encode(), font };
}

/** Hex of a text for `Tj` with this subset. */
export function encodeText(subset: FontSubset, text: string): string {
  return Array.from(text.normalize('NFC'), (letter) =>
    (subset.glyphs.get(letter.codePointAt(0) ?? 0) ?? 0).toString(16).padStart(4, '0'),
  ).join('');
}

/** Width in points. */
export function textWidth(subset: FontSubset, text: string, fontSize: number): number {
  const units = Array.from(text.normalize('NFC')).reduce(
    (sum, letter) => sum + (subset.widths[subset.glyphs.get(letter.codePointAt(0) ?? 0) ?? 0] ?? 0),
    0,
  );
  return (units * fontSize) / 1000;
}

/** Width in points before there is a subset. */
export function measureText(typeface: Typeface, text: string, fontSize: number): number {
  const font = loadTypeface(typeface);
  const units = Array.from(text.normalize('NFC')).reduce(
    (sum, letter) => sum + font.glyphForCodePoint(letter.codePointAt(0) ?? 0).advanceWidth,
    0,
  );
  return (units * fontSize) / font.unitsPerEm;
}

function utf16Hex(point: number): string {
  return Buffer.from(String.fromCodePoint(point), 'utf16le').swap16().toString('hex');
}

function toUnicode({ glyphs }: FontSubset): Uint8Array {
  const lines = [...glyphs].map(([point, id]) => `<${id.toString(16).padStart(4, '0')}> <${utf16Hex(point)}>`);
  const blocks: string[] = [];
  for (let start = 0; start < lines.length; start += 100) {
    const block = lines.slice(start, start + 100);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`);
  }
  return Buffer.from(
    `/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n${blocks.join('\n')}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n`,
  );
}

/** Six letters in front of the name mark a subset (§9.9.2); drawn from its content. */
function subsetName(subset: FontSubset): string {
  const digest = createHash('sha256').update(subset.program).digest();
  const tag = Array.from(digest.subarray(0, 6), (byte) => String.fromCharCode(65 + (byte % 26))).join('');
  return `${tag}+${subset.font.postscriptName}`;
}

/** Bit by bit from the highest on, which glyphs are there (§9.8.3.2): all of them. */
function writeGlyphSet(revision: Revision, { widths }: FontSubset): PdfValue {
  const bits = Buffer.alloc(Math.ceil(widths.length / 8), 0xff);
  bits[bits.length - 1] = 0xff00 >> (widths.length % 8 || 8);
  const number = revision.allot();
  revision.setStream(number, dict({}), bits);
  return ref(number);
}

function writeDescriptor(revision: Revision, subset: FontSubset, fontName: string, namesGlyphs: boolean): number {
  const { font } = subset;
  const scale = (value: number): number => Math.round((value * 1000) / font.unitsPerEm);
  const program = revision.allot();
  revision.setStream(program, dict({ Filter: name('FlateDecode'), Length1: subset.program.length }), programOf(subset));
  const glyphSet = namesGlyphs ? writeGlyphSet(revision, subset) : undefined;
  const descriptor = revision.allot();
  revision.set(
    descriptor,
    dict({
      Type: name('FontDescriptor'),
      FontName: name(fontName),
      // Symbolic; italic as well (§9.8.2).
      Flags: subset.typeface === 'italic' ? 4 + 64 : 4,
      FontBBox: array(scale(font.bbox.minX), scale(font.bbox.minY), scale(font.bbox.maxX), scale(font.bbox.maxY)),
      ItalicAngle: font.italicAngle,
      Ascent: scale(font.ascent),
      Descent: scale(font.descent),
      CapHeight: scale(font.capHeight),
      StemV: 80,
      FontFile2: ref(program),
      CIDSet: glyphSet,
    }),
  );
  return descriptor;
}

/** Writes the subset as a Type0 font with Identity-H; answers the number of the font. PDF/A-1 wants its glyphs named (CIDSet). */
export function writeFont(revision: Revision, subset: FontSubset, namesGlyphs = false): number {
  const fontName = subsetName(subset);
  const descendant = revision.allot();
  const widths: PdfValue = array(0, array(...subset.widths.map((width) => width ?? 0)));
  revision.set(
    descendant,
    dict({
      Type: name('Font'),
      Subtype: name('CIDFontType2'),
      BaseFont: name(fontName),
      CIDSystemInfo: dict({
        Registry: { kind: 'string', bytes: Buffer.from('Adobe'), isHex: false, start: -1, end: -1 },
        Ordering: { kind: 'string', bytes: Buffer.from('Identity'), isHex: false, start: -1, end: -1 },
        Supplement: 0,
      }),
      FontDescriptor: ref(writeDescriptor(revision, subset, fontName, namesGlyphs)),
      CIDToGIDMap: name('Identity'),
      W: widths,
    }),
  );
  const unicode = revision.allot();
  revision.setStream(unicode, dict({ Filter: name('FlateDecode') }), deflateSync(toUnicode(subset)));
  const font = revision.allot();
  revision.set(
    font,
    dict({
      Type: name('Font'),
      Subtype: name('Type0'),
      BaseFont: name(fontName),
      Encoding: name('Identity-H'),
      DescendantFonts: array(ref(descendant)),
      ToUnicode: ref(unicode),
    }),
  );
  return font;
}
