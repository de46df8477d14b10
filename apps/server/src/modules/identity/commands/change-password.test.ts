import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIdentityRig, expectCode, type IdentityRig, newBrowser, PASSWORD } from '../identity.testing.ts';
import { resolveSession } from '../queries/resolve-session.ts';
import { changePassword } from './change-password.ts';

const NEW_PASSWORD = 'Suong-mu-tren-deo-8';
let rig: IdentityRig;

beforeAll(async () => {
  rig = await createIdentityRig();
});
afterAll(() => rig.office.close());

const body = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };

test('a changed password ends the other sessions, rotates this one and forgets the other machines', async () => {
  const person = await rig.newUser({ set: { must_change_password: true } });
  const elsewhere = (await rig.signIn(person.userName)).browser;
  const { browser } = await rig.signIn(person.userName);
  const before = browser.session ?? '';
  browser.take(await changePassword(await rig.request(browser), body, browser));
  expect(await resolveSession(rig.office, before)).toBeUndefined();
  expect(await resolveSession(rig.office, elsewhere.session ?? '')).toBeUndefined();
  expect(await resolveSession(rig.office, browser.session ?? '')).toMatchObject({ mustChangePassword: false });
  await expectCode(rig.signIn(person.userName, newBrowser()), 'identity.wrong_credentials');
  expect((await rig.signIn(person.userName, newBrowser(), NEW_PASSWORD)).answer.step).toBe('done');
  expect(await rig.listActions(person)).toContain('identity.password_changed');
});

test.each([
  ['short', 'Ngan-7kytu', 'identity.password_weak'],
  ['with the user name', 'Nha-nguoi1-cua-2021', 'identity.password_weak'],
  ['as before', PASSWORD, 'identity.password_weak'],
])('a new password %s is refused', async (_name, newPassword, code) => {
  const person = await rig.newUser({ set: { user_name: `nguoi1${_name.length}` } });
  const { browser } = await rig.signIn(person.userName);
  const given = { ...body, newPassword: newPassword.replace('nguoi1', person.userName) };
  await expectCode(changePassword(await rig.request(browser), given, browser), code);
});

test('an administrator needs fifteen characters in whatever post he acts', async () => {
  const fourteen = 'Gio-lua-nuong-7';
  const short = fourteen.slice(0, 14);
  const specialist = await rig.newUser();
  const administrator = await rig.newUser({ roles: ['administrator'] });
  const own = async (userName: string) => {
    const { browser } = await rig.signIn(userName);
    return changePassword(await rig.request(browser), { ...body, newPassword: `${short.slice(0, 12)}K7` }, browser);
  };
  await own(specialist.userName);
  await expectCode(own(administrator.userName), 'identity.password_weak');
});

test('the current password is asked for and wrong ones are counted', async () => {
  const person = await rig.newUser();
  const { browser } = await rig.signIn(person.userName);
  const me = await rig.request(browser);
  const given = { ...body, currentPassword: 'Sai-hoan-toan-2021' };
  const stranger = { session: browser.session, device: undefined };
  await expectCode(changePassword(me, given, stranger), 'identity.wrong_password');
  expect((await rig.readUser(person)).failed_count).toBe(1);
});

test('two changes at once: one wins, the other is told', async () => {
  const person = await rig.newUser();
  const { browser } = await rig.signIn(person.userName);
  const me = await rig.request(browser);
  const both = await Promise.allSettled(
    ['Suong-mu-tren-deo-8', 'Nang-len-tren-doi-9'].map((newPassword) =>
      changePassword(me, { ...body, newPassword }, browser),
    ),
  );
  expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('a session that ended meanwhile changes nothing', async () => {
  const person = await rig.newUser();
  const { browser } = await rig.signIn(person.userName);
  const me = await rig.request(browser);
  await rig.office.database.pool.query('update identity_session set ended_at = now() where user_id = $1', [
    person.userId,
  ]);
  await expectCode(changePassword(me, body, browser), 'identity.sign_in_required');
});
