import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DISPATCH_STATES,
  type DispatchEvent,
  type DispatchState,
  REPORT_CODES,
  REPORTED_STATE,
  stepDispatch,
  TRANSPORT_EVENTS,
} from './interchange.states.ts';

const EVENTS: DispatchEvent[] = [...TRANSPORT_EVENTS, ...REPORT_CODES];

/** One line a state: the answer to handed_over gave_up returned resend sent_on_paper sent_by_mail mail_returned 01 02 03 04 05 06. */
const TABLE: Record<DispatchState, string> = {
  queued: 'sent failed - ! ! ! - wait wait wait wait wait wait',
  sent: '- - failed + + ! manual arrived refused accepted assigned processing done',
  arrived: '- - - ! ! ! - - refused accepted assigned processing done',
  accepted: '- - - ! ! ! - + refused - assigned processing done',
  assigned: '- - - ! ! ! - + refused + - processing done',
  processing: '- - - ! ! ! - + refused + + - done',
  done: '- - - ! ! ! - + + + + + -',
  refused: '- - - ! ! ! - + - + + + +',
  recalled: '- - - ! ! ! - + + + + + +',
  failed: 'sent - - queued sent sent - arrived refused accepted assigned processing done',
  manual: '- - - ! sent sent - + + + + + +',
};

function answer(state: DispatchState, event: DispatchEvent): string {
  const step = stepDispatch(state, event);
  return { move: 'to' in step ? step.to : '', keep: '+', nothing: '-', wait: 'wait', refuse: '!' }[step.kind];
}

test.each(DISPATCH_STATES)('every event on %s', (state) => {
  expect(EVENTS.map((event) => answer(state, event)).join(' ')).toBe(TABLE[state]);
});

function play(start: DispatchState, events: DispatchEvent[]): DispatchState[] {
  const path = [start];
  for (const event of events) {
    const now = path.at(-1) ?? start;
    const step = stepDispatch(now, event);
    path.push(step.kind === 'move' ? step.to : now);
  }
  return path;
}

const ORDER: DispatchState[] = ['sent', 'arrived', 'accepted', 'assigned', 'processing', 'done'];
const reports = fc.array(fc.constantFrom(...REPORT_CODES), { maxLength: 30 });

describe('whatever order reports come in', () => {
  test('a letter never goes back', () => {
    fc.assert(
      fc.property(reports, (events) => {
        const ranks = play('sent', events)
          .filter((state) => state !== 'refused')
          .map((state) => ORDER.indexOf(state));
        expect(ranks).toEqual([...ranks].sort((left, right) => left - right));
      }),
    );
  });

  test('without a refusal the furthest report decides', () => {
    fc.assert(
      fc.property(
        reports.map((events) => events.filter((code) => code !== '02')),
        (events) => {
          const furthest = Math.max(0, ...events.map((code) => ORDER.indexOf(REPORTED_STATE[code])));
          expect(play('sent', events).at(-1)).toBe(ORDER[furthest]);
        },
      ),
    );
  });

  test('a repeated report changes nothing more', () => {
    fc.assert(
      fc.property(reports, fc.constantFrom(...REPORT_CODES), (events, code) => {
        const once = play('sent', [...events, code]).at(-1) ?? 'sent';
        expect(play(once, [code]).at(-1)).toBe(once);
      }),
    );
  });

  test('a refusal and a completed letter are ends', () => {
    fc.assert(
      fc.property(fc.constantFrom<DispatchState>('refused', 'done'), reports, (end, events) => {
        expect(play(end, events).at(-1)).toBe(end);
      }),
    );
  });
});

test('negative control: a machine that takes every report would go back', () => {
  const careless = ['03', '01'].map((code) => REPORTED_STATE[code as '01' | '03']);
  expect(careless.at(-1)).toBe('arrived');
  expect(play('sent', ['03', '01']).at(-1)).toBe('accepted');
});
