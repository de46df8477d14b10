import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { anySubject, expectGroundsAsDecided, LAN, UNITS } from '../documents/grounds.testing.ts';
import { groundsToRead, type OutgoingReading } from './outgoing.grounds.ts';
import { outgoingPolicies } from './outgoing.policy.ts';
import { OUTGOING_STATE_LABELS } from './outgoing.states.ts';

const PEOPLE = ['lan', 'son', 'mai', 'tho'];

const readings = fc.record<OutgoingReading>({
  document: fc.record({
    agencyId: fc.constant('ours'),
    state: fc.constantFrom(...(Object.keys(OUTGOING_STATE_LABELS) as (keyof typeof OUTGOING_STATE_LABELS)[])),
    unitId: fc.constantFrom(...UNITS),
    drafterPersonId: fc.constantFrom(...PEOPLE),
    signerPersonId: fc.constantFrom(...PEOPLE),
    signerPositionId: fc.constantFrom('post one', 'post two'),
  }),
  unitName: fc.constant('Phòng Văn hóa'),
  delegation: fc.constantFrom('', 'Ký thừa lệnh (TL.) theo Quyết định số 12/QĐ-UBND ngày 15/01/2021.'),
});

test('there is a ground exactly when the policy says yes, whatever the person and the document', () => {
  expectGroundsAsDecided(anySubject(PEOPLE), readings, {
    isAllowed: (subject, { document }) => outgoingPolicies.decide('outgoing.read', subject, document).allowed,
    grounds: groundsToRead,
  });
});

const READING: OutgoingReading = {
  document: {
    agencyId: 'ours',
    state: 'issued',
    unitId: 'office',
    drafterPersonId: 'mai',
    signerPersonId: 'son',
    signerPositionId: 'post two',
  },
  unitName: 'Phòng Văn hóa',
  delegation: 'Ký thừa lệnh (TL.) theo Quyết định số 12/QĐ-UBND.',
};

test.each<[string, Partial<Subject>, string[]]>([
  ['the clerk', { roles: ['clerk'] }, ['Văn thư cơ quan: thấy mọi văn bản đi của cơ quan.']],
  ['the auditor', { roles: ['auditor'], unitIds: [] }, ['Người kiểm soát: xem lại mọi văn bản đi của cơ quan.']],
  ['the drafter', { personId: 'mai' }, ['Người soạn thảo văn bản này.']],
  [
    'the signer, with what his right rests on',
    { personId: 'son', positionId: 'post two' },
    ['Người ký văn bản này.', 'Ký thừa lệnh (TL.) theo Quyết định số 12/QĐ-UBND.'],
  ],
  ['the signer in another post', { personId: 'son' }, ['Người ký văn bản này, ở một chức vụ khác.']],
  [
    'somebody of the drafting unit',
    { unitId: 'office', unitIds: ['office'] },
    ['Thuộc Phòng Văn hóa, đơn vị soạn thảo.'],
  ],
  [
    'a head above it',
    { unitIds: ['culture', 'office'] },
    ['Phụ trách Phòng Văn hóa (đơn vị dưới quyền), đơn vị soạn thảo.'],
  ],
  ['an administrator', { roles: ['administrator'], unitIds: [] }, []],
])('%s', (_name, person, expected) => {
  expect(groundsToRead({ ...LAN, ...person }, READING)).toEqual(expected);
});
