import { expect, test } from 'vitest';
import type { Role, Subject } from '../../platform/authorise.ts';
import { type IncomingAction, type IncomingFacts, incomingPolicies } from './incoming.policy.ts';

function subject(role: Role, positionId: string = role, agencyId = 'a'): Subject {
  return {
    userId: 'u',
    personId: positionId,
    positionId,
    agencyId,
    unitId: 'unit',
    unitIds: ['unit'],
    roles: [role],
    displayName: 'Nguyễn Văn A',
    title: '',
  };
}

const DOCUMENT: IncomingFacts = {
  agencyId: 'a',
  state: 'received',
  source: 'axis',
  presentedToPositionId: null,
  presentedInOffice: false,
  isViewer: false,
  isLead: false,
  needsApproval: true,
};
const PRESENTED: IncomingFacts = {
  ...DOCUMENT,
  state: 'awaiting_directive',
  presentedToPositionId: 'leader',
  presentedInOffice: true,
};
const GIVEN: IncomingFacts = { ...PRESENTED, state: 'in_progress', isViewer: true };

const MATRIX: [IncomingAction, IncomingFacts, Record<string, boolean>][] = [
  ['incoming.read', DOCUMENT, { clerk: true, leader: true, specialist: false, administrator: false, auditor: false }],
  ['incoming.read', GIVEN, { specialist: true, unit_head: true }],
  ['incoming.create', DOCUMENT, { clerk: true, leader: false, specialist: false, administrator: false }],
  ['incoming.register', DOCUMENT, { clerk: true, leader: false, unit_head: false }],
  ['incoming.register', PRESENTED, { clerk: false }],
  ['incoming.present', { ...DOCUMENT, state: 'registered' }, { clerk: true, leader: false }],
  ['incoming.return', DOCUMENT, { clerk: true, leader: false }],
  ['incoming.return', GIVEN, { clerk: false }],
  ['incoming.edit_facts', DOCUMENT, { clerk: false }],
  ['incoming.edit_facts', { ...DOCUMENT, source: 'paper' }, { clerk: true, leader: false }],
  ['incoming.direct', PRESENTED, { leader: true, clerk: false, unit_head: false }],
  ['incoming.direct', { ...DOCUMENT, state: 'registered' }, { leader: true }],
  ['incoming.direct', DOCUMENT, { leader: false }],
  ['incoming.complete', GIVEN, { leader: true, specialist: false }],
  ['incoming.complete', { ...GIVEN, isLead: true, needsApproval: false }, { specialist: true }],
  ['incoming.reply', GIVEN, { specialist: true, administrator: false }],
  ['incoming.reply', { ...GIVEN, state: 'returned' }, { specialist: false }],
  ['incoming.read_book', DOCUMENT, { clerk: true, leader: true, specialist: false, administrator: false }],
  ['incoming.print_book', DOCUMENT, { clerk: true, leader: true, unit_head: false }],
];

test.each(MATRIX)('%s of %o', (action, document, expected) => {
  for (const [role, allowed] of Object.entries(expected)) {
    // The keys of the matrix are roles.
    expect([role, incomingPolicies.decide(action, subject(role as Role), document).allowed]).toEqual([role, allowed]);
  }
});

test('another leader only when the one it was presented to has left the post', () => {
  const deputy = subject('leader', 'deputy');
  expect(incomingPolicies.decide('incoming.direct', deputy, PRESENTED).allowed).toBe(false);
  expect(incomingPolicies.decide('incoming.direct', deputy, { ...PRESENTED, presentedInOffice: false }).allowed).toBe(
    true,
  );
});

test('nobody of another agency may do anything with the document', () => {
  for (const role of ['clerk', 'leader'] as const) {
    const stranger = subject(role, role, 'b');
    for (const action of incomingPolicies.actions.filter((name) => name !== 'incoming.list')) {
      const decision = incomingPolicies.decide(action, stranger, { ...DOCUMENT, source: 'paper', state: 'registered' });
      expect([action, decision.allowed]).toEqual([action, false]);
    }
  }
});
