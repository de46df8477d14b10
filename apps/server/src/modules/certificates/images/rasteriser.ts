/** A closed outline in pixels, y downwards. Several are filled together by the non-zero winding rule. */
export type Outline = readonly (readonly [number, number])[];

const SAMPLES = 5;

interface Edge {
  /** Upper end. */
  x: number;
  top: number;
  bottom: number;
  /** Pixels to the right for each pixel down. */
  slope: number;
  direction: 1 | -1;
}

interface Crossing {
  x: number;
  direction: 1 | -1;
}

/** Every edge under the first row of pixels it touches, so that each row looks at its own edges only. */
function edgesByRow(height: number, outlines: readonly Outline[]): Edge[][] {
  const rows: Edge[][] = Array.from({ length: height }, () => []);
  for (const outline of outlines) {
    let [x0, y0] = outline.at(-1) ?? [0, 0];
    for (const [x1, y1] of outline) {
      if (y0 !== y1) {
        const isDown = y1 > y0;
        const [x, top, bottom] = isDown ? [x0, y0, y1] : [x1, y1, y0];
        const row = Math.max(0, Math.floor(top));
        rows[row]?.push({ x, top, bottom, slope: (x1 - x0) / (y1 - y0), direction: isDown ? 1 : -1 });
      }
      [x0, y0] = [x1, y1];
    }
  }
  return rows;
}

/** Adds the covered part of each pixel between two x of one sample line. */
function addSpan(line: Float32Array, from: number, to: number): void {
  const left = Math.max(0, from);
  const right = Math.min(line.length, to);
  for (let x = Math.floor(left); x < right; x += 1) {
    line[x] = (line[x] ?? 0) + Math.min(x + 1, right) - Math.max(x, left);
  }
}

function fillLine(line: Float32Array, edges: readonly Edge[], y: number): void {
  const crossings: Crossing[] = [];
  for (const { x, top, bottom, slope, direction } of edges) {
    if (top <= y && y < bottom) {
      crossings.push({ x: x + (y - top) * slope, direction });
    }
  }
  crossings.sort((left, right) => left.x - right.x);
  let winding = 0;
  let from = 0;
  for (const { x, direction } of crossings) {
    if (winding === 0) {
      from = x;
    }
    winding += direction;
    if (winding === 0) {
      addSpan(line, from, x);
    }
  }
}

/** Coverage 0–255 of every pixel: exact across, five samples down, so that edges are smooth without a graphics library. */
export function rasterise(width: number, height: number, outlines: readonly Outline[]): Uint8Array {
  const starting = edgesByRow(height, outlines);
  const alpha = new Uint8Array(width * height);
  const line = new Float32Array(width);
  let active: Edge[] = [];
  for (let y = 0; y < height; y += 1) {
    active = [...active.filter((edge) => edge.bottom > y), ...(starting[y] ?? [])];
    if (active.length === 0) {
      continue;
    }
    line.fill(0);
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      fillLine(line, active, y + (sample + 0.5) / SAMPLES);
    }
    for (let x = 0; x < width; x += 1) {
      const covered = line[x] ?? 0;
      if (covered > 0) {
        alpha[y * width + x] = Math.min(255, Math.round((covered / SAMPLES) * 255));
      }
    }
  }
  return alpha;
}

/** A ring as two outlines of opposite direction. */
export function ring(cx: number, cy: number, outer: number, inner: number): Outline[] {
  const circle = (radius: number, direction: 1 | -1): Outline =>
    Array.from({ length: 240 }, (_, index) => {
      const angle = (direction * index * 2 * Math.PI) / 240;
      return [cx + radius * Math.cos(angle), cy + radius * Math.sin(angle)];
    });
  return [circle(outer, 1), circle(inner, -1)];
}

/** A five-pointed star with one point up. */
export function star(cx: number, cy: number, radius: number): Outline {
  return Array.from({ length: 10 }, (_, index) => {
    const reach = index % 2 === 0 ? radius : radius * 0.382;
    const angle = -Math.PI / 2 + (index * Math.PI) / 5;
    return [cx + reach * Math.cos(angle), cy + reach * Math.sin(angle)];
  });
}
