import { describe, expect, test } from 'vitest';
import type { Role, Subject } from '../../platform/authorise.ts';
import { type DraftAction, type DraftFacts, draftPolicies } from './drafting.policy.ts';
import { DRAFT_TRANSITIONS, type DraftAct } from './drafting.states.ts';

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
  drafter: subject({ personId: 'drafter', unitId: 'unit', unitIds: ['unit'], roles: ['specialist'] }),
  colleague: subject({ unitId: 'unit', unitIds: ['unit'], roles: ['specialist'] }),
  unitHead: subject({ unitId: 'unit', unitIds: ['unit'], roles: ['unit_head'] }),
  otherHead: subject({ unitId: 'elsewhere', unitIds: ['elsewhere'], roles: ['unit_head'] }),
  clerk: subject({ roles: ['clerk'] }),
  signer: subject({ positionId: 'signer', roles: ['leader'] }),
  leader: subject({ roles: ['leader'] }),
  administrator: subject({ roles: ['administrator'] }),
  stranger: subject({ agencyId: 'elsewhere', unitIds: ['unit'], roles: ['clerk', 'leader', 'unit_head'] }),
};
type Actor = keyof typeof ACTORS;

const DRAFT: DraftFacts = {
  agencyId: 'agency',
  state: 'draft',
  unitId: 'unit',
  unitHasHead: true,
  drafterPersonId: 'drafter',
  signerPositionId: 'signer',
};

function allowed(action: DraftAction, facts: Partial<DraftFacts>): Actor[] {
  const names = Object.keys(ACTORS) as Actor[]; // keys of a literal
  return names.filter((name) => draftPolicies.decide(action, ACTORS[name], { ...DRAFT, ...facts }).allowed);
}

describe('who may', () => {
  test.each<[DraftAction, DraftFacts['state'], Actor[]]>([
    ['drafting.edit', 'draft', ['drafter', 'unitHead']],
    ['drafting.edit', 'submitted', []],
    ['drafting.submit', 'draft', ['drafter']],
    ['drafting.submit', 'submitted', []],
    ['drafting.take_back', 'submitted', ['drafter']],
    ['drafting.take_back', 'content_approved', []],
    ['drafting.approve_content', 'submitted', ['unitHead']],
    ['drafting.approve_content', 'draft', []],
    ['drafting.check_format', 'content_approved', ['clerk']],
    ['drafting.check_format', 'submitted', []],
    ['drafting.return', 'submitted', ['unitHead']],
    ['drafting.return', 'content_approved', ['clerk']],
    ['drafting.return', 'handed_over', []],
    ['drafting.withdraw', 'draft', ['drafter']],
    ['drafting.read', 'draft', ['drafter', 'colleague', 'unitHead']],
    ['drafting.read', 'content_approved', ['drafter', 'colleague', 'unitHead', 'clerk', 'signer']],
    ['drafting.comment', 'handed_over', []],
  ])('%s in %s: %j', (action, state, actors) => {
    expect(allowed(action, { state })).toEqual(actors);
  });

  test('in a unit without a head the leaders and other heads of the agency answer for the content', () => {
    expect(allowed('drafting.approve_content', { state: 'submitted', unitHasHead: false })).toEqual([
      'unitHead',
      'otherHead',
      'signer',
      'leader',
    ]);
  });
});

test('the table of states leads only back to the draft or one step on', () => {
  const acts = Object.keys(DRAFT_TRANSITIONS) as DraftAct[]; // keys of a literal
  for (const act of acts) {
    const { from, to } = DRAFT_TRANSITIONS[act];
    expect(from).not.toContain('withdrawn');
    if (act !== 'save') {
      expect(from).not.toContain(to);
    }
  }
  expect(DRAFT_TRANSITIONS.hand_over.from).toEqual(['content_approved']);
});
