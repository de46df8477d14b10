import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { attestApprove } from './commands/attest.ts';
import { createRequest } from './commands/open-request.ts';
import { saveRequest } from './commands/save-request.ts';
import { sendRequest } from './commands/send-request.ts';
import { listItems } from './queries/list-items.ts';
import { viewRequest } from './queries/view-request.ts';
import {
  accountRows,
  buildRequestsOffice,
  PASSWORD,
  type RecordedRequestPorts,
  type RequestsOffice,
  recordRequestPorts,
} from './requests.testing.ts';

let office: TestOffice;
let world: RequestsOffice;
const ports: RecordedRequestPorts = recordRequestPorts();

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRequestsOffice(office);
});
afterAll(() => office.close());

const LINES = 10_000;

test('ten thousand lines go the whole way, each a line with its key', async () => {
  const { clerk, leader } = world.commune;
  const draft = await createRequest(office.as(clerk), ports, { kind: 'account.new', nil: false });
  const saved = await saveRequest(office.as(clerk), ports, draft.id, { version: 1, content: accountRows(LINES) });
  expect(saved.findings.filter(({ severity }) => severity === 'error').slice(0, 2)).toEqual([]);
  expect(saved.yearlyCost).toBe(LINES * 20_000);
  await sendRequest(office.as(clerk), ports, draft.id, { version: saved.version });
  const answer = await attestApprove(office.as(leader), ports, { ids: [draft.id], password: PASSWORD });
  expect(answer.items).toMatchObject([{ ok: true }]);
  const [count] = await rawQuery<{ n: number; named: number }>(
    office.db,
    `select count(*)::int as n, count(*) filter (where name_key <> '')::int as named from request_item where request_id = $1`,
    [draft.id],
  );
  expect(count).toEqual({ n: LINES, named: LINES });
  const view = await viewRequest(office.as(clerk), draft.id);
  expect(view.moreItems).toBe(true);
  const first = await listItems(office.as(clerk), draft.id, { limit: 200 });
  const second = await listItems(office.as(clerk), draft.id, { limit: 200, cursor: first.nextCursor ?? undefined });
  expect([first.items[0]?.no, first.items[199]?.no, second.items[0]?.no]).toEqual([1, 200, 201]);
  // The print alone takes seconds, more on a busy machine.
}, 180_000);
