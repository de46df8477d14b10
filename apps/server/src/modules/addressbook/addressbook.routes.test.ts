import { BookDetail, BookOptions, BookPage, BookSync } from '@congvu/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { buildServer } from '../../platform/http/server.ts';
import { newId } from '../../platform/ids.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { createFakeAxis, listed, pieces } from './addressbook.testing.ts';
import { createAddressbookModule } from './index.ts';
import { findByCode } from './resolve.ts';
import { applyList } from './sync/apply-changes.ts';

type App = Awaited<ReturnType<typeof buildServer>>;

let office: TestOffice;
let app: App;
let bodyId: string;
const who = new Map<string, Subject>();

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db, { name: 'UBND xã Nà Một', code: 'H99' });
  const unit = await buildUnit(office.db, agency.id);
  for (const role of ['administrator', 'clerk', 'specialist'] as const) {
    who.set(role, await buildSubject(office.db, { agencyId: agency.id, unitId: unit.id, roles: [role] }));
  }
  await applyList(office, 'truc', pieces([listed('H35.17', { list: 'qd20', name: 'Sở TT&TT' })]), { full: true });
  bodyId = (await findByCode(office.db, 'H35.17'))?.id ?? '';
  app = await buildServer({
    services: office,
    routes: createAddressbookModule(createFakeAxis(agency.id).ports).routes ?? [],
    resolveSession: async (token) => {
      const subject = who.get(token);
      return subject === undefined ? undefined : { sessionId: newId(), subject, mustChangePassword: false };
    },
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 30_000_000,
  });
});
afterAll(async () => {
  await app.close();
  await office.close();
});

const call = (method: 'GET' | 'POST' | 'PUT', url: string, token: string, body?: object) =>
  app.inject({
    method,
    url: `/api/address-book${url}`,
    headers: {
      'x-requested-with': 'congvu',
      'idempotency-key': newId(),
      cookie: `congvu=${token}; __Host-congvu=${token}`,
    },
    ...(body !== undefined && { payload: body }),
  });

test('answers keep to the contracts', async () => {
  expect(BookOptions.parse((await call('GET', '/find?q=so tttt', 'specialist')).json()).items).toHaveLength(1);
  expect(BookPage.parse((await call('GET', '?q=tttt', 'clerk')).json()).items).toHaveLength(1);
  expect(BookDetail.parse((await call('GET', `/agencies/${bodyId}`, 'clerk')).json()).item.code).toBe('H35.17');
  expect(BookSync.parse((await call('GET', '/sync', 'clerk')).json()).open).toBe(1);
});

const SUCCESSORS = { codes: [], effectiveOn: '2021-03-22', basis: 'Nghị quyết' };
const SETTINGS = { maxMissingPercent: 20, syncHour: 6, fullEveryDays: 7 };

test.each([
  ['GET', '/find?q=a', 'nobody', 401],
  ['GET', '/find?limit=0', 'specialist', 400],
  ['GET', '', 'nobody', 401],
  ['GET', '', 'specialist', 403],
  ['GET', '?limit=1000', 'clerk', 400],
  ['GET', '?cursor=x', 'clerk', 422],
  ['GET', '/sync', 'specialist', 403],
  ['GET', '/export', 'specialist', 403],
  ['GET', '/export', 'clerk', 200],
  ['GET', '/template', 'clerk', 403],
  ['GET', '/template', 'administrator', 200],
  ['GET', '/agencies/x', 'clerk', 400],
  ['GET', '/agencies/01900000-0000-7000-8000-000000000000', 'clerk', 404],
] as const)('%s %s as %s: %i', async (method, url, token, status) => {
  expect((await call(method, url, token)).statusCode).toBe(status);
});

test.each([
  ['POST', '/sources/truc/sync', 'clerk', { full: false }, 403],
  ['POST', '/sources/truc/sync', 'administrator', { agreedMissing: 0 }, 400],
  ['POST', '/sources/truc/sync', 'administrator', { full: true }, 200],
  ['POST', '/sources/khac/sync', 'administrator', { full: true }, 404],
  ['POST', '/sources/truc/try', 'clerk', {}, 403],
  ['POST', '/sources/truc/try', 'administrator', {}, 200],
  ['PUT', '/settings', 'clerk', SETTINGS, 403],
  ['PUT', '/settings', 'administrator', { ...SETTINGS, syncHour: 24 }, 400],
  ['PUT', '/settings', 'administrator', SETTINGS, 200],
] as const)('%s %s as %s: %j → %i', async (method, url, token, body, status) => {
  expect((await call(method, url, token, body)).statusCode).toBe(status);
});

test.each([
  ['clerk', SUCCESSORS, 403],
  ['administrator', { ...SUCCESSORS, basis: ' ' }, 400],
  ['administrator', SUCCESSORS, 200],
])('who takes over, as %s: %j → %i', async (token, body, status) => {
  expect((await call('PUT', `/agencies/${bodyId}/successors`, token, body)).statusCode).toBe(status);
});
