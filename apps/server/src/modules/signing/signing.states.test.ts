import { expect, test } from 'vitest';
import { LIVE_STATES, SESSION_TRANSITIONS, type SessionAct } from './signing.states.ts';

const ACTS = Object.keys(SESSION_TRANSITIONS) as SessionAct[]; // the keys are the type's by construction
const FINAL = ['completed', 'refused', 'expired', 'superseded'] as const;

test('no act leads out of a final state', () => {
  for (const act of ACTS) {
    for (const state of FINAL) {
      expect(SESSION_TRANSITIONS[act].from, `${act} from ${state}`).not.toContain(state);
    }
  }
});

test('every live state can be closed in every way but completion, which needs preparation', () => {
  for (const act of ['fail', 'refuse', 'expire', 'supersede'] as const) {
    expect([...SESSION_TRANSITIONS[act].from].sort()).toEqual([...LIVE_STATES].sort());
  }
  expect(SESSION_TRANSITIONS.complete.from).toEqual(['prepared', 'sent']);
});
