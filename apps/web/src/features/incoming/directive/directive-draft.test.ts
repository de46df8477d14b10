import { describe, expect, it } from 'vitest';
import {
  assignmentsOf,
  type DirectiveDraft,
  directiveProblem,
  EMPTY_DIRECTIVE,
  fromPhrase,
  starterPhrases,
  withAssignee,
} from './directive-draft.ts';

function draft(part: Partial<DirectiveDraft>): DirectiveDraft {
  return { ...EMPTY_DIRECTIVE, text: 'Giao chủ trì', ...part };
}

describe('directiveProblem', () => {
  it.each<[string, Partial<DirectiveDraft>, 'agency' | 'unit', boolean]>([
    ['a lead and words', { lead: 'unit:a' }, 'agency', true],
    ['only people to be informed', { informed: ['unit:a'] }, 'agency', true],
    ['no words', { text: ' ', lead: 'unit:a' }, 'agency', false],
    ['no words when passing on in the unit', { text: '', lead: 'position:a' }, 'unit', true],
    ['nobody', {}, 'agency', false],
    ['coordinating without a lead', { coordinating: ['unit:a'] }, 'agency', false],
  ])('%s', (_name, part, scope, isReady) => {
    expect(directiveProblem(draft(part), scope) === undefined).toBe(isReady);
  });
});

describe('withAssignee', () => {
  it('asks nobody twice: the new role wins', () => {
    const start = draft({ lead: 'unit:a', coordinating: ['unit:b'], informed: ['unit:c'] });
    const moved = withAssignee(start, 'lead', ['unit:b']);
    expect([moved.lead, moved.coordinating, moved.informed]).toEqual(['unit:b', [], ['unit:c']]);
    const demoted = withAssignee(start, 'informed', ['unit:c', 'unit:a']);
    expect([demoted.lead, demoted.informed]).toEqual([null, ['unit:c', 'unit:a']]);
  });
});

describe('phrases', () => {
  const options = {
    units: [
      {
        unitId: 'a',
        name: 'Văn phòng',
        people: [{ positionId: 'p', personId: 'x', fullName: 'Vân Anh', title: 'Công chức', isHead: true }],
      },
      {
        unitId: 'b',
        name: 'Tư pháp',
        people: [{ positionId: 'q', personId: 'y', fullName: 'Páo', title: 'Công chức', isHead: false }],
      },
      { unitId: 'c', name: 'Trống', people: [] },
    ],
  };

  it('one tap sets words and people', () => {
    const phrase = {
      id: '1',
      text: 'Giao Văn phòng chủ trì, báo cáo trước ngày 01/4.',
      assignments: [
        { role: 'lead' as const, to: { kind: 'position' as const, positionId: 'p' }, displayName: '' },
        { role: 'informed' as const, to: { kind: 'unit' as const, unitId: 'b' }, displayName: '' },
      ],
      dueOn: '2021-03-31',
    };
    expect(assignmentsOf(fromPhrase(phrase))).toEqual([
      { role: 'lead', to: { kind: 'position', positionId: 'p' }, note: '' },
      { role: 'informed', to: { kind: 'unit', unitId: 'b' }, note: '' },
    ]);
  });

  it('begins with the units of the office that have a head, and with informing everyone who is there', () => {
    const starters = starterPhrases(options);
    expect(
      starters.map((phrase) => phrase.assignments.map(({ role, to }) => [role, to.kind === 'unit' ? to.unitId : ''])),
    ).toEqual([
      [['lead', 'a']],
      [
        ['informed', 'a'],
        ['informed', 'b'],
      ],
    ]);
    expect(starterPhrases({ units: [] })).toEqual([]);
  });
});
