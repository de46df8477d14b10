import { buildSubset, encodeText, type FontSubset, textWidth, writeFont } from '../fonts/subset.ts';
import { array, dict, name, type PdfValue, ref } from '../pdf/values.ts';
import type { Revision } from '../pdf/write.ts';
import { decodePng, type PngImage } from './png.ts';

/** Points, origin at the bottom left of the page. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Upright black text, one line each (Annex I of Decree 30: Times New Roman 10 for stamps of separate attachments). */
export interface TextAppearance {
  lines: readonly string[];
  /** 10 unless told; smaller when a line would not fit. */
  fontSize?: number;
  align?: 'left' | 'right' | 'center';
}

/** What a signature shows. Nothing at all is fine too. */
export interface SignatureAppearance {
  /** PNG with transparency: blue hand signature, or red seal in real size; drawn as large as the rectangle allows, centred. */
  image?: Uint8Array;
  text?: TextAppearance;
  /** A line at the foot saying that the key is no real one, such as "CHỮ KÝ THỬ NGHIỆM". */
  mark?: string;
}

/** Text of the demo mark. */
export const DEMO_MARK = 'CHỮ KÝ THỬ NGHIỆM';

const MARK_SIZE = 6.5;
const LEADING = 1.2;
const ASCENT = 0.891;

interface Drawing {
  operators: string[];
  objects: Map<string, PdfValue>;
  fonts: Map<string, PdfValue>;
}

function round(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

function writeImage(revision: Revision, image: PngImage): number {
  const common = {
    Type: name('XObject'),
    Subtype: name('Image'),
    Width: image.width,
    Height: image.height,
    BitsPerComponent: 8,
    Filter: name('FlateDecode'),
  };
  let mask: number | undefined;
  if (image.alpha !== undefined) {
    mask = revision.allot();
    revision.setStream(mask, dict({ ...common, ColorSpace: name('DeviceGray') }), image.alpha);
  }
  const number = revision.allot();
  const softMask = mask === undefined ? undefined : ref(mask);
  revision.setStream(number, dict({ ...common, ColorSpace: name('DeviceRGB'), SMask: softMask }), image.color);
  return number;
}

function drawImage(revision: Revision, drawing: Drawing, png: Uint8Array, rect: Rect): void {
  const image = decodePng(png);
  const scale = Math.min(rect.width / image.width, rect.height / image.height);
  const [width, height] = [image.width * scale, image.height * scale];
  const [x, y] = [(rect.width - width) / 2, (rect.height - height) / 2];
  drawing.objects.set('Image', ref(writeImage(revision, image)));
  drawing.operators.push(`q ${round(width)} 0 0 ${round(height)} ${round(x)} ${round(y)} cm /Image Do Q`);
}

function fittingSize(subset: FontSubset, lines: readonly string[], wanted: number, width: number): number {
  const widest = Math.max(...lines.map((line) => textWidth(subset, line, 1)), 0);
  return widest * wanted > width ? width / widest : wanted;
}

function startOf(align: TextAppearance['align'], room: number): number {
  if (align === 'right') {
    return room;
  }
  return align === 'center' ? room / 2 : 0;
}

function drawText(drawing: Drawing, subset: FontSubset, text: TextAppearance, rect: Rect): void {
  const size = fittingSize(subset, text.lines, text.fontSize ?? 10, rect.width);
  for (const [index, line] of text.lines.entries()) {
    const x = startOf(text.align, rect.width - textWidth(subset, line, size));
    const y = rect.height - size * (ASCENT + index * LEADING);
    drawing.operators.push(
      `BT /Text ${round(size)} Tf 0 g ${round(x)} ${round(y)} Td <${encodeText(subset, line)}> Tj ET`,
    );
  }
}

/** Grey and small at the foot: it must be read, yet hide neither signature nor seal. */
function drawMark(drawing: Drawing, subset: FontSubset, mark: string, rect: Rect): void {
  const size = fittingSize(subset, [mark], MARK_SIZE, rect.width);
  const x = (rect.width - textWidth(subset, mark, size)) / 2;
  drawing.operators.push(`BT /Text ${round(size)} Tf 0.35 g ${round(x)} 1.5 Td <${encodeText(subset, mark)}> Tj ET`);
}

/** Writes the form XObject of an appearance; answers its object number. An absent appearance gives an empty one. */
export function writeAppearance(revision: Revision, appearance: SignatureAppearance | undefined, rect: Rect): number {
  const drawing: Drawing = { operators: [], objects: new Map(), fonts: new Map() };
  if (appearance?.image !== undefined) {
    drawImage(revision, drawing, appearance.image, rect);
  }
  const letters = [...(appearance?.text?.lines ?? []), appearance?.mark ?? ''].join('');
  if (letters !== '') {
    const subset = buildSubset('regular', letters);
    drawing.fonts.set('Text', ref(writeFont(revision, subset)));
    if (appearance?.text !== undefined) {
      drawText(drawing, subset, appearance.text, rect);
    }
    if (appearance?.mark !== undefined) {
      drawMark(drawing, subset, appearance.mark, rect);
    }
  }
  const number = revision.allot();
  const resources = dict({
    XObject: drawing.objects.size === 0 ? undefined : dict(Object.fromEntries(drawing.objects)),
    Font: drawing.fonts.size === 0 ? undefined : dict(Object.fromEntries(drawing.fonts)),
  });
  const entries = dict({
    Type: name('XObject'),
    Subtype: name('Form'),
    BBox: array(0, 0, Number(round(rect.width)), Number(round(rect.height))),
    Resources: resources,
  });
  revision.setStream(number, entries, Buffer.from(drawing.operators.join('\n'), 'latin1'));
  return number;
}
