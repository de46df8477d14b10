import { expect, test } from 'vitest';
import { newId } from './ids.ts';

const SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const MOMENT = Date.parse('2021-03-22T03:42:00Z');

test('ids of one millisecond are distinct and in the order they were made', () => {
  const ids = Array.from({ length: 20_000 }, () => newId(MOMENT));
  expect(ids.every((id) => SHAPE.test(id))).toBe(true);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test('a later moment sorts behind an earlier one, also when the clock went back in between', () => {
  const first = newId(MOMENT);
  const later = newId(MOMENT + 1);
  const earlier = newId(MOMENT - 5);
  expect([later, earlier, first].sort()).toEqual([earlier, first, later]);
});
