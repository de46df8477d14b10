import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { buildSubject } from '../../org/org.testing.ts';
import { createIdentityRig, expectCode, type IdentityRig, newBrowser, PASSWORD } from '../identity.testing.ts';
import { resolveSession } from '../queries/resolve-session.ts';
import { createThrottle } from '../throttle.ts';
import { signIn } from './sign-in.ts';

const HOUR_MS = 3_600_000;
const WRONG = 'Sai-hoan-toan-2021';
let rig: IdentityRig;

beforeAll(async () => {
  rig = await createIdentityRig();
});
afterAll(() => rig.office.close());

const wrong = (userName: string, browser = newBrowser()) => rig.signIn(userName, browser, WRONG);

async function failTimes(times: number, userName: string, browser = newBrowser()): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    await expectCode(wrong(userName, browser), 'identity.wrong_credentials');
  }
}

describe('signing in', () => {
  test('opens a session under a fresh token, remembers the browser and leaves a trace', async () => {
    const person = await rig.newUser();
    const browser = newBrowser();
    browser.session = 'planted-by-somebody-else';
    const { answer } = await rig.signIn(person.userName, browser);
    expect(answer).toEqual({ step: 'done', hint: null });
    expect(browser.session).toMatch(/^[\w-]{43}$/);
    expect(browser.device).toMatch(/^[\w-]{43}$/);
    expect((await rig.request(browser)).subject.positionId).toBe(person.positionId);
    expect(await rig.listActions(person)).toEqual(['identity.signed_in']);
  });

  test('keeps neither token nor password in the database', async () => {
    const person = await rig.newUser();
    const { browser } = await rig.signIn(person.userName);
    const [stored] = await rawQuery<{ dump: string }>(
      rig.office.db,
      `select (select jsonb_agg(s)::text from identity_session s) || (select jsonb_agg(d)::text from identity_device d)
         || (select jsonb_agg(a)::text from audit_leaf a) || (select jsonb_agg(u)::text from identity_user u)
         || coalesce((select jsonb_agg(i)::text from idempotency_key i), '') as dump`,
      [],
    );
    for (const secret of [browser.session, browser.device, PASSWORD]) {
      expect(stored?.dump).not.toContain(secret);
    }
  });

  test('undoes what a Vietnamese input method made of the user name and says so', async () => {
    const person = await rig.newUser({ set: { user_name: 'huongltm' } });
    const { answer } = await rig.signIn('hươngltm');
    expect(answer.hint).toContain('bộ gõ');
    expect(await rig.listActions(person)).toEqual(['identity.signed_in']);
  });

  test('ends the session the browser had before', async () => {
    const person = await rig.newUser();
    const { browser } = await rig.signIn(person.userName);
    const before = browser.session ?? '';
    await rig.signIn(person.userName, browser);
    expect(await resolveSession(rig.office, before)).toBeUndefined();
    expect(await resolveSession(rig.office, browser.session ?? '')).toBeDefined();
  });

  test('acts in the post used last', async () => {
    const person = await rig.newUser();
    const second = await buildSubject(rig.office.db, {
      agencyId: rig.agencyId,
      unitId: rig.unitId,
      personId: person.personId,
      roles: ['clerk'],
    });
    for (const { positionId } of [person, second]) {
      await rawQuery(rig.office.db, 'update identity_user set last_position_id = $2 where id = $1', [
        person.userId,
        positionId,
      ]);
      const { browser } = await rig.signIn(person.userName);
      expect((await rig.request(browser)).subject.positionId).toBe(positionId);
    }
  });

  test('needs a post in office', async () => {
    const person = await rig.newUser();
    await rawQuery(rig.office.db, 'update org_position set valid_to = $2 where id = $1', [
      person.positionId,
      '2021-03-21',
    ]);
    await expectCode(rig.signIn(person.userName), 'identity.no_position');
  });

  test('asks first for the password change that is due', async () => {
    const person = await rig.newUser({ set: { must_change_password: true } });
    const { answer, browser } = await rig.signIn(person.userName);
    expect(answer.step).toBe('change_password');
    expect((await resolveSession(rig.office, browser.session ?? ''))?.mustChangePassword).toBe(true);
  });
});

describe('a wrong sign-in', () => {
  test.each([
    ['an unknown name', async () => 'khong-co-ai'],
    ['a wrong password', async () => (await rig.newUser()).userName],
    ['a locked account', async () => (await rig.newUser({ set: { locked_until: new Date('2030-01-01') } })).userName],
    ['a disabled account', async () => (await rig.newUser({ set: { disabled_at: new Date('2021-01-01') } })).userName],
    ['an account without a password', async () => (await rig.newUser({ set: { password_hash: null } })).userName],
    ['a demo account outside the demo', async () => (await rig.newUser({ set: { demo: true } })).userName],
  ])('of %s gets the same answer', async (_name, userName) => {
    const error = await wrong(await userName()).catch((reason: Error) => reason);
    expect(error).toMatchObject({ code: 'identity.wrong_credentials', status: 401 });
    const unknown = await wrong('khong-co-ai').catch((reason: Error) => reason);
    expect((error as Error).message).toBe((unknown as Error).message);
  });

  test('with the right password does not open what is shut', async () => {
    for (const set of [
      { locked_until: new Date('2030-01-01') },
      { disabled_at: new Date('2021-01-01') },
      { demo: true },
    ]) {
      const person = await rig.newUser({ set });
      await expectCode(rig.signIn(person.userName), 'identity.wrong_credentials');
      expect(await rig.listActions(person)).toEqual(['identity.sign_in_failed']);
    }
  });

  test('is counted, locks after five for twelve hours, and the lock is not prolonged', async () => {
    const person = await rig.newUser();
    await failTimes(4, person.userName);
    expect((await rig.readUser(person)).failed_count).toBe(4);
    await failTimes(1, person.userName);
    const until = (await rig.readUser(person)).locked_until;
    expect(until).toEqual(new Date(rig.office.clock.now().getTime() + 12 * HOUR_MS));
    rig.office.clock.advance(HOUR_MS);
    await failTimes(6, person.userName);
    expect((await rig.readUser(person)).locked_until).toEqual(until);
    await expectCode(rig.signIn(person.userName), 'identity.wrong_credentials');
    rig.office.clock.advance(11 * HOUR_MS + 1);
    expect((await rig.signIn(person.userName)).answer.step).toBe('done');
    expect(await rig.readUser(person)).toMatchObject({ failed_count: 0, locked_until: null });
  });

  test('that comes many at once is counted one by one', async () => {
    const person = await rig.newUser();
    const tries = Array.from({ length: 5 }, () => wrong(person.userName).catch((error: Error) => error));
    await Promise.all(tries);
    expect((await rig.readUser(person)).locked_until).not.toBeNull();
    expect(await rig.listActions(person)).toEqual(Array(5).fill('identity.sign_in_failed'));
  });

  test('by strangers leaves the true user in on the machine he knows', async () => {
    const person = await rig.newUser();
    const { browser } = await rig.signIn(person.userName);
    await failTimes(8, person.userName);
    await expectCode(rig.signIn(person.userName, newBrowser()), 'identity.wrong_credentials');
    expect((await rig.signIn(person.userName, browser)).answer.step).toBe('done');
    expect((await rig.readUser(person)).locked_until).not.toBeNull();
  });

  test('on a known machine counts against that machine, which stops being known after five', async () => {
    const person = await rig.newUser();
    const { browser } = await rig.signIn(person.userName);
    await failTimes(5, person.userName, browser);
    expect((await rig.readUser(person)).failed_count).toBe(0);
    await failTimes(5, person.userName, browser);
    await expectCode(rig.signIn(person.userName, browser), 'identity.wrong_credentials');
  });

  test('sprayed from one network is held up before any password is looked at, but not a known machine', async () => {
    const person = await rig.newUser();
    const { browser } = await rig.signIn(person.userName);
    const throttle = createThrottle();
    const visitor = rig.visitor('198.51.100.4');
    for (let count = 0; count < 60; count += 1) {
      throttle.countFailure(`198.51.100.${count}`, rig.office.clock.now());
    }
    const body = { userName: person.userName, password: PASSWORD };
    await expectCode(signIn(visitor, throttle, body, newBrowser()), 'identity.too_many_attempts');
    expect((await signIn(visitor, throttle, body, browser)).answer.step).toBe('done');
    rig.office.clock.advance(11 * 60_000);
    expect((await signIn(visitor, throttle, body, newBrowser())).answer.step).toBe('done');
  });
});
