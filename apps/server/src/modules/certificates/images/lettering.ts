import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { create, type Font } from 'fontkit';
import type { Outline } from './rasteriser.ts';

const BOLD = fileURLToPath(import.meta.resolve('@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf'));
let loaded: Font | undefined;

function font(): Font {
  loaded ??= create(readFileSync(BOLD));
  return loaded;
}

interface Point {
  x: number;
  y: number;
}

type Place = (x: number, y: number) => readonly [number, number];

interface Pen {
  contours: [number, number][][];
  current: [number, number][];
  last: Point;
}

const CURVE_STEPS = 6;

function curveTo(pen: Pen, points: Point[]): void {
  const all = [pen.last, ...points];
  for (let step = 1; step <= CURVE_STEPS; step += 1) {
    const t = step / CURVE_STEPS;
    // De Casteljau: the same few lines serve quadratic and cubic outlines.
    let level = all;
    while (level.length > 1) {
      level = level.slice(1).map((point, index) => {
        const before = level[index] ?? point;
        return { x: before.x + (point.x - before.x) * t, y: before.y + (point.y - before.y) * t };
      });
    }
    const [end] = level;
    if (end !== undefined) {
      pen.current.push([end.x, end.y]);
    }
  }
  pen.last = points.at(-1) ?? pen.last;
}

function pairs(args: number[]): Point[] {
  return Array.from({ length: args.length / 2 }, (_, index) => ({
    x: args[index * 2] ?? 0,
    y: args[index * 2 + 1] ?? 0,
  }));
}

function contoursOf(commands: { command: string; args: number[] }[]): [number, number][][] {
  const pen: Pen = { contours: [], current: [], last: { x: 0, y: 0 } };
  for (const { command, args } of commands) {
    const points = pairs(args);
    if (command === 'closePath') {
      continue;
    }
    if (command === 'moveTo') {
      pen.current = [];
      pen.contours.push(pen.current);
    }
    if (command === 'moveTo' || command === 'lineTo') {
      pen.last = points[0] ?? pen.last;
      pen.current.push([pen.last.x, pen.last.y]);
    } else {
      curveTo(pen, points);
    }
  }
  return pen.contours;
}

/** Width of the text at the size, in pixels. */
export function textWidth(text: string, size: number): number {
  const run = font().layout(text.normalize('NFC'));
  return (run.advanceWidth / font().unitsPerEm) * size;
}

function draw(text: string, size: number, placeAt: (offset: number, advance: number) => Place): Outline[] {
  const run = font().layout(text.normalize('NFC'));
  const scale = size / font().unitsPerEm;
  const outlines: Outline[] = [];
  let offset = 0;
  run.glyphs.forEach((glyph, index) => {
    const advance = (run.positions[index]?.xAdvance ?? glyph.advanceWidth) * scale;
    const place = placeAt(offset, advance);
    for (const contour of contoursOf(glyph.path.commands)) {
      outlines.push(contour.map(([x, y]) => place(x * scale, y * scale)));
    }
    offset += advance;
  });
  return outlines;
}

/** Text on a straight line, centred at `cx` with its foot at `baseline`. */
export function straightText(text: string, size: number, cx: number, baseline: number): Outline[] {
  const start = cx - textWidth(text, size) / 2;
  return draw(text, size, (offset) => (x, y) => [start + offset + x, baseline - y]);
}

/**
 * Text on a circle, its middle at the top (`inside: false`) or at the bottom (`inside: true`, feet outwards), as on a seal.
 * `spread` stretches the distance of the letters, 1 = as the font sets them.
 */
export function circularText(
  text: string,
  size: number,
  circle: { cx: number; cy: number; radius: number; inside: boolean; spread?: number },
): Outline[] {
  const { cx, cy, radius, inside, spread = 1 } = circle;
  const total = (textWidth(text, size) * spread) / radius;
  return draw(text, size, (offset, advance) => {
    const middle = ((offset + advance / 2) * spread) / radius - total / 2;
    const angle = inside ? Math.PI / 2 - middle : -Math.PI / 2 + middle;
    const turn = inside ? angle - Math.PI / 2 : angle + Math.PI / 2;
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    const [fx, fy] = [cx + radius * Math.cos(angle), cy + radius * Math.sin(angle)];
    return (x, y) => {
      const dx = x - advance / 2;
      return [fx + dx * cos + y * sin, fy + dx * sin - y * cos];
    };
  });
}
