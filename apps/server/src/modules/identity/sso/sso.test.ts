import type { SaveSso } from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ActingContext, Context } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { buildAgency } from '../../org/org.testing.ts';
import { signOut } from '../commands/sign-out.ts';
import { createIdentityRig, expectCode, type IdentityRig, newBrowser } from '../identity.testing.ts';
import { forgetSso } from './forget-sso.ts';
import {
  CLIENT,
  followTo,
  type Lie,
  startLyingProvider,
  startRightProvider,
  type TestProvider,
} from './provider.testing.ts';
import { redirectUri } from './provider.ts';
import { saveSsoSettings, viewSso } from './settings.ts';
import { beginSso, finishSso } from './sign-in-sso.ts';
import { findSso, findUserBySubject, listEnabledSso } from './sso.store.ts';

const CCCD = '012345678901';
let rig: IdentityRig;
let right: TestProvider;
let lying: TestProvider;
let lie: Lie & { nonce: string } = { nonce: '' };
let who: { sub: string; cccd?: string; email?: string; email_verified?: boolean } = { sub: 's', cccd: CCCD };
let admin: ActingContext;

beforeAll(async () => {
  rig = await createIdentityRig();
  const uri = redirectUri(rig.office.config);
  right = await startRightProvider(uri, () => who);
  lying = await startLyingProvider(() => lie);
  const { browser } = await rig.signIn((await rig.newUser({ roles: ['administrator'] })).userName);
  admin = open(await rig.request(browser)) as ActingContext; // it had a subject before
});
afterAll(async () => {
  await right.close();
  await lying.close();
  await rig.office.close();
});

/** Providers of this test stand on this computer. */
function open<C extends Context>(context: C): C {
  return { ...context, config: { ...context.config, loopbackServices: true } };
}

async function configure(issuer: string, part: Partial<SaveSso> = {}) {
  return saveSsoSettings(admin, {
    name: 'Tài khoản chung của tỉnh',
    issuer,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    match: 'identity_number',
    claim: 'cccd',
    secondFactorValues: ['otp'],
    enabled: true,
    ...part,
  });
}

async function personWith(columns: { identity_number?: string; email?: string }, set = {}) {
  // The number of somebody before must not make two people of one.
  await rawQuery(rig.office.db, "update org_person set identity_number = '', email = ''", []);
  const person = await rig.newUser({ set });
  await rawQuery(rig.office.db, 'update org_person set identity_number = $2, email = $3 where id = $1', [
    person.personId,
    columns.identity_number ?? '',
    columns.email ?? '',
  ]);
  return person;
}

async function finish(begun: { cookie: string }, query: string, browser = newBrowser()) {
  const result = await finishSso(open(rig.visitor()), { query, cookie: begun.cookie, browser });
  browser.take(result.tokens);
  return { ...result, browser };
}

async function enter() {
  const begun = await beginSso(open(rig.visitor()), rig.agencyId);
  const query = await followTo(begun.url, redirectUri(rig.office.config));
  return { begun, query, ...(await finish(begun, query)) };
}

describe('the common account of the province', () => {
  test('opens the session of the person with this number, once, and signs out there, too', async () => {
    who = { sub: 'nguoi-1', cccd: CCCD };
    await configure(right.issuer);
    const person = await personWith({ identity_number: '012 345 678 901' });
    const { begun, query, answer, browser } = await enter();
    expect(answer).toEqual({ step: 'done', hint: null });
    expect((await rig.request(browser)).subject.userId).toBe(person.userId);
    expect(new URL(begun.url).searchParams.get('code_challenge_method')).toBe('S256');
    await expectCode(finish(begun, query), 'identity.sso_refused');
    const { logoutUrl } = await signOut(rig.visitor(), browser);
    expect(logoutUrl?.startsWith(`${right.issuer}/session/end?`)).toBe(true);
  });

  test('leads by the official address only when the provider has verified it', async () => {
    await configure(right.issuer, { match: 'email', claim: 'email' });
    await personWith({ email: 'Lan.Ht@Laichau.gov.vn' });
    who = { sub: 'nguoi-2', email: 'lan.ht@laichau.gov.vn', email_verified: true };
    expect((await enter()).answer.step).toBe('done');
    who = { ...who, sub: 'nguoi-2b', email_verified: false };
    await expectCode(enter(), 'identity.sso_refused');
  });

  test('makes nobody: unknown people, two with the same number and shut accounts are refused alike', async () => {
    await configure(right.issuer);
    who = { sub: 'nguoi-3', cccd: '099999999999' };
    await personWith({ identity_number: CCCD });
    await expectCode(enter(), 'identity.sso_refused');
    who = { sub: 'nguoi-3b', cccd: CCCD };
    await rawQuery(rig.office.db, 'update org_person set identity_number = $1', [CCCD]);
    await expectCode(enter(), 'identity.sso_refused');
    await personWith({ identity_number: CCCD }, { disabled_at: new Date('2021-01-01') });
    await expectCode(enter(), 'identity.sso_refused');
  });
});

describe('the subject at the provider (ASVS 10.5.2)', () => {
  const stored = (userId: string) =>
    rawQuery<{ issuer: string; subject: string }>(
      rig.office.db,
      'select issuer, subject from identity_sso_subject where user_id = $1',
      [userId],
    );

  test('is kept at the first sign-in and opens the account when the number has changed since', async () => {
    await configure(right.issuer);
    const person = await personWith({ identity_number: CCCD });
    who = { sub: 'nguoi-5', cccd: CCCD };
    await enter();
    expect(await stored(person.userId)).toEqual([{ issuer: right.issuer, subject: 'nguoi-5' }]);
    expect(await rig.listActions(person)).toContain('identity.sso_linked');
    who = { sub: 'nguoi-5', cccd: '088888888888' };
    const { browser } = await enter();
    expect((await rig.request(browser)).subject.userId).toBe(person.userId);
  });

  test('of somebody else who has the address now is refused until an administrator has looked', async () => {
    await configure(right.issuer, { match: 'email', claim: 'email' });
    const person = await personWith({ email: 'vanthu@laichau.gov.vn' });
    who = { sub: 'nguoi-cu', email: 'vanthu@laichau.gov.vn', email_verified: true };
    await enter();
    who = { ...who, sub: 'nguoi-moi' };
    await expectCode(enter(), 'identity.sso_refused');
    const [failure] = await rawQuery<{ reason: string }>(
      rig.office.db,
      `select detail->>'reason' as reason from audit_leaf where action = 'identity.sign_in_failed' and object_id = $1`,
      [person.userId],
    );
    expect(failure?.reason).toBe('sso_other_subject');
    expect(await stored(person.userId)).toEqual([{ issuer: right.issuer, subject: 'nguoi-cu' }]);
    await forgetSso(admin, person.userId, 'Địa chỉ giao cho người mới nhận việc');
    await expectCode(forgetSso(admin, person.userId, 'Bấm lại lần nữa'), 'identity.sso_not_linked');
    expect((await enter()).answer.step).toBe('done');
    expect(await rig.listActions(person)).toContain('identity.sso_forgotten');
    const specialist = rig.office.as(await rig.newUser());
    await expectCode(forgetSso(specialist, person.userId, 'Không có quyền'), 'identity.administer.forbidden');
  });

  test('opens no account outside the agencies of the setting', async () => {
    await configure(right.issuer);
    const person = await personWith({ identity_number: CCCD });
    who = { sub: 'nguoi-6', cccd: CCCD };
    await enter();
    const elsewhere = await buildAgency(rig.office.db);
    const sso = await findSso(rig.office.db, rig.agencyId);
    if (sso === undefined) {
      throw new Error('nothing saved');
    }
    expect(await findUserBySubject(rig.office.db, sso, 'nguoi-6')).toEqual({ id: person.userId });
    expect(await findUserBySubject(rig.office.db, { ...sso, agency_id: elsewhere.id }, 'nguoi-6')).toBeUndefined();
    expect(
      await findUserBySubject(rig.office.db, { ...sso, issuer: 'https://khac.example' }, 'nguoi-6'),
    ).toBeUndefined();
  });
});

describe('an answer that is not what was asked for', () => {
  const uri = () => redirectUri(rig.office.config);

  async function askLiar(given: Lie): Promise<Awaited<ReturnType<typeof finish>>> {
    lie = { nonce: '', ...given };
    const begun = await beginSso(open(rig.visitor()), rig.agencyId);
    const asked = new URL(begun.url).searchParams;
    lie = { ...lie, nonce: asked.get('nonce') ?? '' };
    return finish(begun, `code=x&state=${asked.get('state')}`);
  }

  test('the liar is believed while it does not lie (control)', async () => {
    lie = { nonce: '' };
    await configure(lying.issuer);
    await personWith({ identity_number: CCCD });
    expect((await askLiar({})).answer.step).toBe('done');
  });

  test.each<[string, Lie]>([
    ['another issuer', { claims: { iss: 'https://evil.example' } }],
    ['another audience', { claims: { aud: 'somebody-else' } }],
    ['another nonce', { claims: { nonce: 'other' } }],
    ['no nonce', { claims: { nonce: undefined } }],
    ['a token of yesterday', { claims: { exp: 1_600_000_000, iat: 1_600_000_000 - 300 } }],
    ['no signature (alg none)', { alg: 'none' }],
    ['a signature over something else', { tamper: true }],
  ])('%s is refused', async (_name, given) => {
    await expectCode(askLiar(given), 'identity.sso_refused');
  });

  test('another state, no state, the cookie of somebody else, none, or too late is refused', async () => {
    await configure(right.issuer);
    who = { sub: 'nguoi-4', cccd: CCCD };
    const begun = await beginSso(open(rig.visitor()), rig.agencyId);
    const other = await beginSso(open(rig.visitor()), rig.agencyId);
    const query = await followTo(begun.url, uri());
    const params = new URLSearchParams(query);
    params.set('state', 'other');
    await expectCode(finish(other, query), 'identity.sso_refused');
    await expectCode(finish({ cookie: 'x' }, query), 'identity.sso_refused');
    await expectCode(finish(other, params.toString()), 'identity.sso_refused');
    const late = await beginSso(open(rig.visitor()), rig.agencyId);
    const lateQuery = await followTo(late.url, uri());
    rig.office.clock.advance(10 * 60_000);
    await expectCode(finish(late, lateQuery), 'identity.sso_refused');
  });

  test('without a second factor the own one is asked for', async () => {
    lie = { nonce: '' };
    await configure(lying.issuer);
    await personWith({ identity_number: CCCD }, { totp_enabled_at: new Date('2021-01-01') });
    expect((await askLiar({ claims: { sub: 't' } })).answer.step).toBe('totp');
    expect((await askLiar({ claims: { sub: 't', amr: ['pwd', 'otp'] } })).answer.step).toBe('done');
  });

  test('a provider that calls itself otherwise, or is not there, is not switched on', async () => {
    lie = { nonce: '', metadata: { issuer: 'https://evil.example' } };
    await expectCode(configure(lying.issuer), 'identity.sso_unreachable');
    await expectCode(configure('https://127.0.0.1:1'), 'identity.sso_unreachable');
    await expectCode(configure('http://sso.example.vn'), 'identity.sso_unreachable');
  });
});

test('the secret is sealed and never answered; switched off nobody is led there', async () => {
  await configure(right.issuer);
  expect(JSON.stringify(await viewSso(admin))).not.toContain(CLIENT.secret);
  const [stored] = await rawQuery<{ dump: string }>(
    rig.office.db,
    'select (select jsonb_agg(s)::text from identity_sso s) || (select jsonb_agg(a)::text from audit_leaf a) as dump',
    [],
  );
  expect(stored?.dump).not.toContain(CLIENT.secret);
  expect(stored?.dump).not.toContain(Buffer.from(CLIENT.secret).toString('hex'));
  await saveSsoSettings(admin, { ...(await ssoInput()), enabled: false });
  expect(await listEnabledSso(rig.office.db)).toEqual([]);
  await expectCode(beginSso(open(rig.visitor()), rig.agencyId), 'identity.sso_refused');
});

async function ssoInput(): Promise<SaveSso> {
  const { settings } = await viewSso(admin);
  if (settings === null) {
    throw new Error('nothing saved');
  }
  const { hasSecret: _hasSecret, ...rest } = settings;
  return rest;
}
