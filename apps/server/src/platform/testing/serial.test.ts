import { expect, test } from 'vitest';
import { isSerial, type Raced } from './serial.ts';

interface Counter {
  state: 'open' | 'taken' | 'closed' | 'gone';
  taken: number;
}

const take = ({ state, taken }: Counter): Counter | undefined =>
  state === 'open' ? { state: 'taken', taken: taken + 1 } : state === 'taken' ? { state, taken } : undefined;
const close = (counter: Counter): Counter | undefined =>
  counter.state === 'taken' ? { ...counter, state: 'closed' } : undefined;
const leave = (counter: Counter): Counter | undefined =>
  counter.state === 'taken' ? { ...counter, state: 'gone' } : undefined;

const judge = (raced: Raced<Counter>[], after: Counter): boolean =>
  isSerial<Counter>({ state: 'open', taken: 0 }, raced, after, (a, b) => a.state === b.state && a.taken === b.taken);
const two = (done: boolean): Raced<Counter> => ({ steps: [take, close], done });
const one = (done: boolean): Raced<Counter> => ({ steps: [leave], done });

test('between the transactions of one act there is room for those of another, and it then ends refused', () => {
  expect(judge([two(false), one(true)], { state: 'gone', taken: 1 })).toBe(true);
  expect(judge([two(true), one(false)], { state: 'closed', taken: 1 })).toBe(true);
});

test('no order gives two ends, an end without its beginning, or a refusal that nothing explains', () => {
  expect(judge([two(true), one(true)], { state: 'gone', taken: 1 })).toBe(false);
  expect(judge([two(false), one(true)], { state: 'gone', taken: 0 })).toBe(false);
  expect(judge([two(false), one(false)], { state: 'taken', taken: 1 })).toBe(false);
  expect(judge([two(true), two(true)], { state: 'closed', taken: 1 })).toBe(false);
  expect(judge([two(true), two(false)], { state: 'closed', taken: 2 })).toBe(false);
});
