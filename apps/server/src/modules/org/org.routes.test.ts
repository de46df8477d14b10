import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { buildServer } from '../../platform/http/server.ts';
import { newId } from '../../platform/ids.ts';
import { type AdminOffice, createAdminOffice } from './commands/org-admin.testing.ts';
import { buildXlsx } from './import/import.testing.ts';
import { createOrgModule } from './org.module.ts';

type App = Awaited<ReturnType<typeof buildServer>>;
type Method = 'GET' | 'POST' | 'PUT';

let at: AdminOffice;
let app: App;
const who = new Map<string, Subject>();

beforeAll(async () => {
  at = await createAdminOffice();
  who.set('admin', at.admin).set('clerk', at.clerk);
  app = await buildServer({
    services: at.office,
    routes: createOrgModule({ postsEnded: async () => undefined }).routes ?? [],
    resolveSession: async (token) => {
      const subject = who.get(token);
      return subject === undefined
        ? undefined
        : { sessionId: newId(), subject, mustChangePassword: false, provedUntil: new Date('2100-01-01') };
    },
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 30_000_000,
  });
});
afterAll(async () => {
  await app.close();
  await at.office.close();
});

function headers(token: string) {
  return {
    'x-requested-with': 'congvu',
    'idempotency-key': newId(),
    cookie: `congvu=${token}; __Host-congvu=${token}`,
  };
}

const call = (method: Method, url: string, token: string, body?: object) =>
  app.inject({ method, url, headers: headers(token), ...(body !== undefined && { payload: body }) });

const PICKERS = [
  '/api/org/agencies?q=tam',
  '/api/org/recipient-groups',
  '/api/org/units',
  '/api/org/positions?q=thu',
  '/api/org/signers',
];

describe('pickers', () => {
  test.each(PICKERS)('%s answers everyone signed in and nobody else', async (url) => {
    expect((await call('GET', url, 'clerk')).statusCode).toBe(200);
    expect((await call('GET', url, 'nobody')).statusCode).toBe(401);
  });
});

describe('administration', () => {
  const reads = () => [
    '/api/org/tree',
    `/api/org/agencies/${at.district.id}`,
    `/api/org/people?agencyId=${at.district.id}`,
    `/api/org/people/${at.clerk.personId}`,
    `/api/org/delegations?agencyId=${at.district.id}`,
    '/api/org/import/template',
    '/api/org/import/template?format=csv&sheet=people',
    '/api/org/export',
  ];

  test('is read by the administrator only', async () => {
    const read = async (token: string) =>
      Promise.all(reads().map(async (url) => (await call('GET', url, token)).statusCode));
    expect(await read('admin')).toEqual(reads().map(() => 200));
    expect(await read('clerk')).toEqual(reads().map(() => 403));
    expect(await read('nobody')).toEqual(reads().map(() => 401));
  });

  const writes = (): [Method, string, object][] => [
    ['POST', `/api/org/agencies/${at.district.id}/units`, { name: 'Tổ thử' }],
    ['PUT', `/api/org/agencies/${at.district.id}/units/${at.unit.id}`, { name: 'Văn phòng' }],
    [
      'POST',
      '/api/org/agencies',
      {
        ...{ name: 'Phòng Thử', place: 'Tam Đường', symbol: 'P', kind: 'department', tier: 'district' },
        ...{ code: 'R.9', parentId: at.district.id },
      },
    ],
    ['POST', '/api/org/people', { agencyId: at.district.id, person: { fullName: 'Lò Thị Thử' } }],
    ['PUT', `/api/org/people/${at.clerk.personId}`, { fullName: 'Lò Thị Thử' }],
    ['PUT', `/api/org/positions/${at.clerk.positionId}`, { roles: ['clerk'] }],
  ];

  test('is changed by the administrator only, with a complete body', async () => {
    for (const [method, url, body] of writes()) {
      const answers = await Promise.all([
        call(method, url, 'clerk', body),
        call(method, url, 'nobody', body),
        call(method, url, 'admin', { wrong: true }),
      ]);
      expect([url, ...answers.map((answer) => answer.statusCode)]).toEqual([url, 403, 401, 400]);
      expect([url, (await call(method, url, 'admin', body)).statusCode]).toEqual([url, 200]);
    }
  });

  test('repeated with the same key happens once', async () => {
    const options = {
      ...{ method: 'POST' as const, url: `/api/org/agencies/${at.district.id}/units` },
      ...{ headers: headers('admin'), payload: { name: 'Tổ một lần' } },
    };
    const answers = [await app.inject(options), await app.inject(options)];
    expect(answers[0]?.json()).toEqual(answers[1]?.json());
    expect(await at.count("org_unit where name = 'Tổ một lần'")).toBe(1);
  });
});

test('a file goes up, is previewed and confirmed', async () => {
  const file = await buildXlsx({ units: [['H35.9', 'TEP', 'Đơn vị từ tệp']] });
  const boundary = 'xxTHUxx';
  const payload = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="danh-sach.xlsx"\r\nContent-Type: application/octet-stream\r\n\r\n`,
    ),
    file,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const upload = (token: string) =>
    app.inject({
      ...{ method: 'POST', url: '/api/org/import', payload },
      headers: { ...headers(token), 'content-type': `multipart/form-data; boundary=${boundary}` },
    });
  expect((await upload('clerk')).statusCode).toBe(403);
  const preview = (await upload('admin')).json<{ importId: string; errorCount: number }>();
  expect(preview.errorCount).toBe(0);
  const answer = await call('POST', `/api/org/import/${preview.importId}/confirm`, 'admin');
  expect(answer.statusCode).toBe(200);
  expect(await at.count("org_unit where name = 'Đơn vị từ tệp'")).toBe(1);
});
