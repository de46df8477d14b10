import { RequestState } from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { createRequest } from './commands/open-request.ts';
import { ACTION_STATES, REQUEST_TRANSITIONS, type RequestAct } from './requests.states.ts';
import { transitionRequest } from './requests.store.ts';
import { accountRows, buildRequestsOffice, type RequestsOffice, recordRequestPorts } from './requests.testing.ts';

const STATES = RequestState.options;
const ACTS = Object.keys(REQUEST_TRANSITIONS) as RequestAct[];

let office: TestOffice;
let world: RequestsOffice;
let id: string;

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRequestsOffice(office);
  const body = { kind: 'account.new', nil: false, content: accountRows(1) } as const;
  id = (await createRequest(office.as(world.commune.clerk), recordRequestPorts(), body)).id;
});
afterAll(() => office.close());

describe('the table', () => {
  test('only the head, and the seal behind him, let a request out', () => {
    const out = ACTS.filter((act) => REQUEST_TRANSITIONS[act].to === 'submitted');
    expect(out.sort()).toEqual(['approve', 'seal']);
    expect(REQUEST_TRANSITIONS.approve.from).toEqual(['awaiting_head']);
    expect(REQUEST_TRANSITIONS.seal.from).toEqual(['awaiting_seal']);
    const toSeal = ACTS.filter((act) => REQUEST_TRANSITIONS[act].to === 'awaiting_seal');
    expect(toSeal).toEqual(['approve_to_seal']);
    expect(REQUEST_TRANSITIONS.approve_to_seal.from).toEqual(['awaiting_head']);
  });

  test('every way from the draft to the guiding office leads through the head', () => {
    // All states that can be reached without the head's act.
    const reached = new Set<string>(['draft']);
    const others = ACTS.filter((act) => act !== 'approve' && act !== 'approve_to_seal');
    let grew = true;
    while (grew) {
      const next = others
        .filter((act) => REQUEST_TRANSITIONS[act].from.some((state) => reached.has(state)))
        .map((act) => REQUEST_TRANSITIONS[act].to)
        .filter((state) => !reached.has(state));
      grew = next.length > 0;
      for (const state of next) {
        reached.add(state);
      }
    }
    expect([...reached].sort()).toEqual(['awaiting_declarant', 'awaiting_head', 'draft', 'withdrawn']);
  });

  test('what is over stays over', () => {
    for (const state of ['refused', 'closed', 'withdrawn'] as const) {
      expect(ACTS.filter((act) => REQUEST_TRANSITIONS[act].from.includes(state))).toEqual([]);
    }
  });

  test('rights and transitions name the same states', () => {
    expect(ACTION_STATES['requests.accept']).toEqual(['submitted']);
    expect(ACTION_STATES['requests.correct']).toEqual(['returned']);
  });
});

test('every other pair of state and act is refused by the row itself', async () => {
  const key = { agencyId: world.commune.agencyId, id };
  for (const state of STATES) {
    for (const act of ACTS) {
      await rawQuery(office.db, 'update request set state = $2 where id = $1', [id, state]);
      const moving = office.db
        .transaction()
        .execute((tx) => transitionRequest(tx, office.as(world.commune.clerk), key, act));
      const { from, to } = REQUEST_TRANSITIONS[act];
      if (from.includes(state)) {
        expect((await moving).state, `${state} ${act}`).toBe(to);
      } else {
        await expect(moving, `${state} ${act}`).rejects.toMatchObject({ code: 'requests.wrong_state' });
      }
    }
  }
});
