import { describe, expect, test } from 'vitest';
import type { Role, Subject } from '../../platform/authorise.ts';
import {
  type OutgoingAction,
  type OutgoingFacts,
  outgoingAgencyPolicies,
  outgoingPolicies,
} from './outgoing.policy.ts';
import { OUTGOING_TRANSITIONS, type OutgoingAct } from './outgoing.states.ts';

function subject(given: Partial<Subject> & { roles: Role[] }): Subject {
  return {
    userId: 'u',
    personId: 'other',
    positionId: 'post',
    agencyId: 'agency',
    unitId: 'office',
    unitIds: ['office'],
    displayName: 'Người thử',
    title: '',
    ...given,
  };
}

const ACTORS = {
  drafter: subject({ personId: 'drafter', unitIds: ['elsewhere'], roles: ['specialist'] }),
  colleague: subject({ unitIds: ['unit'], roles: ['specialist'] }),
  specialist: subject({ roles: ['specialist'] }),
  clerk: subject({ roles: ['clerk'] }),
  signingClerk: subject({ personId: 'signer', positionId: 'clerkPost', roles: ['clerk'] }),
  signer: subject({ personId: 'signer', positionId: 'signerPost', roles: ['unit_head'] }),
  signerElsewhere: subject({ personId: 'signer', positionId: 'otherPost', roles: ['unit_head'] }),
  leader: subject({ roles: ['leader'] }),
  auditor: subject({ roles: ['auditor'] }),
  administrator: subject({ roles: ['administrator'] }),
  stranger: subject({ agencyId: 'foreign', unitIds: ['unit'], roles: ['clerk', 'leader', 'auditor'] }),
};
type Actor = keyof typeof ACTORS;

const DOCUMENT: OutgoingFacts = {
  agencyId: 'agency',
  state: 'awaiting_signature',
  unitId: 'unit',
  drafterPersonId: 'drafter',
  signerPersonId: 'signer',
  signerPositionId: 'signerPost',
};
// Keys of a literal.
const NAMES = Object.keys(ACTORS) as Actor[];

function allowed(action: OutgoingAction, state: OutgoingFacts['state']): Actor[] {
  return NAMES.filter((name) => outgoingPolicies.decide(action, ACTORS[name], { ...DOCUMENT, state }).allowed);
}

describe('who may', () => {
  test.each<[OutgoingAction, OutgoingFacts['state'], Actor[]]>([
    [
      'outgoing.read',
      'issued',
      ['drafter', 'colleague', 'clerk', 'signingClerk', 'signer', 'signerElsewhere', 'leader', 'auditor'],
    ],
    ['outgoing.sign', 'awaiting_signature', ['signer']],
    ['outgoing.sign', 'signed', []],
    ['outgoing.seal', 'signed', ['clerk']],
    ['outgoing.seal', 'numbered', ['clerk']],
    ['outgoing.seal', 'awaiting_signature', []],
    ['outgoing.seal', 'sealed', []],
    ['outgoing.issue', 'sealed', ['clerk', 'signingClerk']],
    ['outgoing.issue', 'signed', []],
    ['outgoing.issue', 'issued', []],
    ['outgoing.return', 'awaiting_signature', ['signer']],
    ['outgoing.return', 'signed', ['clerk', 'signingClerk']],
    ['outgoing.return', 'sealed', ['clerk', 'signingClerk']],
    ['outgoing.return', 'issued', []],
    ['outgoing.cancel_number', 'numbered', ['clerk', 'signingClerk']],
    ['outgoing.cancel_number', 'signed', []],
    ['outgoing.cancel_number', 'issued', []],
  ])('%s in %s: %j', (action, state, actors) => {
    expect(allowed(action, state)).toEqual(actors);
  });

  test('the book is printed by those who answer for it and shown in the agency', () => {
    const may = (action: 'outgoing.register' | 'outgoing.print_register' | 'outgoing.hand_over') =>
      NAMES.filter((name) => outgoingAgencyPolicies.decide(action, ACTORS[name], { agencyId: 'agency' }).allowed);
    expect(may('outgoing.print_register')).toEqual(['clerk', 'signingClerk', 'leader', 'auditor']);
    expect(may('outgoing.hand_over')).toEqual(['clerk', 'signingClerk']);
    expect(may('outgoing.register')).toEqual(NAMES.filter((name) => name !== 'stranger'));
  });
});

test('every way leads forward one step, back to the drafter or out; issued is final', () => {
  const acts = Object.keys(OUTGOING_TRANSITIONS) as OutgoingAct[]; // keys of a literal
  for (const act of acts) {
    const { from, to } = OUTGOING_TRANSITIONS[act];
    expect(from).not.toContain('issued');
    expect(from).not.toContain('cancelled');
    expect(from).not.toContain(to);
  }
  expect(OUTGOING_TRANSITIONS.issue.from).toEqual(['sealed']);
  expect(OUTGOING_TRANSITIONS.number.from).toEqual(['signed']);
});
