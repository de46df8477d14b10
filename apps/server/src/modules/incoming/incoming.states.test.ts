import { IncomingState } from '@congvu/contracts';
import { expect, test } from 'vitest';
import { INCOMING_TRANSITIONS, type IncomingAct, mayAct } from './incoming.states.ts';

const EXPECTED: Record<IncomingAct, string[]> = {
  register: ['received'],
  return: ['received', 'registered', 'awaiting_directive'],
  present: ['registered', 'awaiting_directive'],
  direct: ['registered', 'awaiting_directive', 'in_progress'],
  report: ['in_progress'],
  approve_result: ['awaiting_result_approval'],
  return_result: ['awaiting_result_approval'],
  complete: ['registered', 'awaiting_directive', 'in_progress'],
};

test.each(Object.entries(EXPECTED))('%s starts from these states and no other', (act, from) => {
  for (const state of IncomingState.options) {
    // The keys of the table are the acts.
    expect(mayAct(act as IncomingAct, state)).toBe(from.includes(state));
  }
});

test('nothing leaves done or returned, and every state can be reached', () => {
  const transitions = Object.values(INCOMING_TRANSITIONS);
  const sources = transitions.flatMap((transition) => transition.from);
  expect(sources).not.toContain('done');
  expect(sources).not.toContain('returned');
  const reached = new Set<string>(['received', ...transitions.map((transition) => transition.to)]);
  expect([...reached].sort()).toEqual([...IncomingState.options].sort());
});
