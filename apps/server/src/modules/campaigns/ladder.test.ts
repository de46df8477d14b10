import { describe, expect, test } from 'vitest';
import {
  type Calendar,
  DEFAULT_STEPS,
  daysLeftPhrase,
  dueSentence,
  lastGoodDay,
  lateFrom,
  mayRemind,
  reachedRung,
  rungsOf,
  workingDaysLeft,
} from './ladder.ts';

const PLAIN: Calendar = new Map();
/** Tết Tân Sửu: 10–16/02/2021 are no working days. */
const TET: Calendar = new Map(
  ['10', '11', '12', '13', '14', '15', '16'].map((day): [string, boolean] => [`2021-02-${day}`, false]),
);

describe('the day of the letter', () => {
  test('before 02/4 means until 01/4, to the last second in Vietnam', () => {
    expect(lastGoodDay('2021-04-02')).toBe('2021-04-01');
    expect(lateFrom('2021-04-02').toISOString()).toBe('2021-04-01T17:00:00.000Z');
    expect(new Date('2021-04-01T23:59:59+07:00') < lateFrom('2021-04-02')).toBe(true);
    expect(new Date('2021-04-02T00:00:00+07:00') >= lateFrom('2021-04-02')).toBe(true);
  });

  test.each<[string, string]>([
    ['2021-04-02', 'trước ngày 02/4/2021, ngày cuối là thứ Năm 01/4'],
    ['2021-04-05', 'trước ngày 05/4/2021, ngày cuối là Chủ nhật 04/4, ngày làm việc cuối là thứ Sáu 02/4'],
    ['2022-01-01', 'trước ngày 01/01/2022, ngày cuối là thứ Sáu 31/12/2021'],
  ])('%s', (dueBefore, sentence) => {
    expect(dueSentence(dueBefore, PLAIN)).toBe(sentence);
  });

  test.each<[string, number, string]>([
    ['2021-03-29', 3, 'còn 3 ngày làm việc'],
    ['2021-03-31', 1, 'còn 1 ngày làm việc'],
    ['2021-04-01', 0, 'hạn cuối là hôm nay'],
    ['2021-04-02', -1, 'quá hạn 1 ngày làm việc'],
    ['2021-04-06', -3, 'quá hạn 3 ngày làm việc'],
  ])('on %s', (today, left, phrase) => {
    expect(workingDaysLeft('2021-04-02', today, PLAIN)).toBe(left);
    expect(daysLeftPhrase('2021-04-02', today, PLAIN)).toBe(phrase);
  });

  test('a Saturday before a Sunday: no working day is left, yet it is in time', () => {
    expect(daysLeftPhrase('2021-04-05', '2021-04-03', PLAIN)).toBe('không còn ngày làm việc nào');
  });
});

describe('the ladder', () => {
  test('of the letter', () => {
    expect(rungsOf('2021-04-02', DEFAULT_STEPS, PLAIN)).toEqual([
      { step: -5, on: '2021-03-25' },
      { step: -2, on: '2021-03-30' },
      { step: 0, on: '2021-04-01' },
      { step: 1, on: '2021-04-02' },
    ]);
  });

  test('leaps over Tết both ways', () => {
    expect(rungsOf('2021-02-19', DEFAULT_STEPS, TET).map((rung) => rung.on)).toEqual([
      '2021-02-04',
      '2021-02-09',
      '2021-02-18',
      '2021-02-19',
    ]);
    expect(rungsOf('2021-02-12', [-2, 0, 1], TET).map((rung) => rung.on)).toEqual([
      '2021-02-05',
      '2021-02-09',
      '2021-02-17',
    ]);
  });

  test('steps are in order and each once', () => {
    expect(rungsOf('2021-04-02', [1, 0, 1, -2], PLAIN).map((rung) => rung.step)).toEqual([-2, 0, 1]);
  });

  test.each<[string, number | undefined]>([
    ['2021-03-24', undefined],
    ['2021-03-25', -5],
    ['2021-03-29', -5],
    ['2021-03-30', -2],
    ['2021-05-30', 1],
  ])('reached on %s: %s', (today, step) => {
    const campaign = { due_before: '2021-04-02', reminder_steps: DEFAULT_STEPS };
    expect(reachedRung(campaign, today, PLAIN)?.step).toBe(step);
  });

  test.each<[string, boolean]>([
    ['2021-03-25T07:29:59+07:00', false],
    ['2021-03-25T07:30:00+07:00', true],
    ['2021-03-25T17:59:00+07:00', true],
    ['2021-03-25T18:00:00+07:00', false],
    ['2021-03-27T09:00:00+07:00', false],
    ['2021-02-11T09:00:00+07:00', false],
  ])('may go out at %s: %s', (at, expected) => {
    expect(mayRemind(new Date(at), at.slice(0, 10), TET)).toBe(expected);
  });
});
