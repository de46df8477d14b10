import { expect, test } from 'vitest';
import type { Role, Subject } from '../../platform/authorise.ts';
import {
  type AmendedAction,
  type AmendedFacts,
  type AskedFacts,
  amendedPolicies,
  askedPolicies,
  requestPolicies,
  settingPolicies,
} from './amendments.policy.ts';

function subject(role: Role, agencyId = 'a'): Subject {
  return {
    userId: 'u',
    personId: role,
    positionId: role,
    agencyId,
    unitId: 'unit',
    unitIds: ['unit'],
    roles: [role],
    displayName: 'Nguyễn Văn A',
    title: '',
  };
}

const ISSUED: AmendedFacts = { agencyId: 'a', isIssued: true, frozen: null, readsDocument: true };
const ROLES: Role[] = ['clerk', 'leader', 'specialist', 'administrator', 'auditor'];

const MATRIX: [AmendedAction, Partial<AmendedFacts>, Role[]][] = [
  ['amendments.take_back', {}, ['clerk', 'leader']],
  ['amendments.take_back', { frozen: 'replaced' }, ['clerk', 'leader']],
  ['amendments.take_back', { frozen: 'taken_back' }, ['clerk', 'leader']],
  ['amendments.take_back', { frozen: 'recalled' }, []],
  ['amendments.take_back', { isIssued: false }, []],
  ['amendments.recall', {}, ['clerk', 'leader', 'specialist']],
  ['amendments.recall', { frozen: 'taken_back' }, ['clerk', 'leader', 'specialist']],
  ['amendments.recall', { frozen: 'recalled' }, []],
  ['amendments.recall', { readsDocument: false }, []],
  ['amendments.replace', {}, ['clerk', 'leader', 'specialist']],
  ['amendments.replace', { frozen: 'taken_back' }, []],
  ['amendments.correct', {}, ['clerk', 'leader', 'specialist']],
  ['amendments.correct', { frozen: 'replaced' }, []],
  ['amendments.update', {}, ['clerk', 'leader', 'specialist']],
  ['amendments.update', { frozen: 'recalled' }, []],
  ['amendments.change_receivers', {}, ['clerk', 'leader']],
  ['amendments.change_receivers', { frozen: 'taken_back' }, []],
  ['amendments.read', {}, ROLES],
  ['amendments.read', { readsDocument: false }, []],
];

test.each(MATRIX)('%s of %o is for %o', (action, facts, allowed) => {
  const may = ROLES.filter((role) => amendedPolicies.decide(action, subject(role), { ...ISSUED, ...facts }).allowed);
  expect(may).toEqual(allowed);
});

test('nobody of another agency does anything with the document', () => {
  for (const role of ROLES) {
    for (const action of amendedPolicies.actions) {
      expect([action, amendedPolicies.decide(action, subject(role, 'b'), ISSUED).allowed]).toEqual([action, false]);
    }
  }
});

const ASKED: AskedFacts = { agencyId: 'a', kind: 'take_back', state: 'asked', ask: 'rejected', paper: 'due' };

test.each([
  ['amendments.consent', { state: 'awaiting_consent' }, ['leader']],
  ['amendments.consent', {}, []],
  ['amendments.ask_again', {}, ['clerk', 'leader']],
  ['amendments.ask_again', { ask: 'asked' }, []],
  ['amendments.ask_again', { kind: 'update' }, []],
  ['amendments.paper_back', {}, ['clerk']],
  ['amendments.paper_back', { paper: 'back' }, []],
] as const)('%s of %o is for %o', (action, facts, allowed) => {
  const may = ROLES.filter((role) => askedPolicies.decide(action, subject(role), { ...ASKED, ...facts }).allowed);
  expect(may).toEqual(allowed);
  expect(askedPolicies.decide(action, subject('clerk', 'b'), { ...ASKED, ...facts }).allowed).toBe(false);
});

test('the clerk of the agency that is asked answers, once; those who have the document read what is asked', () => {
  const waiting = { agencyId: 'a', isWaiting: true, kind: 'recall', readsDocument: false } as const;
  const may = (action: 'amendments.agree' | 'amendments.reject' | 'amendments.read_request', facts: object = {}) =>
    ROLES.filter((role) => requestPolicies.decide(action, subject(role), { ...waiting, ...facts }).allowed);
  expect(may('amendments.agree')).toEqual(['clerk']);
  expect(may('amendments.reject')).toEqual(['clerk']);
  expect(may('amendments.agree', { isWaiting: false })).toEqual([]);
  expect(may('amendments.read_request')).toEqual(['clerk', 'leader']);
  expect(may('amendments.read_request', { readsDocument: true })).toEqual(ROLES);
  expect(requestPolicies.decide('amendments.agree', subject('clerk', 'b'), waiting).allowed).toBe(false);
});

test('leaders and administrators set the rule of consent', () => {
  const may = ROLES.filter(
    (role) => settingPolicies.decide('amendments.change_setting', subject(role), { agencyId: 'a' }).allowed,
  );
  expect(may).toEqual(['leader', 'administrator']);
});
