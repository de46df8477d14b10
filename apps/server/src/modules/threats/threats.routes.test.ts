import { afterAll, beforeAll, expect, it, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { buildServer } from '../../platform/http/server.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { createThreatsModule } from './index.ts';
import { boxOf, buildGuardedOffice, deliverLure, type GuardedOffice } from './threats.testing.ts';

let office: TestOffice;
let at: GuardedOffice;
let app: Awaited<ReturnType<typeof buildServer>>;
let serial = 0;

beforeAll(async () => {
  office = await createTestOffice();
  at = await buildGuardedOffice(office);
  const people: Record<string, Subject> = {
    officer: at.officer,
    leader: at.leader,
    person: at.first.subject,
    stranger: at.stranger,
  };
  app = await buildServer({
    services: office,
    routes: createThreatsModule({ closeDoors: async () => ({ secrets: 0, forward: false }) }).routes ?? [],
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

async function call(method: 'GET' | 'POST', url: string, who: string | undefined, payload?: object) {
  serial += 1;
  const answer = await app.inject({
    method,
    url: `/api/threats${url}`,
    headers: {
      'x-requested-with': 'congvu',
      'idempotency-key': `threats-test-${serial}`,
      ...(who !== undefined && { cookie: `__Host-congvu=${who}; congvu=${who}` }),
    },
    ...(payload !== undefined && { payload }),
  });
  const isJson = String(answer.headers['content-type']).includes('json');
  return { status: answer.statusCode, body: isJson ? answer.json() : {} };
}

test.each(['/centre', '/clusters', '/rules', '/scans/export', '/quarantine?scope=office'])(
  'the office reads %s, nobody else',
  async (url) => {
    expect((await call('GET', url, undefined)).status).toBe(401);
    expect((await call('GET', url, 'person')).status).toBe(403);
    expect((await call('GET', url, 'leader')).status).toBe(403);
    expect((await call('GET', url, 'officer')).status).toBe(200);
  },
);

it('answers in the shape of the contract from the tap to the conclusion', async () => {
  const { emailIds } = await deliverLure(office, [boxOf(at.first)]);
  const wanted = { mailboxId: at.first.mailboxId, emailId: emailIds[0] };
  expect((await call('POST', '/reports', 'person', { mailboxId: 'x' })).status).toBe(400);
  expect((await call('POST', '/reports', 'officer', wanted)).status).toBe(404);
  const reported = await call('POST', '/reports', 'person', wanted);
  expect(reported).toMatchObject({ status: 200, body: { outcome: 'received' } });
  const page = await call('GET', '/clusters?state=waiting', 'officer');
  expect(page.body.items).toHaveLength(1);
  const path = `/clusters/${page.body.items[0].id}`;
  expect((await call('GET', path, 'stranger')).status).toBe(404);
  const given = { verdict: 'forged', reason: 'Trang giả' };
  expect((await call('POST', `${path}/conclude`, 'stranger', given)).status).toBe(404);
  expect(await call('POST', `${path}/conclude`, 'officer', given)).toMatchObject({
    status: 200,
    body: { state: 'forged', rule: { active: true }, retraction: { state: 'running' } },
  });
  expect((await call('GET', `${path}/notice`, 'officer')).body).toMatchObject({ agencies: 2 });
  expect((await call('POST', `${path}/warning`, 'officer')).body).toMatchObject({ link: expect.any(String) });
  const centre = await call('GET', '/centre', 'officer');
  expect(centre.body.warning).toMatchObject({ stateLabel: 'Dự thảo', agencies: 1 });
  expect((await call('GET', '/reports/mine', 'person')).body.items).toMatchObject([{ state: 'forged' }]);
});

it('lets nobody but the holder of its secret to the page of a drill, signed in or not', async () => {
  expect((await call('POST', '/drills/landing', undefined, { token: 'khong-co-trong-so-dien-tap' })).status).toBe(404);
  expect((await call('POST', '/drills/landing', undefined, { token: '../x' })).status).toBe(400);
});

it('reads drills, scans and incidents by role', async () => {
  expect((await call('GET', '/drill-templates', 'person')).status).toBe(403);
  expect((await call('GET', '/drill-templates', 'leader')).body.items.length).toBeGreaterThan(3);
  expect((await call('GET', '/drills', 'officer')).status).toBe(200);
  expect((await call('GET', '/scans', 'person')).status).toBe(403);
  expect((await call('GET', '/incidents', 'person')).body).toEqual({ items: [] });
  expect((await call('GET', '/quarantine', 'person')).body).toMatchObject({ total: 0 });
  expect((await call('POST', '/drills', 'leader', { name: 'Thử', template: 'qua-tang' })).status).toBe(403);
});
