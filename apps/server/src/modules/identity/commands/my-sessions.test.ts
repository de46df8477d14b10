import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { createIdentityRig, expectCode, type IdentityRig } from '../identity.testing.ts';
import { resolveSession } from '../queries/resolve-session.ts';
import { viewMe } from '../queries/view-me.ts';
import { viewMySecurity } from '../queries/view-my-security.ts';
import { endOtherSessions, endSession } from './end-session.ts';
import { signOut } from './sign-out.ts';
import { switchActing } from './switch-acting.ts';

let rig: IdentityRig;

beforeAll(async () => {
  rig = await createIdentityRig();
});
afterAll(() => rig.office.close());

const counts = async () => ({ incoming: 3 });

describe('switching the acting post', () => {
  test('goes to another post of the same person, also in another agency, and is remembered', async () => {
    const person = await rig.newUser({ roles: ['specialist'] });
    const commune = await buildAgency(rig.office.db, { name: 'UBND xã Hai Vai' });
    const unit = await buildUnit(rig.office.db, commune.id);
    const second = await buildSubject(rig.office.db, {
      agencyId: commune.id,
      unitId: unit.id,
      personId: person.personId,
      roles: ['clerk'],
      title: 'Văn thư',
    });
    const { browser } = await rig.signIn(person.userName);
    const before = await rig.request(browser);
    expect(before.subject.roles).toEqual(['specialist']);
    const after = await switchActing(before, second.positionId, browser);
    expect(await viewMe(after, counts)).toMatchObject({
      acting: { title: 'Văn thư', agencyName: 'UBND xã Hai Vai', roles: ['clerk'] },
      counts: { incoming: 3 },
      idleMinutes: 15,
    });
    expect((await viewMe(after, counts)).positions).toHaveLength(2);
    expect((await rig.request(browser)).subject).toMatchObject({ agencyId: commune.id, roles: ['clerk'] });
    const again = await rig.signIn(person.userName);
    expect((await rig.request(again.browser)).subject.positionId).toBe(second.positionId);
    expect(await rig.listActions(person)).toContain('identity.acting_switched');
  });

  test('never to the post of somebody else, an ended or a made-up one', async () => {
    const person = await rig.newUser();
    const other = await rig.newUser({ roles: ['administrator'] });
    const ended = await buildSubject(rig.office.db, {
      agencyId: rig.agencyId,
      unitId: rig.unitId,
      personId: person.personId,
      roles: ['leader'],
    });
    await rawQuery(rig.office.db, "update org_position set valid_to = '2021-03-21' where id = $1", [ended.positionId]);
    const { browser } = await rig.signIn(person.userName);
    for (const positionId of [other.positionId, ended.positionId, newId()]) {
      await expectCode(switchActing(await rig.request(browser), positionId, browser), 'identity.position_not_yours');
    }
    expect((await rig.request(browser)).subject.positionId).toBe(person.positionId);
  });
});

describe('my sessions', () => {
  test('are listed with the machine, the current one marked, idle ones left out', async () => {
    const person = await rig.newUser();
    await rig.signIn(person.userName);
    rig.office.clock.advance(16 * 60_000);
    const elsewhere = await rig.signIn(person.userName);
    const { browser } = await rig.signIn(person.userName);
    const { sessions } = await viewMySecurity(await rig.request(browser), browser);
    expect(sessions.map((session) => session.current).sort()).toEqual([false, true]);
    expect(sessions[0]).toMatchObject({ device: 'Chrome trên Windows', ip: '203.0.113.7', actingTitle: 'Chuyên viên' });
    expect(elsewhere.browser.session).toBeDefined();
  });

  test('end one by one, never those of others', async () => {
    const person = await rig.newUser();
    const other = await rig.newUser();
    const foreign = await rig.signIn(other.userName);
    const foreignId = (await resolveSession(rig.office, foreign.browser.session ?? ''))?.sessionId ?? '';
    const elsewhere = await rig.signIn(person.userName);
    const elsewhereId = (await resolveSession(rig.office, elsewhere.browser.session ?? ''))?.sessionId ?? '';
    const { browser } = await rig.signIn(person.userName);
    const me = await rig.request(browser);
    await expectCode(endSession(me, foreignId, browser), 'identity.session_not_found');
    expect(await resolveSession(rig.office, foreign.browser.session ?? '')).toBeDefined();
    const ended = await endSession(me, elsewhereId, browser);
    expect(ended.items).toMatchObject([{ current: true }]);
    expect(ended.tokens).toEqual({});
    expect(await resolveSession(rig.office, elsewhere.browser.session ?? '')).toBeUndefined();
    await expectCode(endSession(me, elsewhereId, browser), 'identity.session_not_found');
    expect(await rig.listActions(person)).toContain('identity.sessions_ended');
  });

  test('end all but this one', async () => {
    const person = await rig.newUser();
    const others = [await rig.signIn(person.userName), await rig.signIn(person.userName)];
    const { browser } = await rig.signIn(person.userName);
    const { items } = await endOtherSessions(await rig.request(browser), browser);
    expect(items).toMatchObject([{ current: true }]);
    for (const other of others) {
      expect(await resolveSession(rig.office, other.browser.session ?? '')).toBeUndefined();
    }
  });

  test('the one in use may be ended, too: that signs out', async () => {
    const person = await rig.newUser();
    const { browser } = await rig.signIn(person.userName);
    const id = (await resolveSession(rig.office, browser.session ?? ''))?.sessionId ?? '';
    const ended = await endSession(await rig.request(browser), id, browser);
    expect(ended.tokens).toEqual({ session: null });
    expect(await resolveSession(rig.office, browser.session ?? '')).toBeUndefined();
  });
});

test('signing out ends the session, leaves a trace, and is no error when nobody is signed in', async () => {
  const person = await rig.newUser();
  const { browser } = await rig.signIn(person.userName);
  expect(await signOut(rig.visitor(), browser)).toEqual({ tokens: { session: null }, logoutUrl: null });
  expect(await resolveSession(rig.office, browser.session ?? '')).toBeUndefined();
  expect(await signOut(rig.visitor(), browser)).toEqual({ tokens: { session: null }, logoutUrl: null });
  expect(await rig.listActions(person)).toEqual(['identity.signed_in', 'identity.signed_out']);
});

describe('sessions at once (ASVS 7.1.2)', () => {
  const openOf = async (userId: string) =>
    rawQuery<{ id: string; ended_reason: string | null }>(
      rig.office.db,
      'select id, ended_reason from identity_session where user_id = $1 and ended_at is null',
      [userId],
    );

  test('are five; the one used longest ago ends when a sixth opens', async () => {
    const person = await rig.newUser();
    const browsers: Awaited<ReturnType<IdentityRig['signIn']>>[] = [];
    for (let count = 0; count < 5; count += 1) {
      browsers.push(await rig.signIn(person.userName));
      rig.office.clock.advance(1_000);
    }
    expect(await openOf(person.userId)).toHaveLength(5);
    // The first one was used a moment ago, so the second is the oldest.
    rig.office.clock.advance(60_000);
    await rig.request(browsers[0]?.browser ?? { session: '', device: undefined });
    const sixth = await rig.signIn(person.userName);
    expect(await openOf(person.userId)).toHaveLength(5);
    const isOpen = async (at: number) =>
      (await resolveSession(rig.office, browsers[at]?.browser.session ?? '')) !== undefined;
    expect([await isOpen(0), await isOpen(1), await isOpen(2)]).toEqual([true, false, true]);
    expect(await resolveSession(rig.office, sixth.browser.session ?? '')).toBeDefined();
  });

  test('of the demo are as many as there are people who try it (control)', async () => {
    const demo = await createIdentityRig({ demo: true });
    const person = await demo.newUser({ set: { demo: true } });
    for (let count = 0; count < 7; count += 1) {
      await demo.signIn(person.userName);
    }
    const open = await rawQuery(
      demo.office.db,
      'select id from identity_session where user_id = $1 and ended_at is null',
      [person.userId],
    );
    expect(open).toHaveLength(7);
    await demo.office.close();
  });
});
