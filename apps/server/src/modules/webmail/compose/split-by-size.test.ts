import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitBySize } from './split-by-size.ts';

test('what stays fits, and no more leaves than must', () => {
  const file = fc.record({ id: fc.uuid(), size: fc.integer({ min: 1, max: 50 }) });
  fc.assert(
    fc.property(
      fc.uniqueArray(file, { selector: ({ id }) => id }),
      fc.integer({ min: 1, max: 100 }),
      (files, limit) => {
        const linked = splitBySize(files, limit);
        const kept = files.filter(({ id }) => !linked.has(id)).reduce((sum, { size }) => sum + size, 0);
        const smallest = Math.min(...files.filter(({ id }) => linked.has(id)).map(({ size }) => size));
        expect(kept).toBeLessThanOrEqual(limit);
        expect(linked.size === 0 || kept + smallest > limit).toBe(true);
      },
    ),
  );
});

test.each([
  [[10, 10], 20, 0],
  [[10, 11], 20, 1],
  [[30, 1, 1], 20, 1],
])('of %j with %i: %i as links', (sizes, limit, linked) => {
  const files = sizes.map((size, at) => ({ id: String(at), size }));
  expect(splitBySize(files, limit).size).toBe(linked);
});
