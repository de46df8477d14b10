import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventHub } from '../../platform/events.ts';
import { startEventHub } from '../../platform/events.ts';
import { buildServer } from '../../platform/http/server.ts';
import { newId } from '../../platform/ids.ts';
import { NO_CERTIFICATES } from './certificate/sign-in-certificate.ts';
import { closeEvents, createIdentityRig, type IdentityRig, PASSWORD, SETTINGS } from './identity.testing.ts';
import { createIdentityModule } from './index.ts';

const MINUTE_MS = 60_000;
const NEW_PASSWORD = 'Suong-mu-tren-deo-8';
let rig: IdentityRig;
let app: FastifyInstance;
let address: string;
let events: EventHub;

beforeAll(async () => {
  // The demo may ask nobody for a second factor, which these tests save over and over.
  rig = await createIdentityRig({ demo: true });
  events = startEventHub(rig.office.database.pool, rig.office.log);
  const identity = createIdentityModule({
    counts: async () => ({ incoming: 7 }),
    userAdded: async () => undefined,
    tellPerson: async () => undefined,
    proveByCertificate: NO_CERTIFICATES,
  });
  app = await buildServer({
    // A page is only told what happens: nobody looks at its session in between.
    heartbeatMs: 3_600_000,
    services: rig.office,
    routes: identity.routes ?? [],
    resolveSession: (token) => identity.resolveSession(rig.office, token),
    events,
    uploadLimit: 1_000,
  });
  address = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await app.close();
  await closeEvents(events, rig.office);
  await rig.office.close();
});

interface Cookie {
  value: string;
  attributes: string[];
}

function cookiesOf(header: string | string[] | number | undefined): Record<string, Cookie> {
  const lines = Array.isArray(header) ? header : [String(header ?? '')];
  return Object.fromEntries(
    lines.map((line) => {
      const [pair = '', ...attributes] = line.split('; ');
      const [name = '', value = ''] = pair.split('=');
      return [name, { value, attributes: attributes.sort() }];
    }),
  );
}

/** A browser that keeps cookies and sends what the pages send. */
function open() {
  const jar = new Map<string, string>();
  return {
    jar,
    cookie: () => [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
    async ask(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) {
      const answer = await app.inject({
        method,
        url,
        headers: { 'x-requested-with': 'congvu', 'idempotency-key': newId(), cookie: this.cookie() },
        ...(payload && { payload }),
      });
      const set = cookiesOf(answer.headers['set-cookie']);
      for (const [name, { value }] of Object.entries(set)) {
        if (value === '') {
          jar.delete(name);
        } else {
          jar.set(name, value);
        }
      }
      const forget = answer.headers['clear-site-data'];
      return { status: answer.statusCode, body: answer.json(), raw: answer.body, set, forget };
    },
  };
}

async function openAs(given: Parameters<IdentityRig['newUser']>[0] = {}) {
  const person = await rig.newUser(given);
  const browser = open();
  const answer = await browser.ask('POST', '/api/sign-in', { userName: person.userName, password: PASSWORD });
  expect(answer.status).toBe(200);
  return { person, browser, answer };
}

describe('cookies', () => {
  test('of the session die with the browser, those of the machine do not; scripts and foreign sites see neither', async () => {
    const { answer } = await openAs();
    expect(Object.keys(answer.set).sort()).toEqual(['__Host-congvu', '__Host-congvu-device']);
    expect(answer.set['__Host-congvu']?.attributes).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']);
    expect(answer.set['__Host-congvu-device']?.attributes).toEqual([
      'HttpOnly',
      `Max-Age=${180 * 24 * 3600}`,
      'Path=/',
      'SameSite=Lax',
      'Secure',
    ]);
    expect(answer.raw).not.toContain(answer.set['__Host-congvu']?.value);
  });

  test('of the session change with the password and go with the sign-out', async () => {
    const { browser, person } = await openAs();
    const before = browser.jar.get('__Host-congvu');
    const body = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    expect((await browser.ask('POST', '/api/me/password', body)).status).toBe(200);
    const after = browser.jar.get('__Host-congvu');
    expect(after).not.toBe(before);
    expect((await browser.ask('GET', '/api/me')).body.user.userName).toBe(person.userName);
    expect((await browser.ask('POST', '/api/sign-out')).forget).toBe('"cache"');
    expect(browser.jar.has('__Host-congvu')).toBe(false);
    browser.jar.set('__Host-congvu', after ?? '');
    expect((await browser.ask('GET', '/api/me')).status).toBe(401);
  });
});

describe('a session over http', () => {
  test('knows who acts, what waits and how long it lives', async () => {
    const { browser, person } = await openAs();
    expect((await browser.ask('GET', '/api/me')).body).toMatchObject({
      user: { id: person.userId, displayName: 'Giàng A Thử' },
      acting: { positionId: person.positionId, unitName: 'Văn phòng' },
      counts: { incoming: 7 },
      demo: true,
      mustChangePassword: false,
      mustSetUpSecondFactor: false,
      idleMinutes: 15,
    });
  });

  test('lives by the clock: used it goes on, idle it ends', async () => {
    const { browser } = await openAs();
    for (let count = 0; count < 3; count += 1) {
      rig.office.clock.advance(14 * MINUTE_MS);
      expect((await browser.ask('GET', '/api/me')).status).toBe(200);
    }
    rig.office.clock.advance(15 * MINUTE_MS + 1);
    const over = await browser.ask('GET', '/api/me');
    expect([over.status, over.body.error.code]).toEqual([401, 'identity.sign_in_required']);
  });

  test('opens nothing else before the first password is changed', async () => {
    const { browser, answer } = await openAs({ roles: ['administrator'], set: { must_change_password: true } });
    expect(answer.body.step).toBe('change_password');
    const shut = await browser.ask('GET', '/api/accounts');
    expect([shut.status, shut.body.error.code]).toEqual([403, 'identity.password_change_required']);
    expect((await browser.ask('GET', '/api/me')).body).toMatchObject({ mustChangePassword: true, counts: {} });
    const body = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    expect((await browser.ask('POST', '/api/me/password', body)).body.mustChangePassword).toBe(false);
    expect((await browser.ask('GET', '/api/accounts')).status).toBe(200);
  });

  test('tells an open event stream at once when the account is disabled', async () => {
    const { browser, person } = await openAs();
    const stream = await fetch(`${address}/api/events`, { headers: { cookie: browser.cookie() } });
    expect(stream.status).toBe(200);
    const { browser: administrator } = await openAs({ roles: ['administrator'] });
    const shut = await administrator.ask('POST', `/api/accounts/${person.userId}/disable`, { reason: 'Nghỉ hưu' });
    expect(shut.body).toMatchObject({ state: 'disabled', stateLabel: 'Đã ngừng' });
    // The stream ends only when the server ends it; no heartbeat would find out later.
    expect(await stream.text()).toContain('event: signed-out');
    expect((await browser.ask('GET', '/api/me')).status).toBe(401);
  });
});

describe('a failed sign-in over http', () => {
  test('is the same, byte for byte but the request id, whether the name exists or not', async () => {
    const person = await rig.newUser();
    const fail = async (userName: string) => {
      const answer = await open().ask('POST', '/api/sign-in', { userName, password: 'Sai-hoan-toan-2021' });
      return { status: answer.status, text: answer.raw.replace(answer.body.error.requestId, ''), set: answer.set };
    };
    expect(await fail(person.userName)).toEqual(await fail('khong-co-ai'));
  });

  test('names the wrong field when the body is wrong', async () => {
    const answer = await open().ask('POST', '/api/sign-in', { userName: 'x' });
    expect([answer.status, answer.body.error.fields[0].path]).toEqual([400, 'password']);
  });
});

describe('an act that asks for a proof of oneself', () => {
  test('goes through for five minutes after signing in, then after a proof, under a new token', async () => {
    const { browser } = await openAs({ roles: ['administrator'] });
    const act = () => browser.ask('PUT', '/api/security-settings', SETTINGS);
    expect((await act()).status).toBe(200);
    rig.office.clock.advance(4 * MINUTE_MS);
    expect((await browser.ask('GET', '/api/me/step-up')).body).toMatchObject({ proved: true, minutes: 5 });
    rig.office.clock.advance(MINUTE_MS);
    const asked = await act();
    expect([asked.status, asked.body.error.code]).toEqual([403, 'identity.step_up_required']);
    const wrong = await browser.ask('POST', '/api/me/step-up', { password: 'Sai-hoan-toan-2021' });
    expect([wrong.status, wrong.body.error.code]).toEqual([422, 'identity.wrong_password']);
    expect((await act()).status).toBe(403);
    const before = browser.jar.get('__Host-congvu');
    const proved = await browser.ask('POST', '/api/me/step-up', { password: PASSWORD });
    expect(proved.body).toMatchObject({ proved: true, needsCode: false, passkey: false });
    expect(browser.jar.get('__Host-congvu')).not.toBe(before);
    expect((await act()).status).toBe(200);
    const old = open();
    old.jar.set('__Host-congvu', before ?? '');
    expect((await old.ask('GET', '/api/me')).status).toBe(401);
  });

  test('reads nothing and writes nothing before the proof', async () => {
    const { browser } = await openAs({ roles: ['administrator'] });
    rig.office.clock.advance(5 * MINUTE_MS);
    const unknown = await browser.ask('POST', `/api/accounts/${newId()}/disable`, { reason: 'Thử' });
    expect(unknown.body.error.code).toBe('identity.step_up_required');
  });

  test('ending other sessions asks for a proof of oneself', async () => {
    const { browser } = await openAs();
    const { id } = (await browser.ask('GET', '/api/me/security')).body.sessions[0];
    const paths = ['/api/me/sessions/end-others', `/api/me/sessions/${id}/end`, '/api/me/second-factor/recovery-codes'];
    rig.office.clock.advance(5 * MINUTE_MS);
    for (const path of paths) {
      const asked = await browser.ask('POST', path);
      expect([asked.status, asked.body.error.code]).toEqual([403, 'identity.step_up_required']);
    }
    await browser.ask('POST', '/api/me/step-up', { password: PASSWORD });
    // With the proof the same goes through (control).
    expect((await browser.ask('POST', '/api/me/sessions/end-others')).status).toBe(200);
  });

  test('is asked by the setting of the agency', async () => {
    const { browser } = await openAs({ roles: ['administrator'] });
    const settings = { ...SETTINGS, stepUpMinutes: 1 };
    expect((await browser.ask('PUT', '/api/security-settings', settings)).body).toEqual(settings);
    rig.office.clock.advance(MINUTE_MS);
    expect((await browser.ask('PUT', '/api/security-settings', SETTINGS)).status).toBe(403);
    await browser.ask('POST', '/api/me/step-up', { password: PASSWORD });
    expect((await browser.ask('PUT', '/api/security-settings', SETTINGS)).status).toBe(200);
  });
});

describe('every door of the administrator', () => {
  const id = newId();
  const reason = { reason: 'Kiểm tra quyền' };
  test.each([
    ['GET', '/api/accounts', undefined],
    ['GET', '/api/accounts/counts', undefined],
    ['POST', '/api/accounts', { personId: id }],
    ['POST', `/api/accounts/${id}/reset`, reason],
    ['POST', `/api/accounts/${id}/unlock`, reason],
    ['POST', `/api/accounts/${id}/disable`, reason],
    ['POST', `/api/accounts/${id}/enable`, reason],
    ['GET', '/api/security-settings', undefined],
    ['PUT', '/api/security-settings', SETTINGS],
  ] as const)('%s %s is shut for visitors and for everybody else', async (method, url, body) => {
    expect((await open().ask(method, url, body)).status).toBe(401);
    const { browser } = await openAs({ roles: ['clerk', 'leader', 'unit_head'] });
    const answer = await browser.ask(method, url, body);
    expect([answer.status, answer.body.error.code]).toEqual([403, 'identity.administer.forbidden']);
    const { browser: administrator } = await openAs({ roles: ['administrator'] });
    expect([200, 404]).toContain((await administrator.ask(method, url, body)).status);
  });
});

test('the whole life of an account over http: created, password chosen, second factor, reset', async () => {
  const { browser: administrator } = await openAs({ roles: ['administrator'] });
  const person = await rig.newUser();
  const reset = await administrator.ask('POST', `/api/accounts/${person.userId}/reset`, { reason: 'Quên mật khẩu' });
  expect(reset.body.link).toMatch(/^http:\/\/localhost:\d+\/lien-ket\/[\w-]{43}$/);
  const token = reset.body.link.split('/').at(-1);
  const browser = open();
  expect((await browser.ask('GET', `/api/links/${token}`)).body).toMatchObject({
    kind: 'reset',
    userName: person.userName,
  });
  const chosen = await browser.ask('POST', `/api/links/${token}`, { password: NEW_PASSWORD });
  expect([chosen.body, chosen.set]).toEqual([{ userName: person.userName }, { '': { value: '', attributes: [] } }]);
  expect((await browser.ask('POST', `/api/links/${token}`, { password: NEW_PASSWORD })).status).toBe(404);
  const credentials = { userName: person.userName, password: NEW_PASSWORD };
  expect((await browser.ask('POST', '/api/sign-in', credentials)).body).toEqual({ step: 'done', hint: null });
  expect((await browser.ask('GET', '/api/me/security')).body).toMatchObject({ sessions: [{ current: true }] });
  expect((await browser.ask('POST', '/api/me/second-factor/begin', { password: NEW_PASSWORD })).body.qr).toContain(
    'data:',
  );
  expect((await browser.ask('POST', '/api/me/sessions/end-others')).body.items).toHaveLength(1);
});

test('nothing of a secret stays in the rows that replay repeated requests', async () => {
  const { rows } = await rig.office.database.pool.query<{ count: number }>(
    "select count(*)::int as count from idempotency_key where route not like '%/accounts/%' and route not like '%settings'",
  );
  expect(rows).toEqual([{ count: 0 }]);
});
