import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { buildPerson } from '../../org/org.testing.ts';
import { createIdentityRig, expectCode, type IdentityRig, PASSWORD } from '../identity.testing.ts';
import { createInvitedUser, disableUser, issueInvitation, signInFacts } from '../invited-users.ts';
import { proveSelf } from '../prove-self.ts';
import { useLink } from './use-link.ts';

let rig: IdentityRig;
beforeAll(async () => {
  rig = await createIdentityRig();
});
afterAll(() => rig.office.close());

const inTx = <T>(work: Parameters<ReturnType<IdentityRig['office']['db']['transaction']>['execute']>[0]) =>
  rig.office.db.transaction().execute(work) as Promise<T>;

describe('showing again who one is', () => {
  test('the right password is enough without a second factor, and leaves its trace', async () => {
    const user = await rig.newUser();
    const { browser } = await rig.signIn(user.userName);
    const context = await rig.request(browser);
    await proveSelf(
      { ...context, idempotency: { key: 'k'.repeat(10), route: 'POST /x', bodyHash: 'h' } },
      { password: PASSWORD },
    );
    expect((await rig.listActions(user)).at(-1)).toBe('identity.proved');
    const copies = await rawQuery(rig.office.db, 'select 1 from idempotency_key', []);
    expect(copies).toEqual([]);
  });

  test('wrong ones count like those of the sign-in page, until the account is locked', async () => {
    const user = await rig.newUser();
    const { browser } = await rig.signIn(user.userName);
    const context = await rig.request(browser);
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await expectCode(proveSelf(context, { password: 'sai mật khẩu' }), 'identity.wrong_password');
    }
    await expectCode(proveSelf(context, { password: PASSWORD }), 'identity.wrong_state');
    expect((await rig.listActions(user)).filter((action) => action === 'identity.sign_in_failed')).toHaveLength(6);
  });

  test('a second factor that is set up is asked for', async () => {
    const user = await rig.newUser({ set: { totp_enabled_at: new Date('2021-01-01') } });
    const context = { ...rig.visitor(), subject: user };
    await expectCode(proveSelf(context, { password: PASSWORD }), 'identity.second_factor_required');
    await expectCode(proveSelf(context, { password: PASSWORD, code: 'khongphaima' }), 'identity.wrong_code');
  });

  test('a shut account proves nothing', async () => {
    const user = await rig.newUser({ set: { disabled_at: new Date('2021-01-01') } });
    await expectCode(
      proveSelf({ ...rig.visitor(), subject: user }, { password: PASSWORD }),
      'identity.sign_in_required',
    );
  });
});

describe('sign-ins for the register of accounts', () => {
  test('invited with the wished name, or one made from the full name when it is taken or impossible; twice is once', async () => {
    const people = await Promise.all(
      ['Lý A Tủa', 'Lý A Tùng', 'Lý A Tuân'].map((name) => buildPerson(rig.office.db, rig.agencyId, name)),
    );
    const invite = (index: number, userName: string) =>
      inTx<{ userId: string; userName: string }>((tx) =>
        createInvitedUser(tx, rig.visitor(), { agencyId: rig.agencyId, personId: people[index]?.id ?? '', userName }),
      );
    const first = await invite(0, 'tuala.namot');
    expect(first.userName).toBe('tuala.namot');
    expect(await invite(0, 'khac')).toEqual(first);
    expect((await invite(1, 'tuala.namot')).userName).toBe('tungla');
    expect((await invite(2, '@@')).userName).toBe('tuanla');
    await expectCode(
      inTx((tx) => createInvitedUser(tx, rig.visitor(), { agencyId: rig.agencyId, personId: rig.agencyId })),
      'org.person_not_found',
    );
  });

  test('the link is used once, and no more once the person has a password', async () => {
    const person = await buildPerson(rig.office.db, rig.agencyId, 'Vàng Thị Mỷ');
    const { userId } = await inTx<{ userId: string }>((tx) =>
      createInvitedUser(tx, rig.visitor(), { agencyId: rig.agencyId, personId: person.id }),
    );
    const issue = () =>
      inTx<{ link: string }>((tx) => issueInvitation(tx, rig.visitor(), { agencyId: rig.agencyId, userId }));
    const { link } = await issue();
    await useLink(rig.visitor(), link.split('/').at(-1) ?? '', PASSWORD);
    const [row] = await rawQuery<{ has: boolean }>(
      rig.office.db,
      'select password_hash is not null as has from identity_user where id = $1',
      [userId],
    );
    expect(row?.has).toBe(true);
    await expectCode(issue(), 'identity.wrong_state');
    await expectCode(
      inTx((tx) => issueInvitation(tx, rig.visitor(), { agencyId: person.id, userId })),
      'identity.account_not_found',
    );
  });

  test('shut at once with its sessions; shut again is nothing; somebody who comes back starts without the old password', async () => {
    const user = await rig.newUser();
    const { browser } = await rig.signIn(user.userName);
    const shut = () =>
      inTx<boolean>((tx) =>
        disableUser(tx, rig.visitor(), { agencyId: user.agencyId, userId: user.userId, reason: 'thu hồi' }),
      );
    const facts = (await signInFacts(rig.office.db, [user.userId])).get(user.userId);
    expect(facts?.lastSignInAt).toEqual(rig.office.clock.now());
    expect(facts?.lastSeenAt).toEqual(rig.office.clock.now());
    expect(await shut()).toBe(true);
    expect(await shut()).toBe(false);
    await expect(rig.request(browser)).rejects.toThrow();
    await inTx((tx) => createInvitedUser(tx, rig.visitor(), { agencyId: user.agencyId, personId: user.personId }));
    expect(await rig.readUser(user)).toMatchObject({ disabled_at: null, password_hash: null });
    await expectCode(rig.signIn(user.userName), 'identity.wrong_credentials');
  });
});
