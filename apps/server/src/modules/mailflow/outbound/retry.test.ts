import { expect, test } from 'vitest';
import { isDelayToTell, nextAttempt } from './retry.ts';

const MINUTE = 60_000;
const QUEUED = new Date('2021-03-22T01:00:00Z');

test('5, 15, 30 minutes, 1, 2 hours, then every four hours until five days are over', () => {
  const waits: number[] = [];
  let now = QUEUED;
  for (let attempts = 1; attempts < 100; attempts += 1) {
    const next = nextAttempt(QUEUED, attempts, now);
    if (next === undefined) {
      break;
    }
    waits.push((next.getTime() - now.getTime()) / MINUTE);
    now = next;
  }
  expect(waits.slice(0, 7)).toEqual([5, 15, 30, 60, 120, 240, 240]);
  const days = (now.getTime() - QUEUED.getTime()) / MINUTE / 60 / 24;
  expect(days).toBeGreaterThan(4.8);
  expect(days).toBeLessThanOrEqual(5);
});

test('the sender hears of a delay after four hours, not before', () => {
  expect(isDelayToTell(QUEUED, new Date(QUEUED.getTime() + 239 * MINUTE))).toBe(false);
  expect(isDelayToTell(QUEUED, new Date(QUEUED.getTime() + 240 * MINUTE))).toBe(true);
});
