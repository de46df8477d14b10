import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printShortDay } from '../../platform/print-dates.ts';
import {
  addDays,
  addWorkingDays,
  countWorkingDays,
  isWorkingDay,
  lastWorkingDay,
  type WorkCalendar,
} from './calendar.ts';
import { presentDeadline, readDeadline, soonHorizon } from './deadlines.ts';

/** 21/4/2021 Giỗ Tổ, 3/5/2021 in lieu, Saturday 24/4/2021 worked. */
const CALENDAR: WorkCalendar = new Map([
  ['2021-04-21', false],
  ['2021-05-03', false],
  ['2021-04-24', true],
]);
const MONDAY = '2021-03-22';

describe('working days', () => {
  test.each([
    ['2021-03-22', true],
    ['2021-03-27', false],
    ['2021-03-28', false],
    ['2021-04-21', false],
    ['2021-04-24', true],
    ['2021-04-30', false],
    ['2021-05-03', false],
    ['2021-09-02', false],
    ['2026-01-01', false],
  ])('%s: %s', (day, working) => {
    expect(isWorkingDay(day, CALENDAR)).toBe(working);
  });

  test.each([
    ['2021-03-22', '2021-03-31', 7],
    ['2021-03-22', '2021-03-22', 0],
    ['2021-03-26', '2021-03-28', 0],
    ['2021-03-31', '2021-03-22', -7],
    ['2021-04-20', '2021-04-26', 4],
    ['2021-04-29', '2021-05-04', 1],
  ])('from %s to %s: %i', (from, to, count) => {
    expect(countWorkingDays(from, to, CALENDAR)).toBe(count);
  });

  test('the n-th working day is n working days away, and the one before is not', () => {
    const days = fc.integer({ min: 0, max: 3_000 }).map((offset) => addDays('2020-01-01', offset));
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 60 }), (day, count) => {
        const found = addWorkingDays(day, count, CALENDAR);
        expect(isWorkingDay(found, CALENDAR)).toBe(true);
        expect(countWorkingDays(day, found, CALENDAR)).toBe(count);
        expect(countWorkingDays(day, addDays(found, -1), CALENDAR)).toBe(count - 1);
      }),
    );
  });

  test('the last working day is a working day, not after the day, with none between', () => {
    const days = fc.integer({ min: 0, max: 3_000 }).map((offset) => addDays('2020-01-01', offset));
    fc.assert(
      fc.property(days, (day) => {
        const last = lastWorkingDay(day, CALENDAR);
        expect(isWorkingDay(last, CALENDAR)).toBe(true);
        expect(last <= day).toBe(true);
        expect(countWorkingDays(last, day, CALENDAR)).toBe(0);
      }),
    );
  });

  test('a deadline centuries away is counted in bounded time', () => {
    expect(countWorkingDays('2021-03-22', '9999-12-31', CALENDAR)).toBe(999);
  });
});

describe('chip and sentence', () => {
  test.each([
    ['2021-03-31', 'neutral', 'Hạn 31/3', 'Thứ Tư 31/3, còn 7 ngày làm việc', 7],
    ['2021-03-24', 'amber', 'Còn 2 ngày', 'Thứ Tư 24/3, còn 2 ngày làm việc', 2],
    ['2021-03-23', 'amber', 'Còn 1 ngày', 'Thứ Ba 23/3, còn 1 ngày làm việc', 1],
    ['2021-03-22', 'amber', 'Hạn hôm nay', 'Thứ Hai 22/3, hạn hôm nay', 0],
    ['2021-03-19', 'red', 'Quá 1 ngày', 'Thứ Sáu 19/3, quá 1 ngày làm việc', -1],
    ['2021-03-12', 'red', 'Quá 6 ngày', 'Thứ Sáu 12/3, quá 6 ngày làm việc', -6],
    ['2021-04-04', 'neutral', 'Hạn 04/4', 'Chủ nhật 04/4, ngày làm việc cuối thứ Sáu 02/4, còn 9 ngày làm việc', 9],
    ['2022-01-10', 'neutral', 'Hạn 10/01/2022', 'Thứ Hai 10/01/2022, còn 207 ngày làm việc', 207],
  ])('%s', (dueOn, tone, label, sentence, workingDaysLeft) => {
    expect(presentDeadline(dueOn, MONDAY, CALENDAR)).toEqual({ dueOn, workingDaysLeft, tone, label, sentence });
  });

  test('late on a Saturday is late, although no working day has gone by', () => {
    expect(presentDeadline('2021-03-26', '2021-03-27', CALENDAR)).toMatchObject({ tone: 'red', label: 'Quá 1 ngày' });
  });

  test('finished work keeps whether it was in time', () => {
    expect(presentDeadline('2021-03-19', MONDAY, CALENDAR, '2021-03-19')).toMatchObject({ tone: 'green' });
    expect(presentDeadline('2021-03-18', MONDAY, CALENDAR, '2021-03-19')).toMatchObject({
      tone: 'neutral',
      label: 'Chậm 1 ngày',
    });
  });

  test('red exactly when the day has passed; amber never further than the horizon', () => {
    const days = fc.integer({ min: 0, max: 900 }).map((offset) => addDays('2020-06-01', offset));
    fc.assert(
      fc.property(days, days, (today, dueOn) => {
        const view = presentDeadline(dueOn, today, CALENDAR);
        expect(view.tone === 'red').toBe(dueOn < today);
        expect(view.tone === 'amber').toBe(dueOn >= today && countWorkingDays(today, dueOn, CALENDAR) <= 2);
        if (view.tone === 'neutral') {
          expect(dueOn > soonHorizon(today, CALENDAR)).toBe(true);
        }
      }),
    );
  });
});

test.each([
  ['2021-04-01', '01/4'],
  ['2021-02-03', '03/02'],
  ['2021-11-22', '22/11'],
  ['2020-11-22', '22/11/2020'],
])('%s is printed %s', (day, printed) => {
  expect(printShortDay(day, MONDAY)).toBe(printed);
});

test.each([
  ['Giao Văn phòng - Thống kê chủ trì, báo cáo trước ngày 01/4.', '2021-03-31'],
  ['Gửi trước ngày 02/4/2021', '2021-04-01'],
  ['Xong chậm nhất ngày 31/3', '2021-03-31'],
])('%s is due on %s', (text, dueOn) => {
  expect(readDeadline(text, MONDAY)?.dueOn).toBe(dueOn);
});

test('words without a limit set none', () => {
  expect(readDeadline('Giao Văn phòng tham mưu theo Công văn ngày 12/3/2021', MONDAY)).toBeUndefined();
});
