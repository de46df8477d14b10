import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { acceptRequests } from './commands/accept-many.ts';
import { attestApprove } from './commands/attest.ts';
import { correctRequest, refuseRequest, returnRequest, withdrawRequest } from './commands/decide-request.ts';
import { createRequest } from './commands/open-request.ts';
import { sendRequest } from './commands/send-request.ts';
import { listRequests } from './queries/list-requests.ts';
import { printRequest } from './queries/read-files.ts';
import { viewRequest } from './queries/view-request.ts';
import {
  accountRows,
  buildRequestsOffice,
  expectCode,
  giveMailbox,
  PASSWORD,
  type RecordedRequestPorts,
  type RequestsOffice,
  recordRequestPorts,
} from './requests.testing.ts';

let office: TestOffice;
let world: RequestsOffice;
const ports: RecordedRequestPorts = recordRequestPorts();
const ADDRESS = 'inTV.natam@bansen.gov.vn';

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRequestsOffice(office);
  await giveMailbox(office, world.commune.colleague, ADDRESS.toLowerCase());
});
afterAll(() => office.close());

async function submit(kind: 'account.new' | 'mailbox.revoke', content: ReturnType<typeof accountRows>) {
  const { clerk, leader } = world.commune;
  const { id, version } = await createRequest(office.as(clerk), ports, { kind, nil: false, content });
  await sendRequest(office.as(clerk), ports, id, { version });
  await approve(id);
  return { id, leader };
}

async function approve(id: string): Promise<void> {
  const { items } = await attestApprove(office.as(world.commune.leader), ports, { ids: [id], password: PASSWORD });
  expect(items).toMatchObject([{ ok: true }]);
}

async function mailboxState(): Promise<string | undefined> {
  const [row] = await rawQuery<{ state: string }>(office.db, 'select state from mailbox where address_key = $1', [
    ADDRESS.toLowerCase(),
  ]);
  return row?.state;
}

const revocation = () => ({
  rows: [
    {
      fullName: world.commune.colleague.displayName,
      unit: 'Văn phòng',
      mailbox: ADDRESS,
      note: 'Chuyển công tác',
    },
  ],
});

test('the mail register shows what Mẫu số 09 asks for, and stops showing it when the list comes back or is refused', async () => {
  const { focal } = world.district;
  const { clerk, leader } = world.commune;
  const { id } = await submit('mailbox.revoke', revocation());
  expect(await mailboxState()).toBe('revoke_requested');
  await returnRequest(office.as(focal), ports, id, { reason: 'Ghi rõ lý do', fields: [] });
  expect(await mailboxState()).toBe('active');
  const { version } = await correctRequest(office.as(clerk), ports, id);
  await sendRequest(office.as(clerk), ports, id, { version });
  expect(await mailboxState()).toBe('active');
  await approve(id);
  expect(await mailboxState()).toBe('revoke_requested');
  await acceptRequests(office.as(focal), ports, [id]);
  await refuseRequest(office.as(focal), ports, id, { reason: 'Còn cần' });
  expect(await mailboxState()).toBe('active');
  const again = await submit('mailbox.revoke', revocation());
  await withdrawRequest(office.as(leader), ports, again.id, { reason: 'Không chuyển nữa' });
  expect(await mailboxState()).toBe('active');
});

test('withdrawn after a return, a revision keeps when and why it came back', async () => {
  const { id, leader } = await submit('account.new', accountRows(2, 'Tổ 1', 1));
  await returnRequest(office.as(world.district.focal), ports, id, { reason: 'Thiếu chức vụ', fields: [] });
  const [returned] = (await viewRequest(office.as(leader), id)).revisions;
  office.clock.advance(60_000);
  await withdrawRequest(office.as(leader), ports, id, { reason: 'Không cần nữa' });
  const kept = await rawQuery<{ reason: string; ended_at: Date }>(
    office.db,
    'select reason, ended_at from request_revision where request_id = $1',
    [id],
  );
  expect(kept).toMatchObject([{ reason: 'Thiếu chức vụ', ended_at: new Date(returned?.endedAt ?? '') }]);
});

test('a sheet has no table to download: said, not broken', async () => {
  const { specialist } = world.commune;
  const { id } = await createRequest(office.as(specialist), ports, { kind: 'cert.issue.person', nil: false });
  await expectCode(printRequest(office.as(specialist), id, 'xlsx'), 'requests.no_table');
});

test('a cursor no page of ours wrote begins at the first row', async () => {
  const { clerk } = world.commune;
  const list = (cursor?: string) =>
    listRequests(office.as(clerk), { box: 'agency', limit: 2, ...(cursor !== undefined && { cursor }) });
  const first = (await list()).items.map(({ id }) => id);
  for (const forged of [
    '2021|01785772-1e80-715e-9c71-c5b6d5c54f17',
    `2021-03-22T01:00:00.000Z|${'-'.repeat(36)}`,
    'x',
  ]) {
    expect((await list(Buffer.from(forged).toString('base64url'))).items.map(({ id }) => id)).toEqual(first);
  }
});
