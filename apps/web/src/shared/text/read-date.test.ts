import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDate } from './dates.ts';
import { readDate } from './read-date.ts';

const TODAY = '2021-03-19'; // Friday

describe('readDate', () => {
  it.each([
    ['22/3/2021', '2021-03-22'],
    ['12/3/21', '2021-03-12'],
    ['12-3', '2021-03-12'],
    ['12.03.2021', '2021-03-12'],
    ['123', '2021-03-12'],
    ['1203', '2021-03-12'],
    ['120321', '2021-03-12'],
    ['12032021', '2021-03-12'],
    [' 22/3 ', '2021-03-22'],
    ['29/2/2020', '2020-02-29'],
    // From a Friday: over the week-end.
    ['+1', '2021-03-22'],
    ['+5', '2021-03-26'],
  ])('reads %s', (typed, date) => {
    expect(readDate(typed, TODAY)).toBe(date);
  });

  it.each([
    '29/2/2021',
    '31/4/2021',
    '00/3/2021',
    '12/13/2021',
    'mai',
    '12/',
    '1',
    '12',
    '+',
    '123456789',
    '2021-03-22',
  ])('refuses %s', (typed) => {
    expect(readDate(typed, TODAY)).toBeUndefined();
  });

  it.each([
    ['14/8/92', '1992-08-14'],
    ['050288', '1988-02-05'],
    ['05/3/21', '2021-03-05'],
    ['14/8/1992', '1992-08-14'],
  ])('takes %s of the past into the century it belongs to', (typed, date) => {
    expect(readDate(typed, TODAY, true)).toBe(date);
  });

  it('reads back every date it writes', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('1945-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), (day) => {
        const date = day.toISOString().slice(0, 10);
        expect(readDate(formatDate(date), TODAY)).toBe(date);
      }),
    );
  });

  it('never throws and answers only real dates', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const date = readDate(typed, TODAY);
        expect(date === undefined || new Date(`${date}T00:00:00Z`).toISOString().startsWith(date)).toBe(true);
      }),
    );
  });
});
