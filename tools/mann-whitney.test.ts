import { expect, test } from 'vitest';
import { compare } from '../trust/support/mann-whitney.ts';

test.each([
  // Checked by hand: U = 3, n = m = 4, without ties and without the continuity correction z = -1.4434.
  [[1, 2, 4, 6], [3, 5, 7, 8], 0.1489],
  // All of one list below all of the other: z = -2.3094.
  [[1, 2, 3, 4], [5, 6, 7, 8], 0.0209],
  [[1, 2, 3, 4], [1, 2, 3, 4], 1],
  // One value only: nothing can be told.
  [[7, 7, 7], [7, 7, 7], 1],
])('%j beside %j has p = %d', (left, right, p) => {
  expect(compare(left, right).p).toBeCloseTo(p, 3);
  expect(compare(right, left).p).toBeCloseTo(p, 3);
});

test('the effect is the difference in standard deviations, with its sign', () => {
  const left = Array.from({ length: 2_000 }, (_, index) => (index * 7919) % 1_000);
  const right = left.map((value) => value + 100);
  expect(compare(left, left).effect).toBe(0);
  expect(compare(right, left).effect).toBeCloseTo(-compare(left, right).effect, 9);
  expect(compare(right, left).effect).toBeCloseTo(100 / 274, 2);
});
