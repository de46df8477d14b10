import { describe, expect, test } from 'vitest';
import { ASSIGNMENT_FROM, type AssignmentAct, mayAssignment, nextState } from './tasks.states.ts';

const STATES = ['given', 'in_progress', 'reported', 'done', 'withdrawn'] as const;
const ACTS: Record<AssignmentAct, (typeof STATES)[number][]> = {
  open: ['given'],
  report: ['given', 'in_progress'],
  pass_on: ['given', 'in_progress'],
  approve: ['reported'],
  return: ['reported'],
  finish: ['given', 'in_progress', 'reported'],
  withdraw: ['given', 'in_progress', 'reported'],
};

describe('every pair of act and state', () => {
  test.each(Object.entries(ACTS))('%s', (act, from) => {
    for (const state of STATES) {
      // The keys of the table are the acts.
      expect(mayAssignment(act as AssignmentAct, state)).toBe(from.includes(state));
    }
  });

  test('nothing leaves done or withdrawn', () => {
    const sources = Object.values(ASSIGNMENT_FROM).flat();
    expect(sources).not.toContain('done');
    expect(sources).not.toContain('withdrawn');
  });
});

test.each([
  ['open', 'lead', true, 'in_progress'],
  ['open', 'informed', true, 'done'],
  ['report', 'lead', true, 'reported'],
  ['report', 'lead', false, 'done'],
  ['report', 'coordinating', true, 'done'],
  ['pass_on', 'lead', true, 'in_progress'],
  ['approve', 'lead', true, 'done'],
  ['return', 'lead', true, 'in_progress'],
  ['finish', 'coordinating', true, 'done'],
  ['withdraw', 'lead', true, 'withdrawn'],
] as const)('%s of %s (approval: %s) leads to %s', (act, role, needsApproval, state) => {
  expect(nextState(act, { role, needsApproval, state: 'in_progress' })).toBe(state);
});
