import { expect, test } from 'vitest';
import type { AssignmentRow } from '#modules/tasks';
import { viewersOf } from './incoming.viewers.ts';

const ROW = { agency_id: 'a', id: 'd', state: 'in_progress', arrived_at: new Date(0) } as const;

function part(given: Partial<AssignmentRow>): AssignmentRow {
  return {
    agency_id: 'a',
    id: 'part',
    object_kind: 'incoming',
    object_id: 'd',
    directive_id: 'x',
    parent_id: null,
    role: 'lead',
    state: 'given',
    unit_id: 'unit',
    unit_name: '',
    position_id: null,
    person_id: null,
    person_name: null,
    position_title: null,
    due_on: '2021-03-31',
    note: '',
    assigned_by_person_id: 'boss',
    assigned_by: '',
    assigned_at: new Date(0),
    opened_at: null,
    reported_at: null,
    result: '',
    returned_reason: '',
    done_at: null,
    object_title: '',
    object_abstract: '',
    link: '',
    directive_text: '',
    box: 'open',
    due_key: '2021-03-31',
    ...given,
  };
}

test.each([
  ['a unit part', [{}], [['unit', 'lead', 'open', '2021-03-31']]],
  ['a person part', [{ person_id: 'me' }], [['me', 'lead', 'open', '2021-03-31']]],
  ['a reported part', [{ state: 'reported' }], [['unit', 'lead', 'closed', null]]],
  ['information', [{ role: 'informed', state: 'done', due_on: null }], [['unit', 'informed', 'informed', null]]],
  ['a withdrawn part', [{ state: 'withdrawn' }], []],
  [
    'two parts of one person: the stronger role, the open section, the nearer day',
    [
      { person_id: 'me', role: 'coordinating', due_on: '2021-03-25' },
      { person_id: 'me', role: 'lead', state: 'done' },
    ],
    [['me', 'lead', 'open', '2021-03-25']],
  ],
] as const)('%s', (_what, parts, expected) => {
  const viewers = viewersOf(ROW, parts.map(part));
  expect(viewers.map((viewer) => [viewer.viewer_id, viewer.role, viewer.section, viewer.due_on])).toEqual(expected);
});

test('of a document that is done nothing is open', () => {
  expect(viewersOf({ ...ROW, state: 'done' }, [part({})]).map((viewer) => viewer.section)).toEqual(['closed']);
});
