import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawQuery } from '../../platform/sql.ts';
import { denyEvent } from './commands/deny-event.ts';
import { enableAccount } from './commands/disable-account.ts';
import { disableUnused } from './disable-unused.ts';
import { findUserOfPerson } from './identity.store.ts';
import { createIdentityRig, expectCode, type IdentityRig, newBrowser } from './identity.testing.ts';
import { resolveSession } from './queries/resolve-session.ts';
import { viewMySecurity } from './queries/view-my-security.ts';
import { TELL_EVENT } from './security-events.ts';
import { type TellPerson, tellSecurityEvents } from './tell-security-event.ts';

const DAY_MS = 24 * 3_600_000;
const WRONG = 'Sai-hoan-toan-2021';
let rig: IdentityRig;
beforeAll(async () => {
  rig = await createIdentityRig();
});
afterAll(() => rig.office.close());

type Notice = Parameters<TellPerson>[2];

async function eventsOf(browser: ReturnType<typeof newBrowser>) {
  return (await viewMySecurity(await rig.request(browser), browser)).events;
}

/** What the jobs of these events would tell. */
async function told(userId: string): Promise<Notice[]> {
  const notices: Notice[] = [];
  const job = tellSecurityEvents(rig.office, async (_tx, _context, notice) => void notices.push(notice));
  const rows = await rawQuery<{ payload: Record<string, unknown> }>(
    rig.office.db,
    `select job.payload from graphile_worker._private_jobs job
     join graphile_worker._private_tasks task on task.id = job.task_id
     join identity_security_event event on event.id = (job.payload->>'id')::uuid
     where task.identifier = $1 and event.user_id = $2 order by job.id`,
    [TELL_EVENT, userId],
  );
  for (const { payload } of rows) {
    await job.handle(payload);
  }
  return notices;
}

describe('the owner of an account hears', () => {
  test('of a new device, with the device and the network, but not of the first one and of known ones', async () => {
    const person = await rig.newUser();
    const { browser } = await rig.signIn(person.userName);
    await rig.signIn(person.userName, browser);
    expect(await eventsOf(browser)).toEqual([]);
    const { browser: other } = await rig.signIn(person.userName);
    expect(await eventsOf(other)).toMatchObject([
      { kind: 'new_device', device: 'Chrome trên Windows', ip: '203.0.113.7', denied: false },
    ]);
    const [notice, ...more] = await told(person.userId);
    expect(more).toEqual([]);
    expect(notice).toMatchObject({ personIds: [person.personId], kind: 'identity.new_device' });
    expect(notice?.link).toMatch(/^\/bao-mat\?su-kien=[\w-]{36}$/);
  });

  test('that strangers locked it, once, on the machine that still opens', async () => {
    const person = await rig.newUser();
    const { browser } = await rig.signIn(person.userName);
    for (let count = 0; count < 7; count += 1) {
      await expectCode(rig.signIn(person.userName, newBrowser(), WRONG), 'identity.wrong_credentials');
    }
    expect((await eventsOf(browser)).map(({ kind }) => kind)).toEqual(['locked']);
    expect((await told(person.userId)).map(({ kind }) => kind)).toEqual(['identity.locked']);
  });

  test('for ninety days', async () => {
    const person = await rig.newUser();
    await rig.signIn(person.userName);
    await rig.signIn(person.userName);
    rig.office.clock.advance(91 * DAY_MS);
    const { browser } = await rig.signIn(person.userName);
    expect(await eventsOf(browser)).toHaveLength(1);
  });
});

describe('"Không phải tôi"', () => {
  test('ends the other sessions, forgets the machines and asks for a new password, once', async () => {
    const person = await rig.newUser();
    const { browser } = await rig.signIn(person.userName);
    const { browser: intruder } = await rig.signIn(person.userName);
    const [event] = await eventsOf(browser);
    const context = await rig.request(browser);
    expect(await denyEvent(context, event?.id ?? '', browser)).toEqual({ sessionsEnded: 1 });
    expect(await resolveSession(rig.office, intruder.session ?? '')).toBeUndefined();
    expect((await resolveSession(rig.office, browser.session ?? ''))?.mustChangePassword).toBe(true);
    expect(await rawQuery(rig.office.db, 'select 1 from identity_device where user_id = $1', [person.userId])).toEqual(
      [],
    );
    expect((await rig.listActions(person)).at(-1)).toBe('identity.event_denied');
    await expectCode(denyEvent(context, event?.id ?? '', browser), 'identity.event_not_found');
  });

  test('is said of one’s own account only', async () => {
    const person = await rig.newUser();
    await rig.signIn(person.userName);
    const { browser } = await rig.signIn(person.userName);
    const [event] = await eventsOf(browser);
    const { browser: stranger } = await rig.signIn((await rig.newUser()).userName);
    const context = await rig.request(stranger);
    await expectCode(denyEvent(context, event?.id ?? '', stranger), 'identity.event_not_found');
    expect((await rig.readUser(person)).must_change_password).toBe(false);
  });
});

describe('an account nobody uses for more than 45 days', () => {
  test('is shut, told to the administrators, and opened again by one of them for another 45 days', async () => {
    const agencyAdmin = await rig.newUser({ roles: ['administrator'], fullName: 'Sùng Thị Quản' });
    const idle = await rig.newUser({ fullName: 'Vàng A Nghỉ' });
    const busy = await rig.newUser();
    const absent = await rig.newUser({ roles: ['administrator'] });
    rig.office.clock.advance(44 * DAY_MS);
    await rig.signIn(busy.userName);
    rig.office.clock.advance(2 * DAY_MS);
    const { browser } = await rig.signIn(agencyAdmin.userName);
    const notices: Notice[] = [];
    const run = () => disableUnused(rig.office, async (_tx, _context, notice) => void notices.push(notice));
    await run();
    expect((await rig.readUser(idle)).disabled_reason).toContain('45 ngày');
    expect((await rig.readUser(absent)).disabled_at).not.toBeNull();
    expect((await rig.readUser(busy)).disabled_at).toBeNull();
    expect((await rig.readUser(agencyAdmin)).disabled_at).toBeNull();
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ personIds: [agencyAdmin.personId], kind: 'identity.disabled_unused' });
    await enableAccount(await rig.request(browser), idle.userId, 'Đi học về');
    await run();
    expect((await rig.readUser(idle)).disabled_at).toBeNull();
    expect(notices).toHaveLength(1);
    expect((await rig.signIn(idle.userName)).answer.step).toBe('done');
  });

  test('stays when it is the last administrator of its agency', async () => {
    rig.office.clock.advance(100 * DAY_MS);
    await disableUnused(rig.office, async () => undefined);
    const open = await rawQuery<{ person_id: string }>(
      rig.office.db,
      `select account.person_id from identity_user account join org_position post on post.person_id = account.person_id
       where account.disabled_at is null and 'administrator' = any(post.roles)`,
      [],
    );
    expect(open).toHaveLength(1);
    expect(await findUserOfPerson(rig.office.db, open[0]?.person_id ?? '')).toBeDefined();
  });
});
