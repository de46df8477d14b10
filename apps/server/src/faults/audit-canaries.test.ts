import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIdentityRig, type IdentityRig, PASSWORD } from '../modules/identity/identity.testing.ts';
import { createModules, type OfficeModules } from '../modules.ts';
import type { Subject } from '../platform/authorise.ts';
import type { Services } from '../platform/context.ts';
import type { Route } from '../platform/http/route.ts';
import { sessionCookieName } from '../platform/http/security.ts';
import { buildServer } from '../platform/http/server.ts';
import { createLog } from '../platform/log.ts';
import { rawQuery } from '../platform/sql.ts';

/** Nothing in the product looks like it; under the rule for passwords, so that it may become one. */
const CANARY = 'Canh-chim-bao-mat-9f3c!';
const SOME_ID = '01890000-0000-7000-8000-0000000000ff';
/** Whatever a field with a secret in it is called. */
const SECRET_FIELDS = [
  'password',
  'currentPassword',
  'newPassword',
  'pin',
  'newPin',
  'code',
  'secret',
  'token',
  'recoveryCode',
];
const canaryBody = Object.fromEntries(SECRET_FIELDS.map((name) => [name, CANARY]));

/** Signed in for good, whatever routes end sessions. */
const EVERYBODY = 'everybody';
let everybody: Subject | undefined;
let rig: IdentityRig;
let modules: OfficeModules;
let app: FastifyInstance;
let routes: Route[];
const logged: string[] = [];
let serial = 0;

beforeAll(async () => {
  rig = await createIdentityRig();
  modules = createModules();
  const services: Services = { ...rig.office, log: createLog('trace', { write: (line) => logged.push(line) }) };
  routes = modules.all.flatMap((module) => module.routes ?? []);
  app = await buildServer({
    services,
    routes,
    resolveSession: async (token, options) =>
      token === EVERYBODY && everybody !== undefined
        ? { sessionId: token, subject: everybody, mustChangePassword: false, provedUntil: new Date('2100-01-01') }
        : modules.identity.resolveSession(services, token, options),
    events: { subscribe: () => () => undefined, close: async () => undefined },
    refused: modules.refused,
    uploadLimit: 1_000_000,
  });
});
afterAll(async () => {
  await app.close();
  await rig.office.close();
});

async function send(method: 'POST' | 'PUT' | 'DELETE', url: string, session: string | undefined, payload?: object) {
  serial += 1;
  const { name } = sessionCookieName(rig.office.config);
  return app.inject({
    method,
    url,
    headers: { 'x-requested-with': 'congvu', 'idempotency-key': `canary-${serial}-0000` },
    ...(session !== undefined && { cookies: { [name]: session } }),
    ...(payload !== undefined && { payload }),
  });
}

async function signIn(userName: string, password: string) {
  const answer = await send('POST', '/api/sign-in', undefined, { userName, password });
  const { name } = sessionCookieName(rig.office.config);
  return { status: answer.statusCode, session: answer.cookies.find((cookie) => cookie.name === name)?.value };
}

/** Every text that the office keeps about what was done, and what its log on the screen said. */
async function kept(): Promise<string> {
  const leaves = await rawQuery<{ row: string }>(rig.office.db, 'select audit_leaf::text as row from audit_leaf', []);
  return [...leaves.map(({ row }) => row), ...logged].join('\n');
}

test('passwords that were right, wrong and new stand in no leaf and no log line; the acts themselves do', async () => {
  const { userName, userId } = await rig.newUser();
  expect((await signIn(userName, CANARY)).status).toBe(401);
  const { session } = await signIn(userName, PASSWORD);
  expect(session).toBeDefined();
  const changed = await send('POST', '/api/me/password', session, { currentPassword: PASSWORD, newPassword: CANARY });
  expect(changed.statusCode).toBe(200);
  expect((await signIn(userName, CANARY)).status).toBe(200);
  expect(await rig.listActions({ userId })).toEqual(
    expect.arrayContaining(['identity.sign_in_failed', 'identity.signed_in', 'identity.password_changed']),
  );
  const text = await kept();
  expect(text).not.toContain(CANARY);
  expect(text).not.toContain(PASSWORD);
  // Control: what the search looks through does hold what was done.
  expect(text).toContain('identity.password_changed');
});

test('every command route of the server is asked with secrets in every field that could be one: none is kept anywhere', async () => {
  everybody = await rig.newUser({ roles: ['clerk', 'leader', 'unit_head', 'focal', 'administrator', 'auditor'] });
  const asked = routes.filter(({ method, upload, raw }) => method !== 'GET' && !upload && !raw);
  expect(asked.length).toBeGreaterThan(150);
  const faults: string[] = [];
  for (const { method, path } of asked) {
    const url = path.replace(/:[A-Za-z0-9]+/g, SOME_ID);
    const answer = await send(method as 'POST', url, EVERYBODY, canaryBody);
    if (answer.statusCode >= 500 || answer.body.includes(CANARY)) {
      faults.push(`${method} ${path}: ${answer.statusCode}`);
    }
  }
  expect(faults).toEqual([]);
  expect(await kept()).not.toContain(CANARY);
});
