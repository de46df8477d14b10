import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWeekday, lateDays, lateLimits, lateReason } from './interchange.lateness.ts';

/** 22/3/2021 is a Monday. */
function at(text: string): Date {
  return new Date(`${text}+07:00`);
}

function isLate(state: 'sent' | 'arrived', since: string, now: string, isWorking = isWeekday): boolean {
  const row = { state, on_paper: false, sent_at: at(since), arrived_at: at(since) };
  return lateReason(row, lateLimits(at(now), isWorking)) !== '';
}

describe('a letter handed over', () => {
  test.each([
    ['the same day', '2021-03-22T08:00', '2021-03-22T23:59', false],
    ['the next morning', '2021-03-22T08:00', '2021-03-23T00:01', true],
    ['on Friday, seen on Sunday', '2021-03-19T16:00', '2021-03-21T12:00', true],
    ['on Saturday, seen on Monday', '2021-03-20T09:00', '2021-03-22T17:00', false],
    ['on Saturday, seen on Tuesday', '2021-03-20T09:00', '2021-03-23T07:00', true],
  ])('%s', (_name, since, now, late) => {
    expect(isLate('sent', since, now)).toBe(late);
  });
});

describe('a letter that arrived', () => {
  test.each([
    ['the next day before noon', '2021-03-22T08:00', '2021-03-23T11:59', false],
    ['the next day at noon', '2021-03-22T08:00', '2021-03-23T12:00', true],
    ['on Friday, seen on Monday before noon', '2021-03-19T16:00', '2021-03-22T11:00', false],
    ['on Friday, seen on Monday afternoon', '2021-03-19T16:00', '2021-03-22T13:00', true],
    ['on Saturday, seen on Tuesday before noon', '2021-03-20T09:00', '2021-03-23T11:00', false],
  ])('%s', (_name, since, now, late) => {
    expect(isLate('arrived', since, now)).toBe(late);
  });
});

test('a public holiday is no working day', () => {
  const isWorking = (day: string): boolean => isWeekday(day) && day !== '2021-04-21';
  expect(isLate('sent', '2021-04-21T08:00', '2021-04-22T09:00', isWorking)).toBe(false);
  expect(isLate('sent', '2021-04-21T08:00', '2021-04-22T09:00')).toBe(true);
});

test('what went on paper, was registered, asked back or is not sent is never late', () => {
  const limits = lateLimits(at('2021-03-30T15:00'), isWeekday);
  const old = { on_paper: false, sent_at: at('2021-03-01T08:00'), arrived_at: at('2021-03-01T08:00') };
  expect(lateReason({ ...old, state: 'sent', on_paper: true }, limits)).toBe('');
  expect(lateReason({ ...old, state: 'accepted' }, limits)).toBe('');
  const asked = { ...old, state: 'arrived', change: 'requested' } as const;
  expect(lateReason({ ...asked, change_kind: 'recall' }, limits)).toBe('');
  expect(lateReason({ ...asked, change_kind: 'update' }, limits)).not.toBe('');
  expect(lateReason({ ...old, state: 'queued', sent_at: null }, limits)).toBe('');
  expect(lateReason({ ...old, state: 'sent' }, limits)).not.toBe('');
});

test('days late are working days', () => {
  const row = { state: 'sent' as const, on_paper: false, sent_at: at('2021-03-18T09:00'), arrived_at: null };
  expect(lateDays(row, at('2021-03-22T09:00'), isWeekday)).toBe(2);
  expect(lateDays(row, at('2021-03-18T18:00'), isWeekday)).toBe(0);
  expect(lateDays(row, at('2022-03-18T18:00'), isWeekday)).toBe(30);
});

test('once late, late until something happens', () => {
  const moment = fc.date({ min: at('2021-01-01T00:00'), max: at('2021-12-31T00:00'), noInvalidDate: true });
  const state = fc.constantFrom('sent' as const, 'arrived' as const);
  fc.assert(
    fc.property(state, moment, moment, fc.nat(20 * 86_400_000), (given, since, now, later) => {
      const row = { state: given, on_paper: false, sent_at: since, arrived_at: since };
      const after = new Date(now.getTime() + later);
      if (lateReason(row, lateLimits(now, isWeekday)) !== '') {
        expect(lateReason(row, lateLimits(after, isWeekday))).not.toBe('');
      }
    }),
  );
});
