import { createHash } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import { Secret } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { saveSettings } from '../identity.store.ts';
import {
  type Browser,
  createIdentityRig,
  expectCode,
  type IdentityRig,
  newBrowser,
  PASSWORD,
  SETTINGS,
} from '../identity.testing.ts';
import { resolveSession } from '../queries/resolve-session.ts';
import { viewMySecurity } from '../queries/view-my-security.ts';
import { totpCode } from '../second-factor/totp.ts';
import { beginSecondFactor } from './begin-second-factor.ts';
import { confirmSecondFactor } from './confirm-second-factor.ts';
import { renewRecoveryCodes } from './renew-recovery-codes.ts';
import { signInSecondFactor } from './sign-in-second-factor.ts';
import { turnOffSecondFactor } from './turn-off-second-factor.ts';

const STEP_MS = 30_000;
let rig: IdentityRig;

beforeAll(async () => {
  rig = await createIdentityRig();
});
afterAll(() => rig.office.close());

type Person = Awaited<ReturnType<IdentityRig['newUser']>>;

interface Telephone {
  browser: Browser;
  recoveryCodes: string[];
  code(): string;
}

/** Turns the second factor on, as the page does, and answers what the telephone shows. */
async function turnOn(person: Person): Promise<Telephone> {
  const { browser } = await rig.signIn(person.userName);
  const offer = await beginSecondFactor(await rig.request(browser), PASSWORD, browser);
  const secret = Secret.fromBase32(offer.secret).bytes;
  const code = () => totpCode(secret, rig.office.clock.now());
  const confirmed = await confirmSecondFactor(await rig.request(browser), code(), browser);
  browser.take(confirmed.tokens);
  rig.office.clock.advance(STEP_MS);
  return { browser, recoveryCodes: confirmed.recoveryCodes, code };
}

async function ticketOf(person: Person): Promise<string> {
  const { answer, browser } = await rig.signIn(person.userName, newBrowser());
  if (answer.step !== 'totp') {
    throw new Error(`the second factor was not asked for: ${answer.step}`);
  }
  expect(browser.session).toBeUndefined();
  return answer.ticket;
}

const give = (ticket: string, code: string, browser = newBrowser()) =>
  signInSecondFactor(rig.visitor(), { ticket, code }, browser);

describe('turning the second factor on', () => {
  test('needs the password, then the first code; answers ten recovery codes; leaves traces', async () => {
    const person = await rig.newUser();
    const { browser } = await rig.signIn(person.userName);
    const me = await rig.request(browser);
    await expectCode(beginSecondFactor(me, 'Sai-hoan-toan-2021', browser), 'identity.wrong_password');
    const offer = await beginSecondFactor(me, PASSWORD, browser);
    expect(offer.qr).toMatch(/^data:image\/png;base64,/);
    expect(offer.url).toContain(`secret=${offer.secret}`);
    await expectCode(confirmSecondFactor(me, '000000', browser), 'identity.wrong_code');
    expect((await viewMySecurity(me, browser)).secondFactor.enabled).toBe(false);
    const code = totpCode(Secret.fromBase32(offer.secret).bytes, rig.office.clock.now());
    const { recoveryCodes, tokens } = await confirmSecondFactor(me, code, browser);
    expect(new Set(recoveryCodes).size).toBe(10);
    browser.take(tokens);
    const security = await viewMySecurity(await rig.request(browser), browser);
    expect(security.secondFactor).toMatchObject({ enabled: true, recoveryCodesLeft: 10 });
    expect(security.sessions).toMatchObject([{ current: true, secondFactor: true }]);
    expect(await rig.listActions(person)).toEqual([
      'identity.signed_in',
      'identity.sign_in_failed',
      'identity.second_factor_offered',
      'identity.second_factor_turned_on',
    ]);
  });

  test('gives the session a new token and ends those opened without it', async () => {
    const person = await rig.newUser();
    const elsewhere = await rig.signIn(person.userName);
    const { browser } = await rig.signIn(person.userName);
    const before = browser.session ?? '';
    const offer = await beginSecondFactor(await rig.request(browser), PASSWORD, browser);
    const code = totpCode(Secret.fromBase32(offer.secret).bytes, rig.office.clock.now());
    browser.take((await confirmSecondFactor(await rig.request(browser), code, browser)).tokens);
    expect(await resolveSession(rig.office, before)).toBeUndefined();
    expect(await resolveSession(rig.office, elsewhere.browser.session ?? '')).toBeUndefined();
    expect(await resolveSession(rig.office, browser.session ?? '')).toBeDefined();
  });

  test('twice, or without an offer, is refused', async () => {
    const person = await rig.newUser();
    const { browser } = await rig.signIn(person.userName);
    await expectCode(confirmSecondFactor(await rig.request(browser), '123456', browser), 'identity.offer_over');
    const telephone = await turnOn(person);
    const me = await rig.request(telephone.browser);
    await expectCode(beginSecondFactor(me, PASSWORD, telephone.browser), 'identity.second_factor_on');
    await expectCode(confirmSecondFactor(me, telephone.code(), telephone.browser), 'identity.offer_over');
  });

  test('keeps the secret out of the database', async () => {
    const person = await rig.newUser();
    const { browser } = await rig.signIn(person.userName);
    const offer = await beginSecondFactor(await rig.request(browser), PASSWORD, browser);
    const { totp_secret } = await rig.readUser(person);
    const bytes = Buffer.from(Secret.fromBase32(offer.secret).bytes);
    expect(totp_secret?.includes(bytes)).toBe(false);
  });
});

describe('the second step of signing in', () => {
  test('takes a fresh code once', async () => {
    const person = await rig.newUser();
    const telephone = await turnOn(person);
    const code = telephone.code();
    const browser = newBrowser();
    const result = await give(await ticketOf(person), code, browser);
    browser.take(result.tokens);
    expect(result.answer.step).toBe('done');
    expect((await viewMySecurity(await rig.request(browser), browser)).sessions[0]?.secondFactor).toBe(true);
    await expectCode(give(await ticketOf(person), code), 'identity.wrong_code');
  });

  test('takes a code of the step before, not of two before', async () => {
    const person = await rig.newUser();
    const telephone = await turnOn(person);
    rig.office.clock.advance(2 * STEP_MS);
    const code = telephone.code();
    rig.office.clock.advance(2 * STEP_MS);
    await expectCode(give(await ticketOf(person), code), 'identity.wrong_code');
    const later = telephone.code();
    rig.office.clock.advance(STEP_MS);
    expect((await give(await ticketOf(person), later)).answer.step).toBe('done');
  });

  test('takes each recovery code once, however it is typed', async () => {
    const person = await rig.newUser();
    const { recoveryCodes } = await turnOn(person);
    const typed = (recoveryCodes[0] ?? '').toUpperCase().replace('-', ' ');
    expect((await give(await ticketOf(person), typed)).answer.step).toBe('done');
    await expectCode(give(await ticketOf(person), typed), 'identity.wrong_code');
  });

  test('with the same code from two browsers at once opens one session', async () => {
    const person = await rig.newUser();
    const { recoveryCodes } = await turnOn(person);
    const ticket = await ticketOf(person);
    const both = await Promise.allSettled([1, 2].map(() => give(ticket, recoveryCodes[1] ?? '')));
    expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test.each([
    ['expired', async () => rig.office.clock.advance(5 * 60_000 + 1)],
    [
      'of a password that was changed',
      async (person: Person) =>
        rawQuery(rig.office.db, "update identity_user set password_hash = '$changed' where id = $1", [person.userId]),
    ],
    [
      'of an account that was disabled',
      async (person: Person) =>
        rawQuery(rig.office.db, 'update identity_user set disabled_at = now() where id = $1', [person.userId]),
    ],
    ['replaced by a newer one', async (person: Person) => ticketOf(person)],
  ])('refuses a ticket %s', async (_name, spoil) => {
    const person = await rig.newUser();
    const telephone = await turnOn(person);
    const ticket = await ticketOf(person);
    await spoil(person);
    await expectCode(give(ticket, telephone.code()), 'identity.ticket_over');
  });

  test('wears the ticket out after five wrong codes, and locks the account', async () => {
    const person = await rig.newUser();
    const telephone = await turnOn(person);
    const ticket = await ticketOf(person);
    for (let count = 0; count < 5; count += 1) {
      await expectCode(give(ticket, '000000'), 'identity.wrong_code');
    }
    await expectCode(give(ticket, telephone.code()), 'identity.ticket_over');
    expect((await rig.readUser(person)).locked_until).not.toBeNull();
  });

  test('refuses a made-up ticket', async () => {
    await expectCode(give('x'.repeat(43), '123456'), 'identity.ticket_over');
  });
});

describe('turning it off', () => {
  test('needs password and code, and the next sign-in asks for none', async () => {
    const person = await rig.newUser();
    const telephone = await turnOn(person);
    const me = await rig.request(telephone.browser);
    const off = (password: string, code: string) => turnOffSecondFactor(me, { password, code }, telephone.browser);
    await expectCode(off('Sai-hoan-toan-2021', telephone.code()), 'identity.wrong_password');
    await expectCode(off(PASSWORD, '000000'), 'identity.wrong_code');
    await off(PASSWORD, telephone.code());
    expect((await rig.signIn(person.userName)).answer.step).toBe('done');
    expect((await viewMySecurity(me, telephone.browser)).secondFactor).toEqual({
      enabled: false,
      since: null,
      recoveryCodesLeft: 0,
    });
    await expectCode(off(PASSWORD, telephone.code()), 'identity.second_factor_off');
    expect(await rig.listActions(person)).toContain('identity.second_factor_turned_off');
  });

  test('is refused where the rule of the agency asks for it', async () => {
    const person = await rig.newUser({ roles: ['administrator'] });
    const telephone = await turnOn(person);
    await rig.office.db
      .transaction()
      .execute((tx) => saveSettings(tx, rig.agencyId, { ...SETTINGS, secondFactor: 'administrators' }));
    const me = await rig.request(telephone.browser);
    const proof = { password: PASSWORD, code: telephone.code() };
    await expectCode(turnOffSecondFactor(me, proof, telephone.browser), 'identity.second_factor_required');
    const other = await rig.newUser();
    const free = await turnOn(other);
    await turnOffSecondFactor(await rig.request(free.browser), { password: PASSWORD, code: free.code() }, free.browser);
    await rig.office.db.transaction().execute((tx) => saveSettings(tx, rig.agencyId, SETTINGS));
  });

  test('is counted like a sign-in: five wrong passwords at an open screen lock', async () => {
    const person = await rig.newUser();
    const telephone = await turnOn(person);
    const me = await rig.request(telephone.browser);
    const stranger = { session: telephone.browser.session, device: undefined };
    for (let count = 0; count < 5; count += 1) {
      const proof = { password: 'Sai-hoan-toan-2021', code: '000000' };
      await expectCode(turnOffSecondFactor(me, proof, stranger), 'identity.wrong_password');
    }
    const proof = { password: PASSWORD, code: telephone.code() };
    await expectCode(turnOffSecondFactor(me, proof, stranger), 'identity.wrong_password');
    expect((await rig.readUser(person)).totp_enabled_at).not.toBeNull();
  });
});

describe('new recovery codes', () => {
  test('void the old sheet', async () => {
    const person = await rig.newUser();
    const telephone = await turnOn(person);
    const me = await rig.request(telephone.browser);
    const fresh = await renewRecoveryCodes(me, telephone.browser);
    expect(fresh).toHaveLength(10);
    await expectCode(give(await ticketOf(person), telephone.recoveryCodes[0] ?? ''), 'identity.wrong_code');
    expect((await give(await ticketOf(person), fresh[0] ?? '')).answer.step).toBe('done');
  });

  test('are not given without a second factor', async () => {
    const person = await rig.newUser();
    const { browser } = await rig.signIn(person.userName);
    await expectCode(renewRecoveryCodes(await rig.request(browser), browser), 'identity.second_factor_off');
  });

  test('lie in the database as argon2id of the sheet, and count down (ASVS 6.5.2)', async () => {
    const person = await rig.newUser();
    const { recoveryCodes, browser } = await turnOn(person);
    const code = recoveryCodes[0] ?? '';
    const rows = await rawQuery<{ code_hash: Buffer; salt: Buffer }>(
      rig.office.db,
      'select code_hash, salt from identity_recovery_code where user_id = $1',
      [person.userId],
    );
    const [salt] = rows.map((row) => row.salt);
    expect(new Set(rows.map((row) => row.salt.toString('hex'))).size).toBe(1);
    expect(salt?.length).toBeGreaterThanOrEqual(4);
    const argon2id = await hashRaw(code, {
      algorithm: 2,
      memoryCost: 19 * 1024,
      timeCost: 2,
      parallelism: 1,
      salt: salt ?? Buffer.alloc(0),
    });
    const has = (hash: Buffer) => rows.some((row) => row.code_hash.equals(hash));
    expect(has(argon2id)).toBe(true);
    // What stood there before this rule (control).
    expect(has(createHash('sha256').update(code).digest())).toBe(false);
    await give(await ticketOf(person), code);
    const security = await viewMySecurity(await rig.request(browser), browser);
    expect(security.secondFactor.recoveryCodesLeft).toBe(9);
    expect(security.events.map((event) => event.text)).toContain('Đã dùng một mã khôi phục: còn 9 mã');
  });
});
