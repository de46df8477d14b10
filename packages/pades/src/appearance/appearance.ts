import { buildSubset, encodeText, type FontSubset, textWidth, writeFont } from '../fonts/subset.ts';
import type { Rotation } from '../pdf/pages.ts';
import { array, dict, name, type PdfValue, ref } from '../pdf/values.ts';
import type { Revision } from '../pdf/write.ts';
import { decodePng, flattenPng, type PngImage } from './png.ts';

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

/** What the page and the kind of file ask of a drawing. */
export interface AppearanceStyle {
  /** The page is shown turned; what is drawn stands upright all the same. */
  rotation: Rotation;
  /** PDF/A-1: no transparency, and fonts say which glyphs they have. */
  isPdfA1: boolean;
  /** The colours of images; DeviceRGB where the file allows it. */
  colorSpace: PdfValue;
}

/** sRGB without a profile, for PDF/A files whose output intent is not RGB (§8.6.5.3). */
export const CALIBRATED_RGB: PdfValue = array(
  name('CalRGB'),
  dict({
    WhitePoint: array(0.9505, 1, 1.089),
    Gamma: array(2.2, 2.2, 2.2),
    Matrix: array(0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505),
  }),
);

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

function writeImage(revision: Revision, image: PngImage, colorSpace: PdfValue): number {
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
  revision.setStream(number, dict({ ...common, ColorSpace: colorSpace, SMask: softMask }), image.color);
  return number;
}

/** Where a picture lies in its rectangle: as large as it fits, centred. */
function fitInto(rect: Rect, size: { width: number; height: number }): Rect {
  const scale = Math.min(rect.width / size.width, rect.height / size.height);
  const [width, height] = [size.width * scale, size.height * scale];
  return { x: rect.x + (rect.width - width) / 2, y: rect.y + (rect.height - height) / 2, width, height };
}

/** The part of a signature's rectangle that its picture takes. @throws PadesError `pades.image` */
export function imageRect(rect: Rect, png: Uint8Array): Rect {
  return fitInto(rect, decodePng(png));
}

function drawImage(revision: Revision, drawing: Drawing, png: Uint8Array, box: Rect, style: AppearanceStyle): void {
  const decoded = decodePng(png);
  const image = style.isPdfA1 ? flattenPng(decoded) : decoded;
  const { x, y, width, height } = fitInto(box, image);
  drawing.objects.set('Image', ref(writeImage(revision, image, style.colorSpace)));
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

/** Counter to the turn of the page; the box then lies exactly on the rectangle (§12.5.5). */
function matrixOf(rotation: Rotation, { width, height }: Rect): PdfValue | undefined {
  switch (rotation) {
    case 0:
      return undefined;
    case 90:
      return array(0, 1, -1, 0, height, 0);
    case 180:
      return array(-1, 0, 0, -1, width, height);
    case 270:
      return array(0, -1, 1, 0, 0, width);
  }
}

function drawAll(revision: Revision, appearance: SignatureAppearance, box: Rect, style: AppearanceStyle): Drawing {
  const drawing: Drawing = { operators: [], objects: new Map(), fonts: new Map() };
  if (appearance.image !== undefined) {
    drawImage(revision, drawing, appearance.image, box, style);
  }
  const letters = [...(appearance.text?.lines ?? []), appearance.mark ?? ''].join('');
  if (letters !== '') {
    const subset = buildSubset('regular', letters);
    drawing.fonts.set('Text', ref(writeFont(revision, subset, style.isPdfA1)));
    if (appearance.text !== undefined) {
      drawText(drawing, subset, appearance.text, box);
    }
    if (appearance.mark !== undefined) {
      drawMark(drawing, subset, appearance.mark, box);
    }
  }
  return drawing;
}

/** Writes the form XObject of an appearance; answers its object number. */
export function writeAppearance(
  revision: Revision,
  appearance: SignatureAppearance,
  rect: Rect,
  style: AppearanceStyle,
): number {
  const isTurned = style.rotation === 90 || style.rotation === 270;
  const [width, height] = isTurned ? [rect.height, rect.width] : [rect.width, rect.height];
  const box: Rect = { x: 0, y: 0, width: Number(round(width)), height: Number(round(height)) };
  const { operators, objects, fonts } = drawAll(revision, appearance, box, style);
  const number = revision.allot();
  const resources = dict({
    XObject: objects.size === 0 ? undefined : dict(Object.fromEntries(objects)),
    Font: fonts.size === 0 ? undefined : dict(Object.fromEntries(fonts)),
  });
  const entries = dict({
    Type: name('XObject'),
    Subtype: name('Form'),
    BBox: array(0, 0, box.width, box.height),
    Matrix: matrixOf(style.rotation, box),
    Resources: resources,
  });
  revision.setStream(number, entries, Buffer.from(operators.join('\n'), 'latin1'));
  return number;
}
