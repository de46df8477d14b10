import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { printDay, printMoment, printMomentSince, printShortDay } from './print-dates.ts';

test.each([
  ['2021-03-22', '22/3/2021'],
  ['2021-01-05', '05/01/2021'],
  ['2021-02-28', '28/02/2021'],
  ['2021-10-01', '01/10/2021'],
  ['', ''],
  ['chưa rõ', 'chưa rõ'],
])('%s is printed as the decree writes it', (day, printed) => {
  expect(printDay(day)).toBe(printed);
});

test('the year stands only where it is another one', () => {
  expect(printShortDay('2021-03-31', '2021-04-02')).toBe('31/3');
  expect(printShortDay('2020-12-31', '2021-04-02')).toBe('31/12/2020');
});

test('moments are those of Vietnam, midnight is 00 and not 24', () => {
  expect(printMoment(new Date('2021-02-28T17:05:00Z'))).toBe('00:05 ngày 01/3/2021');
  const now = new Date('2021-03-22T08:00:00Z');
  expect(printMomentSince(new Date('2021-03-22T02:58:00Z'), now)).toBe('09:58 hôm nay');
  expect(printMomentSince(new Date('2021-03-19T10:05:00Z'), now)).toBe('17:05 ngày 19/3');
  expect(printMomentSince(new Date('2020-12-31T10:05:00Z'), now)).toBe('17:05 ngày 31/12/2020');
});

/** Hours alone, seconds beside the minutes, dates to count with: nothing here writes days for people. */
const OTHER_CLOCKS = [
  'modules/signing/care/guard-night.ts',
  'modules/signing/check/report/compose-report.ts',
  'platform/clock.ts',
  'platform/print-dates.ts',
];

const WRITES_DAYS = /Intl\.DateTimeFormat\(|toLocaleDateString\(|\.reverse\(\)\.join\('\/'\)/;

test('no other file of the server writes days in a way of its own', () => {
  const root = fileURLToPath(new URL('../', import.meta.url));
  const files = globSync('**/*.ts', { cwd: root }).filter((file) => !/\.(?:test|testing|fixture)\.ts$/.test(file));
  expect(files.length).toBeGreaterThan(1_000);
  expect(files.filter((file) => WRITES_DAYS.test(readFileSync(`${root}${file}`, 'utf8'))).sort()).toEqual(OTHER_CLOCKS);
});
