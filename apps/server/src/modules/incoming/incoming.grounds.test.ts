import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { anySubject, expectGroundsAsDecided, LAN, UNITS } from '../documents/grounds.testing.ts';
import { type Grant, groundsToRead, type IncomingReading } from './incoming.grounds.ts';
import { incomingPolicies } from './incoming.policy.ts';
import { INCOMING_STATE_LABELS } from './incoming.states.ts';

const PEOPLE = ['lan', 'son', 'mai'];

const grants = fc.array(
  fc.record<Grant>({
    viewerId: fc.constantFrom(...PEOPLE, ...UNITS),
    role: fc.constantFrom('lead', 'coordinating', 'informed'),
    given: fc.constantFrom('', 'Tẩn Văn Chủ giao ngày 22/03/2021'),
  }),
  { maxLength: 4 },
);

const readings = fc.record<IncomingReading>({
  agencyId: fc.constant('ours'),
  presentedToPositionId: fc.constantFrom(null, 'post one', 'post two'),
  grants,
  unitNames: fc.constantFrom(new Map(), new Map(UNITS.map((unit) => [unit, `Phòng ${unit}`]))),
});

const states = fc.constantFrom(...(Object.keys(INCOMING_STATE_LABELS) as (keyof typeof INCOMING_STATE_LABELS)[]));

test('there is a ground exactly when the policy says yes, whatever the person, the document and who it was given to', () => {
  expectGroundsAsDecided(anySubject(PEOPLE), fc.record({ reading: readings, state: states }), {
    isAllowed: (subject, { reading, state }) =>
      incomingPolicies.decide('incoming.read', subject, {
        agencyId: reading.agencyId,
        state,
        source: 'axis',
        presentedToPositionId: reading.presentedToPositionId,
        presentedInOffice: true,
        isViewer: reading.grants.some(
          ({ viewerId }) => viewerId === subject.personId || subject.unitIds.includes(viewerId),
        ),
        isLead: false,
        needsApproval: true,
      }).allowed,
    grounds: (subject, { reading }) => groundsToRead(subject, reading),
  });
});

const READING: IncomingReading = {
  agencyId: 'ours',
  presentedToPositionId: 'post two',
  grants: [],
  unitNames: new Map([
    ['culture', 'Phòng Văn hóa'],
    ['law', 'Phòng Tư pháp'],
  ]),
};

test.each<[string, Partial<Subject>, Grant[], string[]]>([
  ['the clerk', { roles: ['clerk'] }, [], ['Văn thư cơ quan: thấy mọi văn bản đến của cơ quan.']],
  ['a leader', { roles: ['leader'] }, [], ['Lãnh đạo cơ quan: thấy mọi văn bản đến của cơ quan.']],
  ['its leader', { roles: ['leader'], positionId: 'post two' }, [], ['Lãnh đạo được trình văn bản này.']],
  [
    'who it was given to, with whoever gave it',
    {},
    [{ viewerId: 'lan', role: 'lead', given: 'Tẩn Văn Chủ giao ngày 22/03/2021' }],
    ['Được giao chủ trì (Tẩn Văn Chủ giao ngày 22/03/2021).'],
  ],
  [
    'the own unit and one below',
    {},
    [
      { viewerId: 'culture', role: 'coordinating', given: '' },
      { viewerId: 'law', role: 'informed', given: '' },
      { viewerId: 'son', role: 'lead', given: '' },
    ],
    ['Thuộc Phòng Văn hóa, được giao phối hợp.', 'Phụ trách Phòng Tư pháp (đơn vị dưới quyền), nhận để biết.'],
  ],
  [
    'an administrator',
    { roles: ['administrator'], unitIds: [] },
    [{ viewerId: 'culture', role: 'lead', given: '' }],
    [],
  ],
])('%s', (_name, person, given, expected) => {
  expect(groundsToRead({ ...LAN, ...person }, { ...READING, grants: given })).toEqual(expected);
});
