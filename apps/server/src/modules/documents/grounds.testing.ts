import fc from 'fast-check';
import { expect } from 'vitest';
import type { Role, Subject } from '../../platform/authorise.ts';

const ROLES: Role[] = ['clerk', 'leader', 'unit_head', 'specialist', 'focal', 'administrator', 'auditor'];
export const UNITS = ['office', 'culture', 'law'];

/** Whoever may ask, of this agency or another, in any mix of roles. */
export function anySubject(people: readonly string[]): fc.Arbitrary<Subject> {
  return fc
    .record({
      personId: fc.constantFrom(...people),
      positionId: fc.constantFrom('post one', 'post two'),
      agencyId: fc.constantFrom('ours', 'theirs'),
      unitId: fc.constantFrom(...UNITS),
      unitIds: fc.subarray(UNITS),
      roles: fc.subarray(ROLES),
    })
    .map((given) => ({ userId: '', displayName: 'Lò Thị Lan', title: 'Văn thư', ...given }));
}

/** A head of the culture unit, with the law unit below. */
export const LAN: Subject = {
  userId: '',
  personId: 'lan',
  positionId: 'post one',
  agencyId: 'ours',
  unitId: 'culture',
  unitIds: ['culture', 'law'],
  roles: ['unit_head'],
  displayName: 'Lò Thị Lan',
  title: 'Trưởng phòng',
};

interface AsDecided<T> {
  isAllowed: (subject: Subject, reading: T) => boolean;
  grounds: (subject: Subject, reading: T) => string[];
}

/** There is a ground exactly when the policy says yes, each a sentence; both answers have to come up, or nothing was shown. */
export function expectGroundsAsDecided<T>(
  subjects: fc.Arbitrary<Subject>,
  readings: fc.Arbitrary<T>,
  { isAllowed, grounds }: AsDecided<T>,
): void {
  const seen = { yes: 0, no: 0 };
  fc.assert(
    fc.property(subjects, readings, (subject, reading) => {
      const allowed = isAllowed(subject, reading);
      seen[allowed ? 'yes' : 'no'] += 1;
      const told = grounds(subject, reading);
      expect(told.length > 0).toBe(allowed);
      expect(told.every((ground) => /^\p{Lu}.+\.$/u.test(ground))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
  expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(100);
}
