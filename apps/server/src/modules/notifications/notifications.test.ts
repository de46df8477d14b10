import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { record } from '#modules/audit';
import type { Subject } from '../../platform/authorise.ts';
import { type ActingContext, command } from '../../platform/context.ts';
import { type ChangeEvent, type EventHub, startEventHub } from '../../platform/events.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { closeEvents } from '../identity/identity.testing.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { readNotifications } from './commands/read-notifications.ts';
import { clearNotices, createNotificationsModule, type Notice, notify } from './index.ts';
import { listNotifications } from './queries/list-notifications.ts';

let office: TestOffice;
let clerk: Subject;
let head: Subject;
let specialist: Subject;
let stranger: Subject;
let events: EventHub;
const heard: ChangeEvent[] = [];

beforeAll(async () => {
  office = await createTestOffice();
  events = startEventHub(office.database.pool, office.log);
  events.subscribe((event) => heard.push(event));
});
afterAll(async () => {
  await closeEvents(events, office);
  await office.close();
});

// A fresh agency each, so that no test sees notices of another.
beforeEach(async () => {
  const agency = await buildAgency(office.db);
  const unit = await buildUnit(office.db, agency.id);
  const post = { agencyId: agency.id, unitId: unit.id };
  clerk = await buildSubject(office.db, { ...post, roles: ['clerk'] });
  head = await buildSubject(office.db, { ...post, roles: ['unit_head'], rank: 'unit_head' });
  specialist = await buildSubject(office.db, { ...post, roles: ['specialist'] });
  const other = await buildAgency(office.db);
  const otherUnit = await buildUnit(office.db, other.id);
  stranger = await buildSubject(office.db, { agencyId: other.id, unitId: otherUnit.id, roles: ['clerk'] });
});

async function tell(context: ActingContext, given: Partial<Notice> = {}): Promise<void> {
  office.clock.advance(1_000);
  await command(context, async (tx) => {
    await record(tx, context, { action: 'probe.done', agencyId: clerk.agencyId, objectKind: 'probe', objectId: 'x' });
    await notify(tx, context, {
      agencyId: clerk.agencyId,
      personIds: [clerk.personId, head.personId, specialist.personId],
      kind: 'probe.done',
      text: 'Văn bản 367/UBND-VHTT được chuyển đến.',
      link: '/incoming/1',
      reason: 'Được giao chủ trì',
      ...given,
    });
  });
}

async function clear(given: { link: string; personIds?: string[] }): Promise<void> {
  const context = office.as(clerk);
  await command(context, async (tx) => {
    await record(tx, context, { action: 'probe.done', agencyId: clerk.agencyId, objectKind: 'probe', objectId: 'x' });
    await clearNotices(tx, { agencyId: clerk.agencyId, ...given });
  });
}

const unread = async (subject: Subject) => (await listNotifications(office.as(subject), { limit: 50 })).unread;
const list = async (subject: Subject) => (await listNotifications(office.as(subject), { limit: 50 })).items;
const links = async (subject: Subject) => (await list(subject)).map((item) => item.link);

describe('notify', () => {
  test('tells each person once and never the actor', async () => {
    await tell(office.as(clerk), { personIds: [head.personId, head.personId, clerk.personId] });
    expect(await list(head)).toMatchObject([
      { kind: 'probe.done', link: '/incoming/1', reason: 'Được giao chủ trì', readAt: null },
    ]);
    expect(await unread(clerk)).toBe(0);
    expect(await unread(specialist)).toBe(0);
    expect(await unread(stranger)).toBe(0);
  });

  test('replaces the unread notice of the same link and moves it to the top', async () => {
    await tell(office.as(clerk));
    await tell(office.as(clerk), { link: '/incoming/2' });
    await tell(office.as(clerk), { text: 'Văn bản 367/UBND-VHTT đã quá hạn.' });
    expect(await links(head)).toEqual(['/incoming/1', '/incoming/2']);
    expect((await list(head))[0]?.text).toBe('Văn bản 367/UBND-VHTT đã quá hạn.');
    expect(await unread(head)).toBe(2);
  });

  test('begins a new line once the older one was read', async () => {
    await tell(office.as(clerk));
    const [first] = await list(head);
    await readNotifications(office.as(head), { ids: [first?.id ?? ''] });
    await tell(office.as(clerk));
    expect((await list(head)).map((item) => item.readAt === null)).toEqual([true, false]);
  });

  test('leaves one line when many events come at the same moment', async () => {
    await Promise.all(Array.from({ length: 10 }, () => tell(office.as(clerk))));
    expect(await links(head)).toEqual(['/incoming/1']);
  });

  test('leaves nothing when the event is rolled back', async () => {
    const context = office.as(clerk);
    const failing = command(context, async (tx) => {
      await notify(tx, context, {
        agencyId: clerk.agencyId,
        personIds: [head.personId],
        kind: 'probe.done',
        text: 'Không xảy ra.',
        link: '/incoming/9',
        reason: '',
      });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await unread(head)).toBe(0);
  });

  test('is heard by exactly the people told', async () => {
    heard.length = 0;
    await tell(office.as(clerk), { personIds: [head.personId, specialist.personId] });
    await expect
      .poll(() => heard.filter((event) => event.agencyId === clerk.agencyId))
      .toEqual([
        {
          topic: 'notifications',
          agencyId: clerk.agencyId,
          personIds: [head.personId, specialist.personId].sort(),
        },
      ]);
  });
});

describe('clearNotices', () => {
  test('reads the notices of a link for everyone and leaves the others', async () => {
    await tell(office.as(clerk));
    await tell(office.as(clerk), { link: '/incoming/2' });
    await clear({ link: '/incoming/1' });
    expect(await unread(head)).toBe(1);
    expect(await unread(specialist)).toBe(1);
    expect((await list(head)).find((item) => item.link === '/incoming/1')?.readAt).not.toBeNull();
  });

  test('reads only those of the people named', async () => {
    await tell(office.as(clerk));
    await clear({ link: '/incoming/1', personIds: [head.personId] });
    expect([await unread(head), await unread(specialist)]).toEqual([0, 1]);
  });

  test('does not reach into another agency', async () => {
    await tell(office.as(clerk), { agencyId: stranger.agencyId, personIds: [stranger.personId] });
    await clear({ link: '/incoming/1' });
    expect(await unread(stranger)).toBe(1);
  });
});

describe('reading', () => {
  test('marks the named notices, answers what is left and leaves a trace', async () => {
    await tell(office.as(clerk));
    await tell(office.as(clerk), { link: '/incoming/2' });
    const [newest] = await list(head);
    expect(await readNotifications(office.as(head, 'read-key-0001'), { ids: [newest?.id ?? ''] })).toEqual({
      unread: 1,
    });
    const leaves = await rawQuery<{ detail: { count: number } }>(
      office.db,
      "select detail from audit_leaf where agency_id = $1 and action = 'notifications.marked_read'",
      [head.agencyId],
    );
    expect(leaves).toEqual([{ detail: { count: 1 } }]);
  });

  test('up to the newest shown leaves what came meanwhile', async () => {
    await tell(office.as(clerk));
    await tell(office.as(clerk), { link: '/incoming/2' });
    const [shown] = await list(head);
    await tell(office.as(clerk), { text: 'Có bút phê mới.' });
    expect(await readNotifications(office.as(head), { upTo: shown?.id ?? '' })).toEqual({ unread: 1 });
    expect((await list(head)).filter((item) => item.readAt === null).map((item) => item.text)).toEqual([
      'Có bút phê mới.',
    ]);
  });

  test('somebody else’s notice stays unread', async () => {
    await tell(office.as(clerk));
    const [foreign] = await list(head);
    for (const intruder of [specialist, stranger]) {
      await readNotifications(office.as(intruder), { ids: [foreign?.id ?? '', newId()] });
    }
    expect(await unread(head)).toBe(1);
  });

  test('pages through, filters, and survives a made-up cursor', async () => {
    for (const number of [1, 2, 3, 4, 5]) {
      await tell(office.as(clerk), { link: `/incoming/${number}` });
    }
    const first = await listNotifications(office.as(head), { limit: 2 });
    const second = await listNotifications(office.as(head), { limit: 3, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items].map((item) => item.link)).toEqual(
      [5, 4, 3, 2, 1].map((number) => `/incoming/${number}`),
    );
    expect(second.nextCursor).toBeNull();
    await readNotifications(office.as(head), { ids: first.items.map((item) => item.id) });
    const filtered = async (wanted: 'true' | 'false') =>
      (await listNotifications(office.as(head), { limit: 50, unread: wanted })).items.length;
    expect([await filtered('true'), await filtered('false')]).toEqual([3, 2]);
    expect((await listNotifications(office.as(head), { limit: 50, cursor: "'; drop" })).items).toHaveLength(5);
  });

  test('the count of the rail is the number of unread ones', async () => {
    await tell(office.as(clerk));
    expect(await createNotificationsModule().counts?.(office.as(head))).toEqual({ notifications: 1 });
  });
});
