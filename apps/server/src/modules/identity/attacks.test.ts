import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { buildServer } from '../../platform/http/server.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { NO_CERTIFICATES } from './certificate/sign-in-certificate.ts';
import { signIn } from './commands/sign-in.ts';
import { createIdentityRig, expectCode, type IdentityRig, newBrowser, PASSWORD } from './identity.testing.ts';
import { createIdentityModule } from './index.ts';
import { createThrottle } from './throttle.ts';

/* T05, T07, T08, T50 of the catalogue of attacks; each has its negative control. */

const MINUTE_MS = 60_000;
const WRONG = 'Sai-hoan-toan-2021';
/** `npm run trust` tries ten thousand; the short form shows the same bound. */
const GUESSES = Number(process.env.CONGVU_TRUST_GUESSES ?? '600');
let rig: IdentityRig;
let app: FastifyInstance;

async function build(publicUrl: string): Promise<FastifyInstance> {
  const identity = createIdentityModule({
    counts: async () => ({}),
    userAdded: async () => undefined,
    tellPerson: async () => undefined,
    proveByCertificate: NO_CERTIFICATES,
  });
  const services = { ...rig.office, config: { ...rig.office.config, publicUrl } };
  return buildServer({
    services,
    routes: identity.routes ?? [],
    resolveSession: (token, options) => identity.resolveSession(services, token, options),
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 1_000,
  });
}

beforeAll(async () => {
  rig = await createIdentityRig();
  app = await build(rig.office.config.publicUrl);
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await app.close();
  await rig.office.close();
});

async function countRows(): Promise<number> {
  const [row] = await rawQuery<{ n: number }>(
    rig.office.db,
    `select ((select count(*) from audit_leaf) + (select count(*) from identity_session)
       + (select count(*) from idempotency_key) + (select count(*) from identity_user where must_change_password))::int as n`,
    [],
  );
  return row?.n ?? -1;
}

describe('T05 a request from a foreign page', () => {
  const own = { 'x-requested-with': 'congvu', 'idempotency-key': newId() };
  const json = 'application/json';

  test.each<[string, Record<string, string>]>([
    ['a form of another site', { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' }],
    ['a form without an origin', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['JSON dressed as plain text', { 'content-type': 'text/plain', origin: 'https://evil.example' }],
    ['JSON dressed as plain text, no origin', { 'content-type': 'text/plain' }],
    ['a script of another site', { ...own, 'content-type': json, origin: 'https://evil.example' }],
    ['a sandboxed frame', { ...own, 'content-type': json, origin: 'null' }],
    ['a cross-site fetch', { ...own, 'content-type': json, 'sec-fetch-site': 'cross-site' }],
    ['a neighbour under the same domain', { ...own, 'content-type': json, 'sec-fetch-site': 'same-site' }],
    ['a request without our header', { 'idempotency-key': newId(), 'content-type': json }],
    ['another header in its place', { ...own, 'x-requested-with': 'XMLHttpRequest', 'content-type': json }],
  ])('%s does nothing, with the cookie of the person', async (_name, headers) => {
    const { browser } = await rig.signIn((await rig.newUser()).userName);
    const before = await countRows();
    for (const url of ['/api/sign-out', '/api/me/sessions/end-others', '/api/me/step-up']) {
      const payload = JSON.stringify({ password: PASSWORD });
      const cookie = `__Host-congvu=${browser.session}`;
      const answer = await app.inject({ method: 'POST', url, headers: { ...headers, cookie }, payload });
      expect([403, 415]).toContain(answer.statusCode);
    }
    expect(await countRows()).toBe(before);
    expect(await rig.request(browser)).toBeDefined();
  });

  test('and the same from our own page does it (control)', async () => {
    const { browser } = await rig.signIn((await rig.newUser()).userName);
    const answer = await app.inject({
      method: 'POST',
      url: '/api/me/step-up',
      headers: {
        ...own,
        origin: rig.office.config.publicUrl,
        'sec-fetch-site': 'same-origin',
        cookie: `__Host-congvu=${browser.session}`,
      },
      payload: { password: PASSWORD },
    });
    expect(answer.statusCode).toBe(200);
  });

  test('reading changes no row', async () => {
    const { browser } = await rig.signIn((await rig.newUser()).userName);
    const before = await countRows();
    for (const url of ['/api/me', '/api/me/security', '/api/me/step-up']) {
      const cookie = `__Host-congvu=${browser.session}`;
      expect((await app.inject({ method: 'GET', url, headers: { cookie } })).statusCode).toBe(200);
    }
    expect(await countRows()).toBe(before);
  });
});

describe('T07 guessing', () => {
  const address = (number: number): string => `198.${Math.floor(number / 250) % 100}.${number % 250}.9`;

  test(`${GUESSES} times in an hour from two hundred addresses is looked at five times, and the true user gets in`, async () => {
    const person = await rig.newUser();
    const { browser } = await rig.signIn(person.userName);
    const throttle = createThrottle();
    const guess = (number: number) => {
      // One of the guesses is even right, but comes after the lock.
      const password = number === GUESSES - 1 ? PASSWORD : `${WRONG}-${number}`;
      return signIn(
        rig.visitor(address(number % 200)),
        throttle,
        { userName: person.userName, password },
        newBrowser(),
      );
    };
    const codes = new Map<string, number>();
    for (let from = 0; from < GUESSES; from += 20) {
      rig.office.clock.advance((60 * MINUTE_MS) / (GUESSES / 20));
      const batch = Array.from({ length: Math.min(20, GUESSES - from) }, (_, index) =>
        guess(from + index).then(
          () => 'opened',
          (error: { code: string }) => error.code,
        ),
      );
      for (const code of await Promise.all(batch)) {
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
    }
    expect(codes.get('opened')).toBeUndefined();
    const [row] = await rawQuery<{ n: number }>(
      rig.office.db,
      `select count(*)::int as n from audit_leaf where object_id = $1 and detail->>'reason' = 'wrong_password'`,
      [person.userId],
    );
    // Guesses that could have been right: the bound of the catalogue is twenty an hour.
    expect(row?.n).toBe(5);
    // The machine he has signed in from is open, whatever strangers do.
    const again = await signIn(
      rig.visitor(address(1)),
      throttle,
      { userName: person.userName, password: PASSWORD },
      browser,
    );
    expect(again.answer.step).toBe('done');
  });

  test('one password over many accounts is held up per network', async () => {
    const throttle = createThrottle();
    const people: { userName: string }[] = [];
    for (let count = 0; count < 13; count += 1) {
      people.push(await rig.newUser());
    }
    const spray = (number: number, ip: string) =>
      signIn(
        rig.visitor(ip),
        throttle,
        { userName: people[number % people.length]?.userName ?? '', password: WRONG },
        newBrowser(),
      );
    for (let number = 0; number < 60; number += 1) {
      await expectCode(spray(number, `198.51.100.${number}`), 'identity.wrong_credentials');
    }
    await expectCode(spray(0, '198.51.100.250'), 'identity.too_many_attempts');
    // Another network is not punished for it (control).
    await expectCode(spray(0, '192.0.2.1'), 'identity.wrong_credentials');
  });
});

describe('T08 finding out who has an account', () => {
  /** Every statement the attempt sends, without its values. */
  async function statementsOf(userName: string): Promise<string[]> {
    const seen: string[] = [];
    const query = pg.Client.prototype.query;
    vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...given: unknown[]) {
      const [text] = given as [string | { text: string }];
      seen.push(typeof text === 'string' ? text : text.text);
      return Reflect.apply(query, this, given);
    });
    await expectCode(rig.signIn(userName, newBrowser(), WRONG), 'identity.wrong_credentials');
    vi.restoreAllMocks();
    return seen;
  }

  test('a wrong try sends the same statements for accounts that exist, do not, are locked, shut, or lock just now', async () => {
    const unknown = await statementsOf('khong-co-ai');
    expect(unknown.length).toBeGreaterThan(8);
    for (const set of [
      {},
      { failed_count: 4 },
      { locked_until: new Date('2030-01-01') },
      { disabled_at: new Date('2021-01-01') },
      { password_hash: null },
      { passkey_count: 2 },
    ]) {
      const person = await rig.newUser({ set });
      expect(await statementsOf(person.userName)).toEqual(unknown);
    }
  });

  test('and the comparison sees a difference where there is one (control)', async () => {
    const { browser } = await rig.signIn((await rig.newUser()).userName);
    expect(browser.device).toBeDefined();
    const person = await rig.newUser();
    const before = await statementsOf(person.userName);
    const opened: string[] = [];
    const query = pg.Client.prototype.query;
    vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...given: unknown[]) {
      const [text] = given as [string | { text: string }];
      opened.push(typeof text === 'string' ? text : text.text);
      return Reflect.apply(query, this, given);
    });
    await rig.signIn(person.userName);
    expect(opened).not.toEqual(before);
  });
});

describe('T50 forged Host and X-Forwarded headers', () => {
  const forged = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'http',
    'x-forwarded-for': '10.1.2.3',
    forwarded: 'for=10.1.2.3;host=evil.example',
  };
  const own = { 'x-requested-with': 'congvu', 'idempotency-key': newId() };

  test('change neither the links that are handed out nor the origin passkeys are bound to', async () => {
    const { browser } = await rig.signIn((await rig.newUser({ roles: ['administrator'] })).userName);
    const other = await rig.newUser();
    const cookie = `__Host-congvu=${browser.session}`;
    const reset = await app.inject({
      method: 'POST',
      url: `/api/accounts/${other.userId}/reset`,
      headers: { ...own, ...forged, cookie },
      payload: { reason: 'Quên mật khẩu' },
    });
    expect(reset.json().link.startsWith(`${rig.office.config.publicUrl}/lien-ket/`)).toBe(true);
    const begun = await app.inject({
      method: 'POST',
      url: '/api/sign-in/passkey/begin',
      headers: { ...own, ...forged },
    });
    expect(begun.json().options.rpId).toBe(new URL(rig.office.config.publicUrl).hostname);
  });

  test.each([
    ['http://localhost:3000', '203.0.113.50', '203.0.113.50'],
    ['https://congvu.example.vn', '203.0.113.51', '203.0.113.51'],
    // Our own reverse proxy on this machine is believed (control).
    ['https://congvu.example.vn', '127.0.0.1', '10.1.2.3'],
  ])('at %s a caller from %s is known as %s', async (publicUrl, remoteAddress, expected) => {
    const server = await build(publicUrl);
    const person = await rig.newUser();
    await server.inject({
      method: 'POST',
      url: '/api/sign-in',
      remoteAddress,
      headers: { ...own, ...forged },
      payload: { userName: person.userName, password: PASSWORD },
    });
    await server.close();
    const rows = await rawQuery<{ ip: string }>(rig.office.db, 'select ip from identity_session where user_id = $1', [
      person.userId,
    ]);
    expect(rows).toEqual([{ ip: expected }]);
  });
});
