import { createHash } from 'node:crypto';
import { foldAccents } from '@congvu/vntext';
import type { InkImage } from './draw-seal.ts';
import { encodeInkPng } from './png.ts';
import { type Outline, rasterise } from './rasteriser.ts';

const WIDTH_MM = 42;
const HEIGHT_MM = 20;
/** Units the strokes are drawn in; the picture has fewer pixels: 14 a millimetre are 355 a printed inch. */
const UNITS_PER_MM = 20;
const PIXELS_PER_MM = 14;
/** Blue ink, as Decree 30/2020 Annex I asks of the image of a hand signature. */
const BLUE = [24, 58, 168] as const;

type Point = readonly [number, number];

/** A stream of numbers in [0, 1) that the name alone decides, so that the same person always signs alike. */
function chance(seed: string): () => number {
  let block = createHash('sha256').update(seed).digest();
  let at = 0;
  return () => {
    if (at + 2 > block.length) {
      block = createHash('sha256').update(block).digest();
      at = 0;
    }
    const value = block.readUInt16BE(at);
    at += 2;
    return value / 65_536;
  };
}

/** Catmull–Rom through the points: the hand does not stop at them. */
function smooth(points: readonly Point[], steps: number): Point[] {
  const at = (index: number): Point => points[Math.min(points.length - 1, Math.max(0, index))] ?? [0, 0];
  const out: Point[] = [];
  for (let index = 0; index < points.length - 1; index += 1) {
    const [a, b, c, d] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
    for (let step = 0; step < steps; step += 1) {
      const t = step / steps;
      const value = (axis: 0 | 1) =>
        0.5 *
        (2 * b[axis] +
          (c[axis] - a[axis]) * t +
          (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis]) * t * t +
          (3 * b[axis] - a[axis] - 3 * c[axis] + d[axis]) * t * t * t);
      out.push([value(0), value(1)]);
    }
  }
  out.push(at(points.length - 1));
  return out;
}

/** A stroke as one outline: thin where the pen is quick or rises, thicker where it goes down. */
function stroke(path: readonly Point[], weight: number): Outline[] {
  const outlines: Outline[] = [];
  path.slice(1).forEach(([x1, y1], index) => {
    const [x0, y0] = path[index] ?? [x1, y1];
    const length = Math.hypot(x1 - x0, y1 - y0) || 1;
    const down = (y1 - y0) / length;
    const taper = Math.min(1, index / 14, (path.length - index) / 18) * 0.6 + 0.4;
    const half = weight * (0.62 + 0.38 * down) * taper;
    const [nx, ny] = [(-(y1 - y0) / length) * half, ((x1 - x0) / length) * half];
    outlines.push([
      [x0 + nx, y0 + ny],
      [x1 + nx, y1 + ny],
      [x1 - nx, y1 - ny],
      [x0 - nx, y0 - ny],
    ]);
    outlines.push(dot(x1, y1, half));
  });
  return outlines;
}

/** The joint of two segments, in the same turning direction as the segments so that the winding rule adds them up. */
function dot(x: number, y: number, radius: number): Outline {
  return Array.from({ length: 10 }, (_, index) => {
    const angle = -(index * 2 * Math.PI) / 10;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
  });
}

/** Loops of the given name: each letter is one swing, tall letters reach up, tailed ones down. */
function letterSwings(
  given: string,
  random: () => number,
  box: { left: number; width: number; line: number },
): Point[] {
  const letters = [...given];
  const step = box.width / (letters.length * 2 + 1);
  const points: Point[] = [];
  letters.forEach((letter, index) => {
    const up = /[bdfhklt]/.test(letter) ? 150 : 62 + random() * 26;
    const down = /[gpqy]/.test(letter) ? 92 : 8 + random() * 14;
    const x = box.left + step * (index * 2 + 1);
    points.push([x - step * 0.35, box.line + down * 0.4]);
    points.push([x + step * (0.25 + random() * 0.2), box.line - up]);
    points.push([x - step * (0.15 + random() * 0.3), box.line - up * 0.55]);
    points.push([x + step * 0.25, box.line + down]);
    points.push([x + step * (0.9 + random() * 0.2), box.line - up * 0.28]);
  });
  return points;
}

function encode(strokes: readonly Outline[]): Buffer {
  const scale = PIXELS_PER_MM / UNITS_PER_MM;
  const [width, height] = [WIDTH_MM * PIXELS_PER_MM, HEIGHT_MM * PIXELS_PER_MM];
  const outlines = strokes.map((outline) => outline.map(([x, y]) => [x * scale, y * scale] as const));
  return encodeInkPng(width, height, rasterise(width, height, outlines), BLUE);
}

/** A hand signature made up from the name: a tall initial, the given name in loops, a flourish below. Transparent PNG. */
export function drawSignature(fullName: string): InkImage {
  const width = WIDTH_MM * UNITS_PER_MM;
  const height = HEIGHT_MM * UNITS_PER_MM;
  const random = chance(fullName.normalize('NFC'));
  const words = foldAccents(fullName).split(/\s+/).filter(Boolean);
  const given = (words.at(-1) ?? 'ky').replace(/[^a-z]/g, '').slice(0, 7) || 'ky';
  const line = height * (0.58 + random() * 0.05);
  const lean = 0.16 + random() * 0.14;
  const initial: Point[] = [
    [width * 0.16, line - 150],
    [width * 0.07, line - 60 - random() * 40],
    [width * (0.1 + random() * 0.03), line + 60],
    [width * 0.2, line + 20],
    [width * 0.25, line - 160 - random() * 30],
    [width * 0.19, line - 175],
    [width * 0.18, line - 20],
    [width * 0.27, line - 8],
  ];
  const name: Point[] = [
    ...initial,
    ...letterSwings(given, random, { left: width * 0.28, width: width * 0.46, line }),
    [width * 0.84, line - 30 - random() * 50],
    [width * 0.95, line - 60],
  ];
  const flourish: Point[] = [
    [width * 0.95, line - 10],
    [width * 0.62, line + 62 + random() * 24],
    [width * 0.3, line + 88 + random() * 20],
    [width * 0.13, line + 112],
    [width * 0.3, line + 96],
    [width * (0.7 + random() * 0.2), line + 74],
  ];
  const slant = ([x, y]: Point): Point => [Math.min(width - 8, Math.max(8, x + (line - y) * lean)), y];
  const strokes = [...stroke(smooth(name.map(slant), 22), 6.2), ...stroke(smooth(flourish.map(slant), 26), 4.2)];
  return { png: encode(strokes), widthMm: WIDTH_MM, heightMm: HEIGHT_MM };
}
