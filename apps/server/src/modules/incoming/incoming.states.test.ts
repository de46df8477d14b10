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
  replace: ['registered', 'awaiting_directive', 'in_progress', 'awaiting_result_approval'],
  recall: [
    'received',
    'registered',
    'awaiting_directive',
    'in_progress',
    'awaiting_result_approval',
    'done',
    'returned',
  ],
};

test.each(Object.entries(EXPECTED))('%s starts from these states and no other', (act, from) => {
  for (const state of IncomingState.options) {
    // The keys of the table are the acts.
    expect(mayAct(act as IncomingAct, state)).toBe(from.includes(state));
  }
});

test('nothing leaves recalled, done or returned but a recall, and every state can be reached', () => {
  const { recall, ...others } = INCOMING_TRANSITIONS;
  const sources = Object.values(others).flatMap((transition) => transition.from);
  expect(sources).not.toContain('done');
  expect(sources).not.toContain('returned');
  expect([...sources, ...recall.from]).not.toContain('recalled');
  const transitions = Object.values(INCOMING_TRANSITIONS);
  const reached = new Set<string>(['received', ...transitions.map((transition) => transition.to)]);
  expect([...reached].sort()).toEqual([...IncomingState.options].sort());
});
