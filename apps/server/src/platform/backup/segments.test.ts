import { expect, test } from 'vitest';
import { isSegment, segmentAfter, unbroken } from './segments.ts';

test.each([
  ['000000010000000000000001', '000000010000000000000002'],
  ['00000001000000000000000F', '000000010000000000000010'],
  ['0000000100000000000000FF', '000000010000000100000000'],
  ['00000002000000FF000000FF', '000000020000010000000000'],
])('after %s comes %s', (name, next) => {
  expect(segmentAfter(name)).toBe(next);
});

test('a gap ends what can be replayed', () => {
  const held = new Set(['000000010000000000000001', '000000010000000000000002', '000000010000000000000004']);
  expect(unbroken('000000010000000000000001', held)).toEqual({
    segments: ['000000010000000000000001', '000000010000000000000002'],
    next: '000000010000000000000003',
  });
  expect(unbroken('000000010000000000000009', held).segments).toEqual([]);
});

test('names of segments, not of their neighbours', () => {
  expect(
    ['00000001000000000000000A', '00000002.history', '00000001000000000000000A.00000028.backup'].map(isSegment),
  ).toEqual([true, false, false]);
});
