import { inflateSync } from 'node:zlib';

/* Rectangles that a page of a PDF fills, drawn small: a QR code that is no picture is hundreds of them. */

const [MOST_STREAMS, MOST_INFLATED, MOST_SHAPES] = [20, 2 * 1024 * 1024, 40_000];
/** Characters of all streams of a PDF that are read, and pixels that are drawn. */
const [MOST_READ, MOST_PIXELS] = [3 * 1024 * 1024, 20_000_000];
/** Fewer dark rectangles than the smallest code has. */
const FEWEST = 60;
const [SIDE, MARGIN] = [720, 40];
/** A module or a corner of a code, in points; larger ones are frames and backgrounds. */
const LARGEST = 150;
const TOKEN = /[-+]?(?:\d+\.?\d*|\.\d+)|[A-Za-z][A-Za-z*]?\*?|\/[^\s/()<>[\]]{0,60}/g;
const STRING = /\((?:\\[\s\S]|[^\\()]){0,2000}\)/g;

type Matrix = readonly [number, number, number, number, number, number];

interface Shape {
  x: number;
  y: number;
  width: number;
  height: number;
  isDark: boolean;
}

export interface Raster {
  data: Uint8ClampedArray;
  width: number;
  height: number;
}

function streamsOf(bytes: Uint8Array): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: string[] = [];
  let left = MOST_READ;
  for (
    let at = buffer.indexOf('stream');
    at !== -1 && found.length < MOST_STREAMS && left > 0;
    at = buffer.indexOf('stream', at + 6)
  ) {
    const before = buffer.toString('latin1', Math.max(0, at - 400), at);
    const dictionary = before.slice(Math.max(0, before.lastIndexOf(' obj')));
    const start = at + 6 + (buffer[at + 6] === 0x0d ? 2 : 1);
    const end = buffer.indexOf('endstream', start);
    if (end === -1) {
      break;
    }
    if (!/\/Subtype\s{0,5}\/Image|\/FontFile|\/DCTDecode/.test(dictionary)) {
      const content = contentOf(dictionary, buffer.subarray(start, end)).slice(0, left);
      left -= content.length;
      found.push(content);
    }
    at = end;
  }
  return found;
}

function contentOf(dictionary: string, data: Buffer): string {
  if (!/\/FlateDecode/.test(dictionary)) {
    return data.toString('latin1', 0, MOST_INFLATED);
  }
  try {
    return inflateSync(data, { maxOutputLength: MOST_INFLATED }).toString('latin1');
  } catch {
    return ''; // no zlib stream, or one that grows without end
  }
}

/** Follows the operators that place and fill rectangles; all others are passed over. */
class Page {
  readonly shapes: Shape[] = [];
  #matrix: Matrix = [1, 0, 0, 1, 0, 0];
  #isDark = true;
  readonly #saved: { matrix: Matrix; isDark: boolean }[] = [];
  #pending: Omit<Shape, 'isDark'>[] = [];
  #corners: [number, number][] = [];

  do(operator: string, values: readonly number[]): void {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = values.slice(-6);
    if (operator === 're') {
      this.#corners = [];
      this.#add([this.#point(a, b), this.#point(a + c, b + d)]);
    } else if (operator === 'm' || operator === 'l') {
      this.#corners = operator === 'm' ? [this.#point(a, b)] : [...this.#corners.slice(-5), this.#point(a, b)];
      if (this.#corners.length === 4) {
        this.#add(this.#corners);
      }
    } else if (operator === 'cm') {
      const [p, q, r, s, t, u] = this.#matrix;
      this.#matrix = [a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u];
    } else {
      this.#state(operator, values);
    }
  }

  #state(operator: string, values: readonly number[]): void {
    if (operator === 'q' && this.#saved.length < 64) {
      this.#saved.push({ matrix: this.#matrix, isDark: this.#isDark });
    } else if (operator === 'Q') {
      const before = this.#saved.pop();
      this.#matrix = before?.matrix ?? this.#matrix;
      this.#isDark = before?.isDark ?? this.#isDark;
    } else if (/^(?:g|rg|k|sc|scn)$/.test(operator)) {
      const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
      this.#isDark = values.length === 4 ? (values[3] ?? 0) > 0.5 || mean > 0.5 : mean < 0.5;
    } else if (/^(?:f|F|f\*|B|B\*|b|b\*)$/.test(operator)) {
      this.shapes.push(...this.#pending.map((shape) => ({ ...shape, isDark: this.#isDark })));
      this.#pending = [];
    } else if (/^(?:n|S|s)$/.test(operator)) {
      this.#pending = [];
    }
  }

  #point(x: number, y: number): [number, number] {
    const [a, b, c, d, e, f] = this.#matrix;
    return [a * x + c * y + e, b * x + d * y + f];
  }

  #add(points: readonly [number, number][]): void {
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    if (this.#pending.length + this.shapes.length < MOST_SHAPES) {
      this.#pending.push({ x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y });
    }
  }
}

function shapesOf(content: string): Shape[] {
  const page = new Page();
  let values: number[] = [];
  for (const [token] of content.replace(STRING, ' ').matchAll(TOKEN)) {
    const value = Number(token);
    if (Number.isNaN(value)) {
      page.do(token, values);
      values = [];
    } else {
      values = [...values.slice(-7), value];
    }
  }
  return page.shapes;
}

/** Paints a shape and answers how many pixels that took. */
function fill({ data, width, height }: Raster, shape: Shape, at: (x: number, y: number) => [number, number]): number {
  const [left, bottom] = at(shape.x, shape.y);
  const [right, top] = at(shape.x + shape.width, shape.y + shape.height);
  const [fromX, toX] = [Math.max(0, Math.round(left)), Math.min(width, Math.round(right))];
  const [fromY, toY] = [Math.max(0, Math.round(top)), Math.min(height, Math.round(bottom))];
  for (let row = fromY; row < toY; row += 1) {
    data.fill(shape.isDark ? 0 : 255, (row * width + fromX) * 4, (row * width + Math.max(fromX, toX)) * 4);
  }
  return Math.max(0, toX - fromX) * Math.max(0, toY - fromY);
}

function drawn(shapes: readonly Shape[]): Raster | undefined {
  const small = shapes.filter(({ width, height, isDark }) => isDark && width <= LARGEST && height <= LARGEST);
  if (small.length < FEWEST) {
    return undefined;
  }
  const edge = small.reduce(
    (all, { x, y, width, height }) => ({
      left: Math.min(all.left, x),
      low: Math.min(all.low, y),
      right: Math.max(all.right, x + width),
      high: Math.max(all.high, y + height),
    }),
    { left: Infinity, low: Infinity, right: -Infinity, high: -Infinity },
  );
  const scale = SIDE / Math.max(edge.right - edge.left, edge.high - edge.low, 1);
  const side = SIDE + 2 * MARGIN;
  const raster = { data: new Uint8ClampedArray(side * side * 4).fill(255), width: side, height: side };
  const place = (x: number, y: number): [number, number] => [
    MARGIN + (x - edge.left) * scale,
    side - MARGIN - (y - edge.low) * scale,
  ];
  let spent = 0;
  for (const shape of shapes.filter(({ width, height }) => width <= LARGEST && height <= LARGEST)) {
    if (spent > MOST_PIXELS) {
      return undefined;
    }
    spent += fill(raster, shape, place);
  }
  for (let at = 3; at < raster.data.length; at += 4) {
    raster.data[at] = 255;
  }
  return raster;
}

/** What the pages of a PDF draw out of filled rectangles, one raster a stream that draws enough of them. */
export function pdfDrawings(bytes: Uint8Array): Raster[] {
  return streamsOf(bytes).flatMap((content) => {
    const raster = drawn(shapesOf(content));
    return raster === undefined ? [] : [raster];
  });
}
