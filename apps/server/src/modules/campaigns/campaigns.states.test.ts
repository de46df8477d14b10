import type { FormCode, RequestState } from '@congvu/contracts';
import { RequestState as States } from '@congvu/contracts';
import { describe, expect, test } from 'vitest';
import { missingForms, standingOf, untouchedForms } from './campaigns.states.ts';
import type { MemberRequest, MemberRequests } from './campaigns.tables.ts';

const FORMS: FormCode[] = ['M06', 'M07'];

function request(form: FormCode, state: RequestState, given: Partial<MemberRequest> = {}): MemberRequest {
  return { form, state, rows: 3, nil: false, submittedAt: '2021-03-25T02:00:00.000Z', ...given };
}

const of = (...requests: MemberRequest[]): MemberRequests =>
  Object.fromEntries(requests.map((item, index) => [`r${index}`, item]));

describe('an agency stands', () => {
  test.each<[string, MemberRequest[], boolean, string]>([
    ['nothing, not seen', [], false, 'not_opened'],
    ['nothing, seen', [], true, 'preparing'],
    ['one of two begun', [request('M06', 'draft')], false, 'preparing'],
    ['one of two sent', [request('M06', 'submitted')], true, 'preparing'],
    ['one sent, one at the head', [request('M06', 'submitted'), request('M07', 'awaiting_head')], true, 'preparing'],
    ['both sent', [request('M06', 'submitted'), request('M07', 'accepted')], true, 'submitted'],
    ['one sent back', [request('M06', 'returned'), request('M07', 'accepted')], true, 'returned'],
    ['both in a roster', [request('M06', 'batched'), request('M07', 'closed')], true, 'consolidated'],
    ['one in a roster, one accepted', [request('M06', 'batched'), request('M07', 'accepted')], true, 'submitted'],
    [
      'nil and a roster',
      [request('M06', 'submitted', { nil: true, rows: 0 }), request('M07', 'batched')],
      true,
      'consolidated',
    ],
    ['all nil', [request('M06', 'submitted', { nil: true }), request('M07', 'accepted', { nil: true })], true, 'nil'],
    [
      'nil not signed yet',
      [request('M06', 'awaiting_head', { nil: true }), request('M07', 'batched')],
      true,
      'preparing',
    ],
    ['refused by law is settled', [request('M06', 'refused'), request('M07', 'batched')], true, 'consolidated'],
    [
      'a new list in the place of the refused one',
      [request('M06', 'refused'), request('M06', 'submitted'), request('M07', 'batched')],
      true,
      'submitted',
    ],
    ['withdrawn never came', [request('M06', 'withdrawn'), request('M07', 'submitted')], true, 'preparing'],
    [
      'two of one form, one still written',
      [request('M06', 'submitted'), request('M06', 'draft'), request('M07', 'submitted')],
      true,
      'preparing',
    ],
    [
      'a form nobody asked for changes nothing',
      [request('M09', 'returned'), request('M06', 'draft')],
      true,
      'preparing',
    ],
  ])('%s', (_what, requests, seen, state) => {
    expect(standingOf(FORMS, of(...requests), seen).state).toBe(state);
  });

  test('every state of a request has its meaning', () => {
    for (const state of States.options) {
      const standing = standingOf(['M06'], of(request('M06', state)), false);
      expect([state, standing.completeAt !== null]).toEqual([
        state,
        ['submitted', 'accepted', 'refused', 'batched', 'forwarded', 'resulted', 'closed'].includes(state),
      ]);
    }
  });

  test('rows are counted as sent, not as written; nil is 0', () => {
    const requests = of(request('M06', 'draft'), request('M07', 'submitted', { nil: true, rows: 0 }));
    expect(standingOf(FORMS, requests, true).counts).toEqual({ M07: 0 });
    const again = of(request('M06', 'refused', { rows: 9 }), request('M06', 'submitted', { rows: 4 }));
    expect(standingOf(FORMS, again, true).counts).toEqual({ M06: 4 });
    const sent = of(request('M06', 'returned'), request('M06', 'submitted', { rows: 4 }));
    expect(standingOf(FORMS, sent, true).counts).toEqual({ M06: 7 });
  });

  test('complete with the last of it', () => {
    const early = request('M06', 'submitted', { submittedAt: '2021-03-25T02:00:00.000Z' });
    const last = request('M07', 'submitted', { submittedAt: '2021-03-26T02:00:00.000Z' });
    expect(standingOf(FORMS, of(last, early), true).completeAt?.toISOString()).toBe('2021-03-26T02:00:00.000Z');
    expect(standingOf(FORMS, of(early), true).completeAt).toBeNull();
  });

  test.each<[RequestState, boolean, boolean]>([
    ['submitted', false, true],
    ['submitted', true, false],
    ['accepted', false, false],
  ])('%s, nil %s: waits for acceptance %s', (state, nil, waiting) => {
    expect(standingOf(FORMS, of(request('M06', state, { nil })), true).waiting).toBe(waiting);
  });

  test('what is missing and what nobody has begun', () => {
    const requests = of(request('M06', 'draft'));
    expect([missingForms(FORMS, requests), untouchedForms(FORMS, requests)]).toEqual([['M06', 'M07'], ['M07']]);
    const gone = of(request('M06', 'withdrawn'), request('M07', 'batched'));
    expect([missingForms(FORMS, gone), untouchedForms(FORMS, gone)]).toEqual([['M06'], ['M06']]);
  });
});
