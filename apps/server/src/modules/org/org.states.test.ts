import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  agencyState,
  contains,
  covers,
  dayAfter,
  dayBefore,
  delegationState,
  laterDay,
  overlaps,
  positionState,
  type Term,
} from './org.states.ts';

const day = fc
  .date({ min: new Date('1950-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const term: fc.Arbitrary<Term> = fc
  .tuple(day, fc.option(day))
  .map(([one, other]) =>
    other === null || one <= other ? { validFrom: one, validTo: other } : { validFrom: other, validTo: one },
  );

describe('days', () => {
  test.each([
    ['2021-03-01', '2021-02-28'],
    ['2024-03-01', '2024-02-29'],
    ['2021-01-01', '2020-12-31'],
    ['2100-03-01', '2100-02-28'],
  ])('the day before %s is %s', (after, before) => {
    expect(dayBefore(after)).toBe(before);
    expect(dayAfter(before)).toBe(after);
  });

  test('before and after undo each other, in the order of text', () => {
    fc.assert(
      fc.property(day, (one) => {
        expect(dayAfter(dayBefore(one))).toBe(one);
        expect(dayBefore(one) < one).toBe(true);
        expect(laterDay(dayBefore(one), one)).toBe(one);
      }),
    );
  });
});

describe('terms', () => {
  test('cover their first and last day and none beside', () => {
    fc.assert(
      fc.property(term, (one) => {
        expect(covers(one, one.validFrom)).toBe(true);
        expect(covers(one, dayBefore(one.validFrom))).toBe(false);
        if (one.validTo !== null) {
          expect(covers(one, one.validTo)).toBe(true);
          expect(covers(one, dayAfter(one.validTo))).toBe(false);
        }
      }),
    );
  });

  test('overlap exactly when some day is in both', () => {
    fc.assert(
      fc.property(term, term, (one, other) => {
        const shared = laterDay(one.validFrom, other.validFrom);
        expect(overlaps(one, other)).toBe(covers(one, shared) && covers(other, shared));
        expect(overlaps(one, other)).toBe(overlaps(other, one));
      }),
    );
  });

  test('contain what covers nothing outside them', () => {
    fc.assert(
      fc.property(term, term, day, (outer, inner, on) => {
        if (contains(outer, inner) && covers(inner, on)) {
          expect(covers(outer, on)).toBe(true);
        }
        expect(contains(outer, outer)).toBe(true);
        expect(contains(outer, { ...outer, validFrom: dayBefore(outer.validFrom) })).toBe(false);
        if (outer.validTo !== null) {
          expect(contains(outer, { ...outer, validTo: null })).toBe(false);
        }
      }),
    );
  });

  test('a successor from the day on leaves no gap and no shared day', () => {
    fc.assert(
      fc.property(term, day, (next, on) => {
        const before = { validFrom: '1900-01-01', validTo: dayBefore(next.validFrom) };
        expect(overlaps(before, next)).toBe(false);
        if (next.validTo === null) {
          expect(covers(before, on) !== covers(next, on)).toBe(true);
        }
      }),
    );
  });
});

describe('states', () => {
  test('tell whether the day is in the term', () => {
    fc.assert(
      fc.property(term, day, (one, today) => {
        const inTerm = covers(one, today);
        expect(positionState(one, today) === 'in_office').toBe(inTerm);
        expect(['living', 'ending'].includes(agencyState(one, today))).toBe(inTerm);
        const right = { ...one, holderValidTo: null, revokedAt: null };
        expect(delegationState(right, today) === 'in_force').toBe(inTerm);
        expect(delegationState({ ...right, revokedAt: new Date() }, today)).toBe('revoked');
        expect(delegationState({ ...right, holderValidTo: dayBefore(today) }, today)).not.toBe('in_force');
        expect(delegationState({ ...right, holderValidTo: today }, today) === 'in_force').toBe(inTerm);
      }),
    );
  });

  test('a post taken back before its first day is over at once', () => {
    const taken = { validFrom: '2021-04-01', validTo: '2021-03-31' };
    expect(positionState(taken, '2021-03-22')).toBe('ended');
    expect(positionState(taken, '2021-04-01')).toBe('ended');
  });
});
