import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { attestApprove } from './commands/attest.ts';
import { createRequest } from './commands/open-request.ts';
import { sendRequest } from './commands/send-request.ts';
import { viewRequest } from './queries/view-request.ts';
import {
  accountRows,
  buildRequestsOffice,
  giveKeys,
  PASSWORD,
  type RecordedRequestPorts,
  type RequestsOffice,
  recordRequestPorts,
  signRequests,
} from './requests.testing.ts';

let office: TestOffice;
let world: RequestsOffice;
let ports: RecordedRequestPorts;

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRequestsOffice(office);
});
afterAll(() => office.close());
beforeEach(() => {
  ports = recordRequestPorts();
});

function as(subject: Subject, key?: string) {
  office.clock.advance(60_000);
  return office.as(subject, key);
}

const create = (who: Subject, rows = 3) =>
  createRequest(as(who), ports, { kind: 'account.new', nil: false, content: accountRows(rows) });
const send = (who: Subject, id: string, version: number) => sendRequest(as(who), ports, id, { version });

describe('a list', () => {
  test('draft → head → guiding office', async () => {
    const draft = await create(world.commune.clerk);
    expect(draft).toMatchObject({ state: 'draft', form: 'M06', subject: '3 tài khoản', errors: 0 });
    const sent = await send(world.commune.clerk, draft.id, draft.version);
    expect(sent).toMatchObject({ state: 'awaiting_head' });
    const answer = await attestApprove(as(world.commune.leader), ports, { ids: [draft.id], password: PASSWORD });
    expect(answer.items).toMatchObject([{ ok: true }]);
    const view = await viewRequest(as(world.commune.leader), draft.id);
    expect(view).toMatchObject({ state: 'submitted', late: false });
    expect(view.items).toHaveLength(3);
    const actions = await rawQuery<{ action: string }>(
      office.db,
      'select action from audit_leaf where object_id = $1 order by at, id',
      [draft.id],
    );
    expect(actions.map(({ action }) => action)).toEqual(['requests.drafted', 'requests.sent', 'requests.submitted']);
  });

  test('signed with a key', async () => {
    await giveKeys(office, [world.other.leader], true);
    const draft = await create(world.other.clerk);
    await send(world.other.clerk, draft.id, draft.version);
    const signed = await signRequests(as(world.other.leader), ports, 'requests.approve', [draft.id]);
    expect(signed).toMatchObject({ signed: 1, failed: 0 });
    expect(await viewRequest(as(world.other.leader), draft.id)).toMatchObject({ state: 'submitted' });
  });
});
