import { describe, expect, test } from 'vitest';
import type { Role, Subject } from '../../platform/authorise.ts';
import { campaignPolicies, memberPolicies, officePolicies } from './campaigns.policy.ts';

const ROLES: Role[] = ['focal', 'leader', 'unit_head', 'clerk', 'specialist', 'auditor', 'administrator'];

function subject(role: Role, agencyId = 'own'): Subject {
  return {
    userId: 'user',
    personId: 'person',
    positionId: 'position',
    agencyId,
    unitId: 'unit',
    unitIds: ['unit'],
    roles: [role],
    displayName: 'Ai đó',
    title: '',
  };
}

const allowed = (decide: (actor: Subject) => { allowed: boolean }) =>
  ROLES.filter((role) => decide(subject(role)).allowed);

const FACTS = { agencyId: 'own', state: 'open' as const, dayPassed: true };
const READERS: Role[] = ['focal', 'leader', 'unit_head', 'clerk', 'auditor'];
const PREPARERS: Role[] = ['leader', 'unit_head', 'clerk', 'specialist'];

describe('the office', () => {
  test.each<[(typeof campaignPolicies.actions)[number], Role[]]>([
    ['campaigns.read', READERS],
    ['campaigns.export', READERS],
    ['campaigns.edit', ['focal']],
    ['campaigns.remind', ['focal']],
    ['campaigns.close', ['focal']],
    ['campaigns.report', ['focal']],
  ])('%s', (action, roles) => {
    expect(allowed((actor) => campaignPolicies.decide(action, actor, FACTS))).toEqual(roles);
    for (const role of ROLES) {
      expect(campaignPolicies.decide(action, subject(role, 'other'), FACTS).allowed).toBe(false);
    }
  });

  test('a closed campaign is read and reported, nothing else', () => {
    const closed = { ...FACTS, state: 'closed' as const, dayPassed: false };
    const may = campaignPolicies.actions.filter(
      (action) => campaignPolicies.decide(action, subject('focal'), closed).allowed,
    );
    expect(may).toEqual(['campaigns.read', 'campaigns.report', 'campaigns.export']);
  });

  test('before the day is over there is nothing to report', () => {
    const decision = campaignPolicies.decide('campaigns.report', subject('focal'), { ...FACTS, dayPassed: false });
    expect(decision.allowed).toBe(false);
  });

  test('opening is the focal person’s', () => {
    expect(allowed((actor) => officePolicies.decide('campaigns.open', actor, null))).toEqual(['focal']);
    expect(allowed((actor) => officePolicies.decide('campaigns.list', actor, null))).toEqual(READERS);
  });
});

describe('the unit', () => {
  const member = { memberAgencyId: 'own', state: 'preparing' as const, campaignOpen: true };

  test('everybody sees its own line, whoever prepares answers', () => {
    expect(allowed((actor) => memberPolicies.decide('campaigns.mine', actor, member))).toEqual(ROLES);
    expect(allowed((actor) => memberPolicies.decide('campaigns.answer', actor, member))).toEqual(PREPARERS);
    expect(allowed((actor) => memberPolicies.decide('campaigns.nil', actor, member))).toEqual(PREPARERS);
    for (const action of memberPolicies.actions) {
      expect(memberPolicies.decide(action, subject('leader', 'other'), member).allowed).toBe(false);
    }
  });

  test('not after the end, and no nil return where everything was sent', () => {
    const decide = (action: (typeof memberPolicies.actions)[number], facts: object) =>
      memberPolicies.decide(action, subject('clerk'), { ...member, ...facts }).allowed;
    expect(decide('campaigns.answer', { campaignOpen: false })).toBe(false);
    expect(decide('campaigns.nil', { campaignOpen: false })).toBe(false);
    expect(decide('campaigns.nil', { state: 'submitted' })).toBe(false);
    expect(decide('campaigns.mine', { campaignOpen: false })).toBe(true);
  });
});
