import { describe, expect, test } from 'vitest';
import { assertRoles, type Office, peopleOf, resolveAssignees } from './assignees.ts';

const POSITION = {
  fullName: 'Vàng A Páo',
  sortName: '',
  title: 'Trưởng ban',
  rank: 'unit_head' as const,
  fields: [],
  unitId: 'u1',
  unitName: 'Văn hóa - Xã hội',
  unitSymbol: '',
  agencyId: 'a',
  agencyName: '',
  validFrom: '2000-01-01',
  validTo: null,
};
const OFFICE: Office = {
  units: ['u1', 'u2'].map((id) => ({
    agency_id: 'a',
    id,
    parent_id: null,
    name: id === 'u1' ? 'Văn hóa - Xã hội' : 'Tư pháp - Hộ tịch',
    symbol: '',
    sort_order: 0,
    valid_from: '2000-01-01',
    valid_to: null,
  })),
  positions: [
    { ...POSITION, positionId: 'p1', personId: 'head', roles: ['unit_head'] },
    { ...POSITION, positionId: 'p2', personId: 'staff', roles: ['specialist'], rank: 'staff' },
    { ...POSITION, positionId: 'p3', personId: 'one', unitId: 'u2', roles: ['specialist'], rank: 'staff' },
    { ...POSITION, positionId: 'p4', personId: 'two', unitId: 'u2', roles: ['specialist'], rank: 'staff' },
  ],
  headed: new Set(['u1']),
};
const input = (role: 'lead' | 'coordinating' | 'informed', id: string) => ({
  role,
  note: '',
  to: id.startsWith('u') ? { kind: 'unit' as const, unitId: id } : { kind: 'position' as const, positionId: id },
});

describe('roles of a directive', () => {
  test.each([
    [['lead'], undefined],
    [['lead', 'coordinating', 'coordinating', 'informed'], undefined],
    [['informed'], undefined],
    [['lead', 'lead'], 'tasks.lead_not_single'],
    [['coordinating'], 'tasks.lead_missing'],
  ] as const)('%s', (roles, code) => {
    if (code === undefined) {
      expect(() => assertRoles(roles)).not.toThrow();
    } else {
      expect(() => assertRoles(roles)).toThrow(expect.objectContaining({ code }));
    }
  });
});

describe('whom a directive names', () => {
  test('units and people, with the names of the day', () => {
    const found = resolveAssignees(OFFICE, [input('lead', 'u2'), input('coordinating', 'p2')]);
    expect(found.map(({ unitId, personId }) => [unitId, personId])).toEqual([
      ['u2', null],
      ['u1', 'staff'],
    ]);
  });

  test.each([
    ['an ended post', [input('lead', 'p9')], undefined, 'tasks.assignee_unknown'],
    ['a unit of nobody', [input('lead', 'u9')], undefined, 'tasks.assignee_unknown'],
    ['one person twice', [input('lead', 'p1'), input('informed', 'p1')], undefined, 'tasks.assignee_twice'],
    ['a person of another unit', [input('lead', 'p3')], ['u1'], 'tasks.not_in_unit'],
  ])('refuses %s', (_name, inputs, within, code) => {
    expect(() => resolveAssignees(OFFICE, inputs, within)).toThrow(expect.objectContaining({ code }));
  });

  test('a unit is its head, or everyone when it has none', () => {
    expect(peopleOf({ person_id: null, unit_id: 'u1' }, OFFICE)).toEqual(['head']);
    expect(peopleOf({ person_id: null, unit_id: 'u2' }, OFFICE)).toEqual(['one', 'two']);
    expect(peopleOf({ person_id: 'staff', unit_id: 'u1' }, OFFICE)).toEqual(['staff']);
  });
});
