import { describe, expect, it } from 'vitest';
import { assignment, incomingView } from '../incoming.fixture.ts';
import { actsOf, isMyTurn } from './use-acts.tsx';

function yes(...names: string[]): Record<string, true> {
  return Object.fromEntries(names.map((name) => [name, true as const]));
}

const directive = {
  id: 'd',
  text: 'Giao Văn phòng chủ trì.',
  givenBy: 'Lò Văn Sơn',
  givenByTitle: 'Chủ tịch',
  givenAt: '2021-03-22T06:40:00Z',
  deadline: null,
  needsApproval: true,
};

describe('actsOf', () => {
  it.each<[string, Parameters<typeof incomingView>[0], string[], boolean]>([
    ['nobody in particular', {}, [], false],
    [
      'a clerk with a new letter',
      { abilities: yes('incoming.register', 'incoming.return', 'incoming.edit_facts') },
      ['register-present', 'register', 'return'],
      true,
    ],
    [
      'a clerk with a registered paper',
      {
        state: 'registered',
        source: 'paper',
        factsReadOnly: false,
        abilities: yes('incoming.present', 'incoming.return', 'incoming.edit_facts', 'incoming.reply'),
      },
      ['present', 'reply', 'return', 'edit-facts'],
      true,
    ],
    [
      'a leader who was presented it',
      { state: 'awaiting_directive', abilities: yes('incoming.direct', 'incoming.complete', 'incoming.reply') },
      ['direct', 'reply', 'complete'],
      true,
    ],
    [
      'a leader after his directive',
      { state: 'in_progress', directives: [directive], abilities: yes('incoming.direct', 'incoming.complete') },
      ['complete', 'direct'],
      false,
    ],
    [
      'whoever is in charge',
      {
        state: 'in_progress',
        assignments: [assignment({ abilities: yes('tasks.report') })],
        abilities: yes('incoming.reply'),
      },
      ['report', 'reply'],
      true,
    ],
    [
      'a head who may pass it on',
      { state: 'in_progress', assignments: [assignment({ abilities: yes('tasks.report', 'tasks.sub_assign') })] },
      ['report', 'sub-assign'],
      true,
    ],
    [
      'a leader with a result',
      {
        state: 'awaiting_result_approval',
        lead: assignment({ state: 'reported' }),
        abilities: yes('incoming.approve_result', 'incoming.return_result'),
      },
      ['approve-result', 'return-result'],
      true,
    ],
  ])('%s', (_name, part, keys, mine) => {
    const view = incomingView(part);
    const acts = actsOf(view);
    expect(acts.map((act) => act.key)).toEqual(keys);
    expect(isMyTurn(view, acts[0])).toBe(mine);
  });

  it('offers nothing the server gives a reason against', () => {
    expect(actsOf(incomingView({ abilities: { 'incoming.register': 'Việc của văn thư cơ quan.' } }))).toEqual([]);
  });
});
