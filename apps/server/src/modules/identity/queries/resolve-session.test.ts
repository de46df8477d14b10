import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { record } from '#modules/audit';
import { command } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { saveSettings } from '../identity.store.ts';
import { type Browser, createIdentityRig, type IdentityRig, SETTINGS } from '../identity.testing.ts';
import { endSessionsOfPeople } from '../index.ts';
import { resolveSession } from './resolve-session.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
let rig: IdentityRig;

beforeAll(async () => {
  rig = await createIdentityRig();
});
afterAll(() => rig.office.close());

const look = (browser: Browser, options = {}) => resolveSession(rig.office, browser.session ?? '', options);

async function signedIn(given: Parameters<IdentityRig['newUser']>[0] = {}) {
  const person = await rig.newUser(given);
  const { browser } = await rig.signIn(person.userName);
  return { person, browser };
}

describe('a session', () => {
  test('goes on while it is used and ends after fifteen idle minutes', async () => {
    const { browser } = await signedIn();
    for (let count = 0; count < 4; count += 1) {
      rig.office.clock.advance(14 * MINUTE_MS);
      expect(await look(browser)).toBeDefined();
    }
    rig.office.clock.advance(15 * MINUTE_MS + 1);
    expect(await look(browser)).toBeUndefined();
  });

  test.each([
    ['idle', 16 * MINUTE_MS],
    ['old', 13 * HOUR_MS],
    ['400 days later', 400 * 24 * HOUR_MS],
  ])('that was seen to be over (%s) does not come back to life when the clock is set back (T43)', async (_name, ms) => {
    const { browser } = await signedIn();
    rig.office.clock.advance(ms);
    expect(await look(browser)).toBeUndefined();
    rig.office.clock.advance(-ms);
    expect(await look(browser)).toBeUndefined();
    const rows = await rawQuery(
      rig.office.db,
      "select 1 as one from identity_session where ended_reason = 'expired' and ended_at > started_at",
      [],
    );
    expect(rows.length).toBeGreaterThan(0);
  });

  test('is not lengthened, nor the proof of oneself, by a clock that is set back', async () => {
    const { browser } = await signedIn();
    rig.office.clock.advance(-MINUTE_MS);
    // A minute is what two machines may differ by.
    const before = await look(browser);
    expect(before?.provedUntil?.getTime()).toBeGreaterThan(rig.office.clock.now().getTime());
    rig.office.clock.advance(-24 * HOUR_MS);
    expect(await look(browser)).toBeUndefined();
    rig.office.clock.advance(24 * HOUR_MS + MINUTE_MS);
    expect(await look(browser)).toBeUndefined();
  });

  test('with a proof of a moment that has not come is one without', async () => {
    const { browser } = await signedIn();
    await rawQuery(rig.office.db, `update identity_session set proved_at = proved_at + interval '1 day'`, []);
    expect((await look(browser))?.provedUntil).toEqual(new Date(0));
  });

  test('of somebody acting as an administrator ends after five', async () => {
    const { browser } = await signedIn({ roles: ['administrator'] });
    rig.office.clock.advance(5 * MINUTE_MS);
    expect(await look(browser)).toBeDefined();
    rig.office.clock.advance(5 * MINUTE_MS + 1);
    expect(await look(browser)).toBeUndefined();
  });

  test('is not kept alive by looking passively, as an open event stream does', async () => {
    const { browser } = await signedIn();
    for (let count = 0; count < 3; count += 1) {
      rig.office.clock.advance(5 * MINUTE_MS);
      expect(await look(browser, { passive: true })).toBeDefined();
    }
    rig.office.clock.advance(1);
    expect(await look(browser, { passive: true })).toBeUndefined();
  });

  test('ends after twelve hours however busy it is', async () => {
    const { browser } = await signedIn();
    for (let hour = 0; hour < 12 * 6 - 1; hour += 1) {
      rig.office.clock.advance(HOUR_MS / 6);
      expect(await look(browser)).toBeDefined();
    }
    rig.office.clock.advance(HOUR_MS / 6);
    expect(await look(browser)).toBeUndefined();
  });

  test('follows a stricter rule, also one of an agency above', async () => {
    const commune = await buildAgency(rig.office.db, { parent_id: rig.agencyId });
    const unit = await buildUnit(rig.office.db, commune.id);
    const { browser } = await signedIn({ agencyId: commune.id, unitId: unit.id });
    await rig.office.db.transaction().execute((tx) => saveSettings(tx, rig.agencyId, { ...SETTINGS, idleMinutes: 3 }));
    rig.office.clock.advance(3 * MINUTE_MS);
    expect(await look(browser)).toBeDefined();
    rig.office.clock.advance(3 * MINUTE_MS + 1);
    expect(await look(browser)).toBeUndefined();
    await rig.office.db.transaction().execute((tx) => saveSettings(tx, rig.agencyId, SETTINGS));
  });

  test('owes the second factor as soon as the rule asks for it', async () => {
    const { browser } = await signedIn();
    expect(await look(browser)).toMatchObject({ mustChangePassword: false });
    const asked = { ...SETTINGS, secondFactor: 'everyone' as const };
    await rig.office.db.transaction().execute((tx) => saveSettings(tx, rig.agencyId, asked));
    expect(await look(browser)).toMatchObject({ mustChangePassword: true });
    await rig.office.db.transaction().execute((tx) => saveSettings(tx, rig.agencyId, SETTINGS));
  });

  test('goes over to another post when its own has ended, and ends with the last one', async () => {
    const { person, browser } = await signedIn();
    const second = await buildSubject(rig.office.db, {
      agencyId: rig.agencyId,
      unitId: rig.unitId,
      personId: person.personId,
      roles: ['clerk'],
    });
    const end = (positionId: string) =>
      rawQuery(rig.office.db, "update org_position set valid_to = '2020-12-31' where id = $1", [positionId]);
    await end(person.positionId);
    expect((await look(browser))?.subject.positionId).toBe(second.positionId);
    await end(second.positionId);
    expect(await look(browser)).toBeUndefined();
  });

  test.each([
    ['the account is disabled', 'update identity_user set disabled_at = now() where id = $1'],
    ['the demo account stands in an office without demo', 'update identity_user set demo = true where id = $1'],
    ['the session was ended', 'update identity_session set ended_at = now() where user_id = $1'],
  ])('is nobody’s when %s', async (_name, statement) => {
    const { person, browser } = await signedIn();
    expect(await look(browser)).toBeDefined();
    await rawQuery(rig.office.db, statement, [person.userId]);
    expect(await look(browser)).toBeUndefined();
  });

  test('is not opened by made-up tokens', async () => {
    for (const token of ['', 'x'.repeat(43), "' or 1=1 --"]) {
      expect(await resolveSession(rig.office, token)).toBeUndefined();
    }
  });

  test('ends in the transaction that changes the posts of its owner, and only his', async () => {
    const { person, browser } = await signedIn();
    const other = await signedIn();
    const context = rig.office.as(other.person);
    await command(context, async (tx) => {
      await record(tx, context, { action: 'probe.done', agencyId: rig.agencyId, objectKind: 'probe', objectId: 'x' });
      await endSessionsOfPeople(tx, context, { personIds: [person.personId], reason: 'posts_changed' });
    });
    expect(await look(browser)).toBeUndefined();
    expect(await look(other.browser)).toBeDefined();
  });
});
