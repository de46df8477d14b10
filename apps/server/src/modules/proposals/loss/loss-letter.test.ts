import { expect, test } from 'vitest';
import { delayText } from './loss-letter.ts';

test.each([
  ['2021-03-22T00:00:00Z', '2021-03-22T00:12:00Z', 'báo sau 12 phút'],
  ['2021-03-22T00:00:00Z', '2021-03-22T02:00:00Z', 'báo sau 2 giờ'],
  ['2021-03-20T00:00:00Z', '2021-03-22T02:00:00Z', 'báo sau 2 ngày'],
])('from %s to %s: %s', (since, reported, words) => {
  expect(delayText(new Date(since), new Date(reported))).toBe(words);
  expect(delayText(null, new Date(reported))).toBe('không rõ thời điểm mất');
});
