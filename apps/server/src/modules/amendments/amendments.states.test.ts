import { AmendmentRequestState, AskState } from '@congvu/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AskEvent, holdsLetter, mayAnswer, stepAsk } from './amendments.states.ts';

const EVENTS: AskEvent[] = ['ask', 'agree', 'reject'];

const EXPECTED: Record<string, string> = {
  'planned ask': 'asked',
  'rejected ask': 'asked',
  'asked agree': 'agreed',
  'rejected agree': 'agreed',
  'asked reject': 'rejected',
};

test('every state and event: these steps and no other', () => {
  for (const state of AskState.options) {
    for (const event of EVENTS) {
      expect([state, event, stepAsk(state, event)]).toEqual([state, event, EXPECTED[`${state} ${event}`]]);
    }
  }
});

test('agreement is for good: whatever else a receiver says, in whatever order, it stays agreed', () => {
  const walk = (events: readonly AskEvent[]) =>
    events.reduce<AskState>((state, event) => stepAsk(state, event) ?? state, 'asked');
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 12 }), (events) => {
      const end = walk(events);
      expect(end === 'agreed').toBe(events.includes('agree'));
    }),
  );
});

test('only a waiting request is answered', () => {
  expect(AmendmentRequestState.options.filter(mayAnswer)).toEqual(['waiting']);
});

test.each([
  ['queued', false],
  ['manual', false],
  ['failed', false],
  ['refused', false],
  ['recalled', false],
  ['sent', true],
  ['done', true],
])('a receiver in state %s has the letter: %s', (state, has) => {
  expect(holdsLetter(state)).toBe(has);
});
