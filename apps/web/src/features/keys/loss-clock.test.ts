import { expect, test } from 'vitest';
import { waitedText } from './loss-clock.tsx';

const MINUTE = 60_000;

test.each([
  [-MINUTE, 'Vừa báo'],
  [30_000, 'Vừa báo'],
  [MINUTE, '1 phút'],
  [59 * MINUTE, '59 phút'],
  [60 * MINUTE, '1 giờ 0 phút'],
  [125 * MINUTE, '2 giờ 5 phút'],
  [24 * 60 * MINUTE, '1 ngày 0 giờ'],
  [(49 * 60 + 30) * MINUTE, '2 ngày 1 giờ'],
])('%d ms: %s', (ms, words) => {
  expect(waitedText(ms)).toBe(words);
});
