import type { HandOverView, RequestKind } from '@congvu/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { openRequest } from '#modules/requests';
import type { Subject } from '../../../platform/authorise.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { issue, newSerial } from '../../certificates/entries/entries.testing.ts';
import { movePartOf } from '../../incoming/incoming.testing.ts';
import { accountRows, buildRequestsOffice, expectCode, type RequestsOffice } from '../../requests/requests.testing.ts';
import { finishHandOver } from './end-hand-over.ts';
import { viewHandOver } from './list-hand-overs.ts';
import { settleHandOver } from './settle-hand-over.ts';
import { startHandOver } from './start-hand-over.ts';

let office: TestOffice;
let people: RequestsOffice;

beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());
beforeEach(async () => {
  office.clock.set('2021-03-22T01:00:00Z');
  people = await buildRequestsOffice(office);
});

type View = z.input<typeof HandOverView>;

const start = (): Promise<View> =>
  startHandOver(office.as(people.commune.leader), {
    personId: people.commune.specialist.personId,
    reason: 'resigned',
    lastDay: '2021-03-31',
    destinationName: '',
  });

async function open(kind: RequestKind, given: { declarant?: Subject; entryId?: string } = {}): Promise<string> {
  const { specialist, agencyId, unitId } = people.commune;
  const { id } = await office.db.transaction().execute((tx) =>
    openRequest(tx, office.as(specialist), {
      agencyId,
      unitId,
      kind,
      preparedBy: { personId: specialist.personId, name: specialist.displayName },
      ...(given.declarant !== undefined && { declarantPersonId: given.declarant.personId }),
      ...(given.entryId !== undefined && { certificateEntryId: given.entryId }),
      ...(kind === 'account.new' && { content: accountRows(1) }),
      why: 'Lập đề nghị',
    }),
  );
  return id;
}

const setState = (id: string, state: string) =>
  rawQuery(office.db, 'update request set state = $2 where id = $1', [id, state]);
const rowOf = async (id: string) =>
  (await rawQuery<Record<string, unknown>>(office.db, 'select * from request where id = $1', [id]))[0];
const settle = (view: View, id: string, choice: string, by: Subject, toPersonId?: string): Promise<View> =>
  settleHandOver(office.as(by), { movePartOf }, view.id, {
    items: [{ key: `request:${id}`, choice, ...(toPersonId !== undefined && { toPersonId }) }],
  });
const itemOf = (view: View, id: string) => view.items.find(({ key }) => key === `request:${id}`);
const offered = (view: View, id: string) => itemOf(view, id)?.choices.map(({ value }) => value);

describe('requests of the leaver', () => {
  test('a list being written is passed on: the receiver stands for it, is told, and it is traced', async () => {
    const { clerk, leader, colleague } = people.commune;
    const id = await open('account.new');
    const view = await start();
    expect(itemOf(view, id)).toMatchObject({ group: 'requests', state: 'open' });
    expect(offered(view, id)).toEqual(['reassign', 'withdraw']);
    await expectCode(finishHandOver(office.as(leader), view.id), 'proposals.orphans');
    await expectCode(settle(view, id, 'reassign', clerk), 'proposals.person_required');
    await expectCode(settle(view, id, 'goes_on', clerk), 'proposals.choice_unknown');

    const settled = await settle(view, id, 'reassign', clerk, colleague.personId);
    expect(itemOf(settled, id)).toMatchObject({ state: 'done', chosenPersonName: colleague.displayName });
    expect(await rowOf(id)).toMatchObject({ prepared_by: colleague.personId, state: 'draft' });
    const leaves = await rawQuery<{ action: string }>(office.db, 'select action from audit_leaf where object_id = $1', [
      id,
    ]);
    expect(leaves.map(({ action }) => action)).toContain('requests.passed_on');
    const notices = await rawQuery(
      office.db,
      `select 1 from notification where person_id = $1 and kind = 'requests.passed_on'`,
      [colleague.personId],
    );
    expect(notices).toHaveLength(1);
    const again = await settle(settled, id, 'reassign', clerk, leader.personId);
    expect(again.openCount).toBe(0);
    expect(await rowOf(id)).toMatchObject({ prepared_by: colleague.personId });
    expect(await finishHandOver(office.as(leader), view.id)).toMatchObject({ state: 'finished' });
  });

  test('only the head withdraws', async () => {
    const { clerk, leader } = people.commune;
    const id = await open('account.new');
    await setState(id, 'awaiting_head');
    const view = await start();
    await expectCode(settle(view, id, 'withdraw', clerk), 'requests.withdraw.forbidden');
    expect(await rowOf(id)).toMatchObject({ state: 'awaiting_head' });
    const settled = await settle(view, id, 'withdraw', leader);
    expect(itemOf(settled, id)).toMatchObject({ state: 'done', chosen: 'withdraw' });
    expect(await rowOf(id)).toMatchObject({ state: 'withdrawn' });
    expect(settled.openCount).toBe(0);
  });

  test('twins: one receiver', async () => {
    const { clerk, leader, colleague } = people.commune;
    const id = await open('account.new');
    const view = await start();
    await Promise.all([
      settle(view, id, 'reassign', clerk, colleague.personId),
      settle(view, id, 'reassign', leader, clerk.personId),
    ]);
    const passed = await rawQuery(
      office.db,
      `select 1 from audit_leaf where object_id = $1 and action = 'requests.passed_on'`,
      [id],
    );
    expect(passed).toHaveLength(1);
  });

  test('what is sent goes on without a word; returned it is an orphan again', async () => {
    const { leader } = people.commune;
    const id = await open('account.new');
    await setState(id, 'forwarded');
    const view = await start();
    expect(itemOf(view, id)).toMatchObject({ state: 'kept', choices: [] });
    expect(view.openCount).toBe(0);
    await setState(id, 'submitted');
    const chosen = await settle(view, id, 'goes_on', leader);
    expect(itemOf(chosen, id)).toMatchObject({ state: 'kept', chosen: 'goes_on' });
    await setState(id, 'returned');
    await expectCode(finishHandOver(office.as(leader), view.id), 'proposals.orphans');
    expect(offered(await viewHandOver(office.as(leader), view.id), id)).toEqual(['reassign', 'withdraw']);
  });

  test('nobody declares in the place of the leaver: signed it may go on, unsigned it is withdrawn', async () => {
    const { leader, clerk, colleague, specialist } = people.commune;
    const entry = await issue(office, specialist, { serial: newSerial() });
    const id = await open('cert.renew_change', { declarant: specialist, entryId: entry.id });
    await setState(id, 'awaiting_declarant');
    const view = await start();
    expect(offered(view, id)).toEqual(['withdraw']);
    await expectCode(settle(view, id, 'reassign', clerk, colleague.personId), 'proposals.choice_unknown');
    await setState(id, 'awaiting_head');
    const kept = await settle(view, id, 'goes_on', clerk);
    expect(itemOf(kept, id)).toMatchObject({ state: 'kept', chosen: 'goes_on' });
    // Given back by the head it waits for somebody again.
    await setState(id, 'draft');
    expect(itemOf(await viewHandOver(office.as(leader), view.id), id)).toMatchObject({ state: 'open', chosen: null });
  });
});
