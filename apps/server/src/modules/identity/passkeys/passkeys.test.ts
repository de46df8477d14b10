import type { PasskeyOptions } from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { beginStepUpPasskey, stepUpPasskey } from '../commands/step-up.ts';
import { saveSettings } from '../identity.store.ts';
import {
  type Browser,
  createIdentityRig,
  expectCode,
  type IdentityRig,
  newBrowser,
  SETTINGS,
} from '../identity.testing.ts';
import { resolveSession } from '../queries/resolve-session.ts';
import { viewMySecurity } from '../queries/view-my-security.ts';
import { createThrottle } from '../throttle.ts';
import { addPasskey, beginPasskey } from './add-passkey.ts';
import { findRelyingParty } from './relying-party.ts';
import { removePasskey } from './remove-passkey.ts';
import { beginPasskeySignIn, beginTicketPasskey, signInPasskey, signInTicketPasskey } from './sign-in-passkey.ts';
import { createSoftAuthenticator, type SoftAuthenticator, type Wrongly } from './soft-authenticator.testing.ts';

const MINUTE_MS = 60_000;
let rig: IdentityRig;
let place: { origin: string; rpId: string };
beforeAll(async () => {
  rig = await createIdentityRig();
  const party = findRelyingParty(rig.office.config);
  place = { origin: party?.origin ?? '', rpId: party?.id ?? '' };
});
afterAll(() => rig.office.close());

interface Owner {
  person: Awaited<ReturnType<IdentityRig['newUser']>>;
  browser: Browser;
  key: SoftAuthenticator;
  recoveryCodes: string[];
}

async function add(context: ActingContext, browser: Browser, key: SoftAuthenticator, wrongly: Wrongly = {}) {
  const { options } = await beginPasskey(context, browser);
  const added = await addPasskey(context, { name: 'Khóa USB', credential: key.create(options, wrongly) }, browser);
  browser.take(added.tokens);
  return added.answer;
}

async function owner(given: Parameters<IdentityRig['newUser']>[0] = {}): Promise<Owner> {
  const person = await rig.newUser(given);
  const { browser } = await rig.signIn(person.userName);
  const key = createSoftAuthenticator(place);
  const { recoveryCodes } = await add(await rig.request(browser), browser, key);
  return { person, browser, key, recoveryCodes };
}

async function enter(key: SoftAuthenticator, wrongly: Wrongly = {}, asked?: PasskeyOptions['options']) {
  const options = asked ?? (await beginPasskeySignIn(rig.visitor())).options;
  const browser = newBrowser();
  const result = await signInPasskey(rig.visitor(), createThrottle(), key.prove(options, wrongly), browser);
  browser.take(result.tokens);
  return { ...result, browser };
}

describe('a passkey', () => {
  test('is added under a new token, ends sessions with the password alone, and brings recovery codes once', async () => {
    const person = await rig.newUser();
    const { browser } = await rig.signIn(person.userName);
    const other = await rig.signIn(person.userName);
    const before = browser.session;
    const key = createSoftAuthenticator(place);
    const first = await add(await rig.request(browser), browser, key);
    expect(first.recoveryCodes).toHaveLength(10);
    expect(first.passkeys).toMatchObject([{ name: 'Khóa USB', synced: false, lastUsedAt: null }]);
    expect(browser.session).not.toBe(before);
    expect(await resolveSession(rig.office, other.browser.session ?? '')).toBeUndefined();
    const second = await add(await rig.request(browser), browser, createSoftAuthenticator(place));
    expect([second.recoveryCodes, second.passkeys.length]).toEqual([[], 2]);
    const security = await viewMySecurity(await rig.request(browser), browser);
    expect(security).toMatchObject({ passkeysPossible: true, secondFactor: { enabled: false, recoveryCodesLeft: 10 } });
    expect(security.events.map(({ kind }) => kind).sort()).toEqual(['new_device', 'passkey_added', 'passkey_added']);
    expect((await rig.listActions(person)).filter((action) => action === 'identity.passkey_added')).toHaveLength(2);
  });

  test.each<[string, Wrongly]>([
    ['another origin', { origin: 'https://congvu.example.net' }],
    ['another relying party', { rpId: 'example.net' }],
    ['no user verification', { withoutVerification: true }],
    ['a challenge that is not ours', { challenge: Buffer.alloc(70, 7).toString('base64url') }],
    ['the wrong ceremony', { type: 'webauthn.get' }],
  ])('with %s is not added', async (_name, wrongly) => {
    const person = await rig.newUser();
    const { browser } = await rig.signIn(person.userName);
    const context = await rig.request(browser);
    await expectCode(add(context, browser, createSoftAuthenticator(place), wrongly), 'identity.passkey_refused');
    expect((await rig.readUser(person)).passkey_count).toBe(0);
  });

  test('is added by the session that asked for it only, and once', async () => {
    const { browser } = await rig.signIn((await rig.newUser()).userName);
    const { browser: stranger } = await rig.signIn((await rig.newUser()).userName);
    const { options } = await beginPasskey(await rig.request(browser), browser);
    const credential = createSoftAuthenticator(place).create(options);
    const body = { name: 'Khóa USB', credential };
    await expectCode(addPasskey(await rig.request(stranger), body, stranger), 'identity.passkey_refused');
    browser.take((await addPasskey(await rig.request(browser), body, browser)).tokens);
    await expectCode(addPasskey(await rig.request(browser), body, browser), 'identity.passkey_refused');
  });

  test('satisfies the rule of the agency', async () => {
    await rig.office.db
      .transaction()
      .execute((tx) => saveSettings(tx, rig.agencyId, { ...SETTINGS, secondFactor: 'everyone' }));
    const person = await rig.newUser();
    const { browser, answer } = await rig.signIn(person.userName);
    expect(answer.step).toBe('set_up_second_factor');
    await add(await rig.request(browser), browser, createSoftAuthenticator(place));
    expect((await resolveSession(rig.office, browser.session ?? ''))?.mustChangePassword).toBe(false);
    const [passkey] = (await viewMySecurity(await rig.request(browser), browser)).passkeys;
    await expectCode(removePasskey(await rig.request(browser), passkey?.id ?? '', browser), 'identity.factor_last');
    await rig.office.db.transaction().execute((tx) => saveSettings(tx, rig.agencyId, SETTINGS));
    expect(await removePasskey(await rig.request(browser), passkey?.id ?? '', browser)).toEqual([]);
    // Nobody knows whether the password alone is long enough.
    expect(await rig.readUser(person)).toMatchObject({ passkey_count: 0, must_change_password: true });
    await expectCode(
      removePasskey(await rig.request(browser), passkey?.id ?? '', browser),
      'identity.passkey_not_found',
    );
  });
});

describe('signing in with a passkey alone', () => {
  test('opens a session with two factors, also beside a lock that strangers caused', async () => {
    const { person, key } = await owner();
    await rawQuery(rig.office.db, 'update identity_user set locked_until = $2 where id = $1', [
      person.userId,
      new Date('2030-01-01'),
    ]);
    const { answer, browser } = await enter(key);
    expect(answer).toEqual({ step: 'done', hint: null });
    const security = await viewMySecurity(await rig.request(browser), browser);
    expect(security.sessions.find(({ current }) => current)?.secondFactor).toBe(true);
    expect(security.passkeys[0]?.lastUsedAt).toBe(rig.office.clock.now().toISOString());
    expect((await rig.readUser(person)).locked_until).not.toBeNull();
  });

  test.each<[string, Wrongly]>([
    ['another origin', { origin: 'https://congvu.example.net' }],
    ['our name under another scheme', { origin: 'http://localhost:1' }],
    ['another relying party', { rpId: 'example.net' }],
    ['no user verification', { withoutVerification: true }],
    ['a counter that went back', { counter: 1 }],
    ['a challenge of its own choice', { challenge: Buffer.alloc(70, 7).toString('base64url') }],
    ['the handle of somebody else', { userHandle: Buffer.alloc(16, 1).toString('base64url') }],
    ['the wrong ceremony', { type: 'webauthn.create' }],
    ['a signature over something else', { tamper: true }],
  ])('is refused for %s', async (_name, wrongly) => {
    const { person, key } = await owner();
    await enter(key);
    await expectCode(enter(key, wrongly), 'identity.passkey_refused');
    expect((await rig.listActions(person)).at(-1)).toBe('identity.sign_in_failed');
  });

  test('takes each challenge once, for two minutes, for its purpose', async () => {
    const { key, browser } = await owner();
    const { options } = await beginPasskeySignIn(rig.visitor());
    await enter(key, {}, options);
    await expectCode(enter(key, {}, options), 'identity.passkey_refused');
    const late = (await beginPasskeySignIn(rig.visitor())).options;
    rig.office.clock.advance(120_000);
    await expectCode(enter(key, {}, late), 'identity.passkey_refused');
    const { options: forStepUp } = await beginStepUpPasskey(await rig.request(browser), browser);
    await expectCode(enter(key, {}, forStepUp), 'identity.passkey_refused');
    expect(Buffer.from(String(options.challenge), 'base64url').length).toBeGreaterThan(32);
  });

  test('takes one of two answers to the same challenge at the same moment', async () => {
    const { key } = await owner();
    const { options } = await beginPasskeySignIn(rig.visitor());
    const tries = await Promise.allSettled([enter(key, {}, options), enter(key, {}, options)]);
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test.each([
    ['shut', { disabled_at: new Date('2021-01-01') }],
    ['reset by the administrator', { password_hash: null }],
    ['of the demo, outside it', { demo: true }],
  ])('does not open an account that is %s', async (_name, set) => {
    const { person, key } = await owner();
    const [column, value] = Object.entries(set)[0] ?? [];
    await rawQuery(rig.office.db, `update identity_user set ${column} = $2 where id = $1`, [person.userId, value]);
    await expectCode(enter(key), 'identity.passkey_refused');
  });

  test('knows no passkey that was removed, and none of nobody', async () => {
    const { key, browser } = await owner();
    const [passkey] = (await viewMySecurity(await rig.request(browser), browser)).passkeys;
    await removePasskey(await rig.request(browser), passkey?.id ?? '', browser);
    await expectCode(enter(key), 'identity.passkey_refused');
    const unknown = createSoftAuthenticator(place);
    await expectCode(enter(unknown), 'identity.passkey_refused');
  });

  test('is held up like wrong passwords are', async () => {
    const throttle = createThrottle();
    const unknown = createSoftAuthenticator(place);
    const attempt = async () => {
      const { options } = await beginPasskeySignIn(rig.visitor());
      return signInPasskey(rig.visitor(), throttle, unknown.prove(options), newBrowser());
    };
    for (let count = 0; count < 60; count += 1) {
      await expectCode(attempt(), 'identity.passkey_refused');
    }
    await expectCode(attempt(), 'identity.too_many_attempts');
  });
});

describe('a passkey after the password', () => {
  const ticketOf = async (userName: string) => {
    const { answer } = await rig.signIn(userName);
    if (answer.step !== 'totp') {
      throw new Error('no second step');
    }
    expect(answer.passkey).toBe(true);
    return answer.ticket;
  };

  test('stands for the code, once', async () => {
    const { person, key } = await owner();
    const ticket = await ticketOf(person.userName);
    const { options } = await beginTicketPasskey(rig.visitor(), ticket);
    expect(options.allowCredentials).toHaveLength(1);
    const credential = key.prove(options);
    const { answer } = await signInTicketPasskey(rig.visitor(), { ticket, credential }, newBrowser());
    expect(answer.step).toBe('done');
    await expectCode(signInTicketPasskey(rig.visitor(), { ticket, credential }, newBrowser()), 'identity.ticket_over');
  });

  test('of somebody else, or for another ticket, does not; five wrong ones end the ticket', async () => {
    const { person, key } = await owner();
    const other = await owner();
    const ticket = await ticketOf(person.userName);
    const { options } = await beginTicketPasskey(rig.visitor(), ticket);
    const foreign = { ticket, credential: other.key.prove(options) };
    await expectCode(signInTicketPasskey(rig.visitor(), foreign, newBrowser()), 'identity.passkey_refused');
    const elsewhere = (await beginTicketPasskey(rig.visitor(), await ticketOf(other.person.userName))).options;
    for (let count = 0; count < 4; count += 1) {
      const wrong = { ticket, credential: key.prove(elsewhere) };
      await expectCode(signInTicketPasskey(rig.visitor(), wrong, newBrowser()), 'identity.passkey_refused');
    }
    const right = { ticket, credential: key.prove(options) };
    await expectCode(signInTicketPasskey(rig.visitor(), right, newBrowser()), 'identity.ticket_over');
  });
});

describe('proving oneself with a passkey', () => {
  test('renews the proof and the token of this session only', async () => {
    const { browser, key } = await owner();
    rig.office.clock.advance(6 * MINUTE_MS);
    const before = browser.session;
    const context = await rig.request(browser);
    const { options } = await beginStepUpPasskey(context, browser);
    browser.take(await stepUpPasskey(context, key.prove(options), browser));
    expect(browser.session).not.toBe(before);
    const now = rig.office.clock.now().getTime();
    expect((await rig.request(browser)).meta.provedUntil).toEqual(new Date(now + 5 * MINUTE_MS));
  });

  test('takes no passkey of somebody else', async () => {
    const { browser } = await owner();
    const { key } = await owner();
    const context = await rig.request(browser);
    const { options } = await beginStepUpPasskey(context, browser);
    await expectCode(stepUpPasskey(context, key.prove(options), browser), 'identity.passkey_refused');
  });
});

test.each([
  ['https://congvu.laocai.gov.vn', { id: 'congvu.laocai.gov.vn', origin: 'https://congvu.laocai.gov.vn' }],
  ['http://localhost:3000', { id: 'localhost', origin: 'http://localhost:3000' }],
  ['http://congvu.local', undefined],
  ['https://10.0.0.5', undefined],
  ['https://[::1]:8443', undefined],
])('passkeys at %s belong to the name of the office or to nobody', (publicUrl, party) => {
  expect(findRelyingParty({ publicUrl })).toEqual(party);
});
