import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { type ChangeEvent, type EventHub, startEventHub } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { buildAgency, buildPerson, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { closeEvents, createIdentityRig, expectCode, type IdentityRig, newBrowser } from '../identity.testing.ts';
import { resolveSession } from '../queries/resolve-session.ts';
import { viewLink } from '../queries/view-link.ts';
import { createAccount } from './create-account.ts';
import { disableAccount, enableAccount } from './disable-account.ts';
import { resetAccount } from './reset-account.ts';
import { unlockAccount } from './unlock-account.ts';
import { useLink } from './use-link.ts';

const CHOSEN = 'Nha-san-ben-suoi-19';
const HOUR_MS = 3_600_000;
let rig: IdentityRig;
let administrator: Subject;
let stranger: Subject;
let below: { agencyId: string; unitId: string };
let events: EventHub;
const heard: ChangeEvent[] = [];

beforeAll(async () => {
  rig = await createIdentityRig();
  administrator = await rig.newUser({ roles: ['administrator'], fullName: 'Vàng Thị Quản' });
  const { db } = rig.office;
  const commune = await buildAgency(db, { parent_id: rig.agencyId, name: 'UBND xã Dưới' });
  below = { agencyId: commune.id, unitId: (await buildUnit(db, commune.id)).id };
  const other = await buildAgency(db, { name: 'UBND huyện Khác' });
  const unit = await buildUnit(db, other.id);
  stranger = await rig.newUser({ roles: ['administrator'], agencyId: other.id, unitId: unit.id });
  events = startEventHub(rig.office.database.pool, rig.office.log);
  events.subscribe((event) => heard.push(event));
});
afterAll(async () => {
  await closeEvents(events, rig.office);
  await rig.office.close();
});

const act = (subject = administrator): ActingContext => rig.office.as(subject);
const tokenOf = (link: string): string => link.split('/').at(-1) ?? '';
const reset = (userId: string, clearSecondFactor = false, context = act()) =>
  resetAccount(context, userId, { reason: 'Quên mật khẩu', clearSecondFactor });

describe('creating an account', () => {
  test('proposes a user name, answers a link that is stored as a hash, and the person chooses the password', async () => {
    const person = await buildSubject(rig.office.db, { ...below, fullName: 'Lò Thị Mai Hương', roles: ['clerk'] });
    const created = await createAccount(act(), { personId: person.personId });
    expect(created.userName).toBe('huongltm');
    const token = tokenOf(created.link);
    const shown = await viewLink(rig.visitor(), token);
    expect(shown).toMatchObject({
      kind: 'new_user',
      userName: 'huongltm',
      displayName: 'Lò Thị Mai Hương',
      agencyName: 'UBND xã Dưới',
      passwordRule: { minLength: 14 },
    });
    const stored = await rawQuery<{ text: string }>(
      rig.office.db,
      'select to_jsonb(l)::text as text from identity_link l',
      [],
    );
    expect(stored.map((row) => row.text).join()).not.toContain(token);
    await expectCode(useLink(rig.visitor(), token, 'ngan'), 'identity.password_weak');
    expect(await useLink(rig.visitor(), token, CHOSEN)).toEqual({ userName: 'huongltm' });
    expect((await rig.signIn('huongltm', newBrowser(), CHOSEN)).answer.step).toBe('done');
    await expectCode(useLink(rig.visitor(), token, CHOSEN), 'identity.link_over');
    await expectCode(viewLink(rig.visitor(), token), 'identity.link_over');
    expect(await rig.listActions({ userId: created.userId })).toEqual([
      'identity.account_created',
      'identity.password_chosen',
      'identity.signed_in',
    ]);
  });

  test('numbers namesakes, also when they come at once', async () => {
    const people = await Promise.all([1, 2, 3, 4].map(() => buildPerson(rig.office.db, rig.agencyId, 'Sùng A Páo')));
    const created = await Promise.all(people.map(({ id }) => createAccount(act(), { personId: id })));
    expect(created.map((account) => account.userName).sort()).toEqual(['paosa', 'paosa2', 'paosa3', 'paosa4']);
  });

  test('of the same person twice, also at once, gives one account', async () => {
    const person = await buildPerson(rig.office.db, rig.agencyId, 'Chẻo Mẩy Duy');
    const both = await Promise.allSettled([1, 2, 3].map(() => createAccount(act(), { personId: person.id })));
    expect(both.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    await expectCode(createAccount(act(), { personId: person.id }), 'identity.account_exists');
  });

  test('takes a user name of one’s own, folded, free and well formed', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => buildPerson(rig.office.db, rig.agencyId)));
    const named = (personId: string | undefined, userName: string) =>
      createAccount(act(), { personId: personId ?? '', userName });
    expect((await named(first?.id, 'Văn.Thư')).userName).toBe('van.thu');
    await expectCode(named(second?.id, 'van.thu'), 'identity.user_name_taken');
    await expectCode(named(second?.id, '.x'), 'identity.user_name_invalid');
  });

  test('reaches people of the agency and below, never of another agency, nor those who left', async () => {
    await expectCode(createAccount(act(stranger), { personId: administrator.personId }), 'org.person_not_found');
    await expectCode(createAccount(act(), { personId: newId() }), 'org.person_not_found');
    const gone = await buildPerson(rig.office.db, rig.agencyId);
    await rawQuery(rig.office.db, "update org_person set left_on = '2021-03-01' where id = $1", [gone.id]);
    await expectCode(createAccount(act(), { personId: gone.id }), 'identity.wrong_state');
  });
});

describe('one-time links', () => {
  test('expire, and a newer one voids the older', async () => {
    const person = await rig.newUser();
    const first = tokenOf((await reset(person.userId)).link);
    const second = tokenOf((await reset(person.userId)).link);
    await expectCode(viewLink(rig.visitor(), first), 'identity.link_over');
    expect((await viewLink(rig.visitor(), second)).kind).toBe('reset');
    rig.office.clock.advance(24 * HOUR_MS);
    await expectCode(useLink(rig.visitor(), second, CHOSEN), 'identity.link_over');
  });

  test('used twice at once count once', async () => {
    const person = await rig.newUser();
    const token = tokenOf((await reset(person.userId)).link);
    const both = await Promise.allSettled([1, 2].map(() => useLink(rig.visitor(), token, CHOSEN)));
    expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('do not open made-up secrets, nor the set-up', async () => {
    await expectCode(viewLink(rig.visitor(), 'x'.repeat(43)), 'identity.link_over');
  });
});

describe('resetting', () => {
  test('voids password, sessions and known machines; the second factor goes only when asked', async () => {
    const set = { totp_secret: Buffer.from('sealed'), totp_enabled_at: new Date('2021-01-01') };
    const person = await rig.newUser();
    const { browser } = await rig.signIn(person.userName);
    await rawQuery(rig.office.db, 'update identity_user set totp_secret = $2, totp_enabled_at = $3 where id = $1', [
      person.userId,
      set.totp_secret,
      set.totp_enabled_at,
    ]);
    await reset(person.userId);
    expect(await resolveSession(rig.office, browser.session ?? '')).toBeUndefined();
    await expectCode(rig.signIn(person.userName, browser), 'identity.wrong_credentials');
    expect(await rig.readUser(person)).toMatchObject({ password_hash: null, totp_enabled_at: set.totp_enabled_at });
    const token = tokenOf((await reset(person.userId, true)).link);
    expect(await rig.readUser(person)).toMatchObject({ totp_secret: null, totp_enabled_at: null });
    await useLink(rig.visitor(), token, CHOSEN);
    expect((await rig.signIn(person.userName, browser, CHOSEN)).answer.step).toBe('done');
  });

  test('does not open a disabled account', async () => {
    const person = await rig.newUser({ set: { disabled_at: new Date('2021-01-01') } });
    await expectCode(reset(person.userId), 'identity.wrong_state');
  });
});

describe('unlocking', () => {
  test('opens the lock before its time and keeps the password', async () => {
    const person = await rig.newUser({ set: { locked_until: new Date('2030-01-01') } });
    await expectCode(rig.signIn(person.userName), 'identity.wrong_credentials');
    expect((await unlockAccount(act(), person.userId, 'Đã xác minh qua điện thoại')).state).toBe('active');
    expect((await rig.signIn(person.userName)).answer.step).toBe('done');
    await expectCode(unlockAccount(act(), person.userId, 'lần nữa'), 'identity.wrong_state');
    expect(await rig.listActions(person)).toContain('identity.account_unlocked');
  });
});

describe('disabling', () => {
  test('ends sessions and event streams at once, voids links; enabling brings the account back', async () => {
    const person = await rig.newUser();
    const { browser } = await rig.signIn(person.userName);
    const session = await resolveSession(rig.office, browser.session ?? '');
    heard.length = 0;
    const disabled = await disableAccount(act(), person.userId, 'Nghỉ hưu');
    expect(disabled).toMatchObject({ state: 'disabled', openSessions: 0 });
    expect(await resolveSession(rig.office, browser.session ?? '')).toBeUndefined();
    await expect
      .poll(() => heard.filter((event) => event.topic === 'session').flatMap((event) => event.ids))
      .toEqual([session?.sessionId]);
    await expectCode(rig.signIn(person.userName), 'identity.wrong_credentials');
    await expectCode(disableAccount(act(), person.userId, 'lần nữa'), 'identity.wrong_state');
    expect((await enableAccount(act(), person.userId, 'Nhầm người')).state).toBe('active');
    await expectCode(enableAccount(act(), person.userId, 'lần nữa'), 'identity.wrong_state');
    expect((await rig.signIn(person.userName)).answer.step).toBe('done');
  });

  test('voids a link that was handed out', async () => {
    const person = await rig.newUser();
    const token = tokenOf((await reset(person.userId)).link);
    await disableAccount(act(), person.userId, 'Thôi việc');
    await enableAccount(act(), person.userId, 'Quay lại');
    await expectCode(useLink(rig.visitor(), token, CHOSEN), 'identity.link_over');
  });

  test('is not possible for one’s own account', async () => {
    await expectCode(disableAccount(act(), administrator.userId, 'thử'), 'identity.wrong_state');
  });

  test('twice at once disables once', async () => {
    const person = await rig.newUser();
    const both = await Promise.allSettled([1, 2].map(() => disableAccount(act(), person.userId, 'Nghỉ hưu')));
    expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('who may', () => {
  const acts: [string, (context: ActingContext, userId: string) => Promise<unknown>][] = [
    ['reset', (context, userId) => resetAccount(context, userId, { reason: 'thử', clearSecondFactor: false })],
    ['unlock', (context, userId) => unlockAccount(context, userId, 'thử')],
    ['disable', (context, userId) => disableAccount(context, userId, 'thử')],
    ['enable', (context, userId) => enableAccount(context, userId, 'thử')],
  ];

  test.each(acts)('%s: administrators only, and only within reach', async (_name, run) => {
    const person = await rig.newUser();
    for (const roles of [['clerk'], ['leader'], ['unit_head'], ['specialist'], ['focal'], ['auditor']] as const) {
      const other = await rig.newUser({ roles: [...roles] });
      await expectCode(run(act(other), person.userId), 'identity.administer.forbidden');
    }
    await expectCode(run(act(stranger), person.userId), 'identity.account_not_found');
    await expectCode(run(act(), newId()), 'identity.account_not_found');
    expect(await rig.listActions(person)).toEqual([]);
  });

  test('the district administers its communes, a commune not its district', async () => {
    const clerk = await rig.newUser({ ...below });
    const local = await rig.newUser({ ...below, roles: ['administrator'] });
    expect((await disableAccount(act(), clerk.userId, 'thử')).agencyName).toBe('UBND xã Dưới');
    const upper = await rig.newUser();
    await expectCode(disableAccount(act(local), upper.userId, 'thử'), 'identity.account_not_found');
  });

  test('a clerk creates none', async () => {
    const clerk = await rig.newUser({ roles: ['clerk'] });
    const person = await buildPerson(rig.office.db, rig.agencyId);
    await expectCode(createAccount(act(clerk), { personId: person.id }), 'identity.administer.forbidden');
  });
});
