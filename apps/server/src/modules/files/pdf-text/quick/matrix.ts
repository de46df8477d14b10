/** `[a b c d e f]` (ISO 32000-2 §8.3.3). */
export type Matrix = readonly [number, number, number, number, number, number];

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** `left` first, then `right`. */
export function multiply(left: Matrix, right: Matrix): Matrix {
  const [a, b, c, d, e, f] = left;
  const [A, B, C, D, E, F] = right;
  return [a * A + b * C, a * B + b * D, c * A + d * C, c * B + d * D, e * A + f * C + E, e * B + f * D + F];
}

export function moved(by: { x: number; y: number }, matrix: Matrix): Matrix {
  const [a, b, c, d, e, f] = matrix;
  return [a, b, c, d, by.x * a + by.y * c + e, by.x * b + by.y * d + f];
}
