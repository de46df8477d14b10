import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rungOf, shiftDay } from './ladder.ts';

const TODAY = '2021-03-22';
const at = (days: number, renewalCount = 0) =>
  rungOf({ subjectKind: 'person', validTo: shiftDay(TODAY, days), renewalCount }, TODAY);

describe('the ladder', () => {
  test.each([
    [121, undefined, undefined, undefined],
    [120, 'renew', '120', 'blue'],
    [91, 'renew', '120', 'blue'],
    [90, 'renew', '90', 'amber'],
    [75, 'renew', '75', 'amber'],
    [65, 'renew', '65', 'red'],
    [60, 'renew', '65', 'red'],
    [59, 'replace', '59', 'amber'],
    [31, 'replace', '59', 'amber'],
    [30, 'replace', '30', 'red'],
    [7, 'replace', '7', 'red'],
    [0, 'replace', '7', 'red'],
    [-1, undefined, undefined, undefined],
  ])('%i days left: %s on rung %s', (days, kind, step, tone) => {
    const rung = at(days);
    expect(rung?.kind).toBe(kind);
    expect(rung?.step).toBe(step);
    expect(rung?.tone).toBe(tone);
    expect(rung?.tellsHead ?? false).toBe(days <= 30 && days >= 0);
  });

  test('renewed once: a new certificate from the first rung on', () => {
    expect(at(120, 1)).toMatchObject({ kind: 'replace', step: '120' });
    expect(at(120, 0)).toMatchObject({ kind: 'renew' });
  });

  test('the last good day still has the days the rule asks for', () => {
    expect(at(100)?.dueOn).toBe(shiftDay(TODAY, 40));
    expect(at(50)?.dueOn).toBe(shiftDay(TODAY, 50));
  });

  test('rungs only go down as the end comes nearer, and renewal never comes back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), (days) => {
        const now = at(days);
        const later = at(days - 1);
        return Number(later?.step) <= Number(now?.step) && !(now?.kind === 'replace' && later?.kind === 'renew');
      }),
    );
  });
});
