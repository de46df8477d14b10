import { expect, test } from 'vitest';
import { isOlderEngine } from './ask-infected-again.ts';

test.each([
  ['ClamAV 1.4.6/27001/Tue Mar 23 2021', 'ClamAV 1.4.6/27000/Mon Mar 22 2021', false],
  ['ClamAV 1.5.0/27000/Mon Mar 22 2021', 'ClamAV 1.4.6/27000/Mon Mar 22 2021', false],
  ['ClamAV 1.4.6/26999/Sun Mar 21 2021', 'ClamAV 1.4.6/27000/Mon Mar 22 2021', true],
  ['ClamAV 1.4.6', 'ClamAV 1.4.6/27000/Mon Mar 22 2021', true],
  ['ClamAV 1.4.6/27000/Mon Mar 22 2021', 'ClamAV 1.4.6', false],
  ['ClamAV 1.4.6', 'clamd', false],
])('%s is older than %s: %s', (engine, known, expected) => {
  expect(isOlderEngine(engine, known)).toBe(expected);
});
