import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRequestsModule } from '#modules/requests';
import type { Subject } from '../../platform/authorise.ts';
import { buildServer } from '../../platform/http/server.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { recordRequestPorts } from '../requests/requests.testing.ts';
import { buildCollectingOffice, type CollectingOffice, everythingSeen } from './campaigns.testing.ts';
import { campaignPorts, createCampaignsModule } from './index.ts';

let office: TestOffice;
let offices: CollectingOffice;
let app: Awaited<ReturnType<typeof buildServer>>;
let serial = 0;

beforeAll(async () => {
  office = await createTestOffice();
  offices = await buildCollectingOffice(office);
  createRequestsModule({ ...recordRequestPorts(), ...campaignPorts });
  const people: Record<string, Subject> = {
    focal: offices.focal,
    leader: offices.leader,
    unit: offices.members[0].clerk,
    stranger: offices.stranger,
  };
  app = await buildServer({
    services: office,
    routes: createCampaignsModule(everythingSeen).routes ?? [],
    resolveSession: async (token) => {
      const subject = people[token];
      return subject === undefined ? undefined : { sessionId: token, subject, mustChangePassword: false };
    },
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 3_000,
  });
});
afterAll(async () => {
  await app.close();
  await office.close();
});

async function call(method: 'GET' | 'POST' | 'PUT', url: string, who: string | undefined, payload?: object) {
  serial += 1;
  const answer = await app.inject({
    method,
    url: `/api/campaigns${url}`,
    headers: {
      'x-requested-with': 'congvu',
      'idempotency-key': `campaign-test-${serial}`,
      ...(who !== undefined && { cookie: `__Host-congvu=${who}; congvu=${who}` }),
    },
    ...(payload !== undefined && { payload }),
  });
  const isJson = String(answer.headers['content-type']).includes('json');
  return { status: answer.statusCode, type: answer.headers['content-type'], body: isJson ? answer.json() : {} };
}

const WANTED = () => ({
  name: 'Thu danh sách Mẫu số 06 và 07',
  forms: ['M06', 'M07'],
  dueBefore: '2021-04-02',
  agencyIds: offices.members.map((member) => member.agencyId),
});

test('nobody signed in, wrong role, wrong input', async () => {
  expect((await call('POST', '', undefined, WANTED())).status).toBe(401);
  expect(await call('POST', '', 'leader', WANTED())).toMatchObject({
    status: 403,
    body: { error: { code: 'campaigns.open.forbidden' } },
  });
  expect((await call('POST', '', 'focal', { ...WANTED(), forms: ['M11'] })).status).toBe(400);
  expect((await call('POST', '', 'focal', { ...WANTED(), agencyIds: [] })).status).toBe(400);
  expect((await call('POST', '', 'focal', { ...WANTED(), dueBefore: '02/4/2021' })).status).toBe(400);
});

test('the whole life of a campaign fits its contracts', async () => {
  expect(await call('GET', '/proposal', 'focal')).toMatchObject({ status: 200, body: { documentId: null } });
  const opened = await call('POST', '', 'focal', WANTED());
  expect(opened).toMatchObject({ status: 200, body: { members: 3 } });
  const { id } = opened.body;
  expect(await call('GET', '/mine', 'unit')).toMatchObject({ status: 200, body: { items: [{ id }] } });
  expect(await call('GET', '', 'focal')).toMatchObject({ status: 200, body: { items: [{ id }] } });
  expect(await call('GET', `/${id}`, 'unit')).toMatchObject({ status: 404 });
  expect(await call('GET', `/${id}`, 'stranger')).toMatchObject({ status: 404 });
  expect(await call('POST', `/${id}/opened`, 'unit')).toMatchObject({ status: 200, body: { state: 'preparing' } });
  expect(await call('POST', `/${id}/nil`, 'unit', { forms: ['M07'] })).toMatchObject({ status: 200 });
  expect(await call('GET', `/${id}/members?q=na&limit=2`, 'leader')).toMatchObject({ status: 200 });
  expect(await call('POST', `/${id}/remind`, 'focal', { note: 'Gửi sớm' })).toMatchObject({
    status: 200,
    body: { reminded: 3, skipped: 0 },
  });
  expect(await call('PUT', `/${id}`, 'focal', { dueBefore: '2021-04-09' })).toMatchObject({ status: 400 });
  expect(await call('PUT', `/${id}`, 'focal', { dueBefore: '2021-04-09', reason: 'Lùi hạn' })).toMatchObject({
    status: 200,
    body: { dueBefore: '2021-04-09' },
  });
  expect(await call('GET', `/${id}/export`, 'leader')).toMatchObject({
    status: 200,
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  });
  expect(await call('POST', `/${id}/report`, 'focal')).toMatchObject({ status: 403 });
  expect(await call('POST', `/${id}/close`, 'focal')).toMatchObject({ status: 200, body: { state: 'closed' } });
  expect(await call('POST', `/${id}/report`, 'focal')).toMatchObject({ status: 200 });
  expect(await call('POST', `/${id}/nil`, 'unit', {})).toMatchObject({
    status: 409,
    body: { error: { code: 'campaigns.closed' } },
  });
  expect(await call('GET', `/${id}`, 'leader')).toMatchObject({
    status: 200,
    body: { reportLink: expect.stringContaining('/van-ban-di/du-thao/') },
  });
});
