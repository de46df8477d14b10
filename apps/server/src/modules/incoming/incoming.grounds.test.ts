import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Role, Subject } from '../../platform/authorise.ts';
import { type Grant, groundsToRead, type IncomingReading } from './incoming.grounds.ts';
import { incomingPolicies } from './incoming.policy.ts';
import { INCOMING_STATE_LABELS } from './incoming.states.ts';

const ROLES: Role[] = ['clerk', 'leader', 'unit_head', 'specialist', 'focal', 'administrator', 'auditor'];
const PEOPLE = ['lan', 'son', 'mai'];
const UNITS = ['office', 'culture', 'law'];

const subjects = fc
  .record({
    personId: fc.constantFrom(...PEOPLE),
    positionId: fc.constantFrom('post one', 'post two'),
    agencyId: fc.constantFrom('ours', 'theirs'),
    unitId: fc.constantFrom(...UNITS),
    unitIds: fc.subarray(UNITS),
    roles: fc.subarray(ROLES),
  })
  .map((given): Subject => ({ userId: '', displayName: 'Lò Thị Lan', title: 'Văn thư', ...given }));

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
  const seen = { yes: 0, no: 0 };
  fc.assert(
    fc.property(subjects, readings, states, (subject, reading, state) => {
      const isViewer = reading.grants.some(
        ({ viewerId }) => viewerId === subject.personId || subject.unitIds.includes(viewerId),
      );
      const { allowed } = incomingPolicies.decide('incoming.read', subject, {
        agencyId: reading.agencyId,
        state,
        source: 'axis',
        presentedToPositionId: reading.presentedToPositionId,
        presentedInOffice: true,
        isViewer,
        isLead: false,
        needsApproval: true,
      });
      seen[allowed ? 'yes' : 'no'] += 1;
      const grounds = groundsToRead(subject, reading);
      expect(grounds.length > 0).toBe(allowed);
      expect(grounds.every((ground) => /^\p{Lu}.+\.$/u.test(ground))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
  expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(100);
});

const LAN: Subject = {
  userId: '',
  personId: 'lan',
  positionId: 'post one',
  agencyId: 'ours',
  unitId: 'culture',
  unitIds: ['culture', 'law'],
  roles: ['unit_head'],
  displayName: 'Lò Thị Lan',
  title: 'Trưởng phòng',
};
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
