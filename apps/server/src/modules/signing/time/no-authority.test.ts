import { verifyPdf } from '@congvu/pades';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadTrust } from '#modules/certificates';
import { TEST_PIN } from '../../certificates/certificates.testing.ts';
import { runCare } from '../care/care-commands.ts';
import { changeSettings, viewSettings } from '../care/change-settings.ts';
import { guardNight } from '../care/guard-night.ts';
import { raiseWaiting } from '../care/raise-waiting.ts';
import { viewCare } from '../care/view-care.ts';
import { openBatch } from '../commands/open-batch.ts';
import { signBatch } from '../commands/sign-batch.ts';
import { lossPorts } from '../loss-ports.ts';
import { signingDesk } from '../signing.desk.ts';
import type { SigningPorts } from '../signing-act.ts';
import { createSigningOffice, type SigningOffice } from '../signing-office.testing.ts';

let at: SigningOffice;
/** The same office without any authority of time in its anchors. */
let bare: SigningPorts;

beforeAll(async () => {
  at = await createSigningOffice();
  bare = { ...at.ports, timestampAuthorityFor: async () => undefined };
});
afterAll(() => at.office.close());
beforeEach(async () => {
  at.office.clock.set('2021-03-22T01:00:00Z');
  at.time.state = 'answers';
  for (const table of ['signature_care', 'signature_night', 'signing_setting', 'signing_told', 'notification']) {
    await at.office.database.pool.query(`delete from ${table}`);
  }
});

const HOUR = 3_600_000;
const WISHED = { level: 'LT', graceHours: 4, guardianMonths: 6, night: { from: 1, to: 5 } } as const;

async function sign(ports: SigningPorts, count = 1): Promise<string[]> {
  const ids = await at.add(count);
  const batch = await at.open(ids);
  expect(await signBatch(at.office.as(at.leader), ports, batch.id, { pin: TEST_PIN })).toMatchObject({
    signed: count,
    failed: 0,
  });
  return ids;
}

async function noticesOf(personId: string): Promise<{ kind: string; read: boolean }[]> {
  const { rows } = await at.office.database.pool.query(
    'select kind, read_at is not null as read from notification where person_id = $1 order by id',
    [personId],
  );
  return rows;
}

async function levelOf(id: string): Promise<string | undefined> {
  const bytes = await at.office.blobs.readBytes((await at.probe.readDocument(id)).signed_sha256 ?? '');
  const trustAnchors = (await loadTrust(at.office)).map(({ certificate }) => certificate);
  const { signatures } = verifyPdf(bytes, { trustAnchors, at: at.office.clock.now() });
  expect(signatures.every(({ verdict }) => verdict === 'valid')).toBe(true);
  return signatures.find(({ kind }) => kind === 'signature')?.level;
}

describe('an office that has declared no authority of time', () => {
  test('signs at level B; nothing is queued, nobody is alarmed, and it goes on after the time of grace', async () => {
    const [id = ''] = await sign(bare);
    expect(await levelOf(id)).toBe('B');
    expect(await at.care(id)).toMatchObject({ level: 'B', target: null, state: 'settled', next_try_at: null });
    expect(await lossPorts.waitingForTime(at.office.db)).toEqual({ count: 0, oldest: null });
    at.office.clock.advance(30 * HOUR);
    await raiseWaiting(at.office, bare);
    await sign(bare);
    expect(await at.care(id)).toMatchObject({ level: 'B', state: 'settled' });
    expect(await noticesOf(at.clerk.personId)).toEqual([]);
    expect(await signingDesk(at.office.as(at.clerk))).toEqual([]);
  });

  test('says so in the review and where signatures are cared for; with one declared it does not', async () => {
    const [id = ''] = await at.add();
    const ids = { purpose: 'outgoing.sign' as const, documentIds: [id] };
    expect((await openBatch(at.office.as(at.leader), bare, ids)).note).toMatch(/^Chưa khai báo nơi cấp dấu thời gian/);
    expect((await at.open([id])).note ?? '').not.toMatch(/Chưa khai báo/);
    expect((await viewCare(at.office.as(at.clerk), bare)).sentence).toMatch(/^Chưa khai báo nơi cấp dấu thời gian/);
    expect((await viewCare(at.office.as(at.clerk), at.ports)).sentence).not.toMatch(/Chưa khai báo/);
  });

  test('tells administrators once; the news ends when one is declared, and comes again when it is gone', async () => {
    await sign(bare);
    await Promise.all([raiseWaiting(at.office, bare), raiseWaiting(at.office, bare)]);
    await sign(bare);
    await raiseWaiting(at.office, bare);
    const told = { kind: 'signing.no_authority', read: false };
    expect(await noticesOf(at.administrator.personId)).toEqual([told]);
    expect(await noticesOf(at.leader.personId)).toEqual([]);
    await raiseWaiting(at.office, at.ports);
    expect(await noticesOf(at.administrator.personId)).toEqual([{ ...told, read: true }]);
    await raiseWaiting(at.office, bare);
    expect(await noticesOf(at.administrator.personId)).toContainEqual(told);
  });

  test('once it has one, raises what was signed before on request only, and not as late', async () => {
    const [id = ''] = await sign(bare);
    at.office.clock.advance(48 * HOUR);
    await raiseWaiting(at.office, at.ports);
    at.office.clock.set('2021-03-24T19:00:00Z');
    await guardNight(at.office, at.ports);
    expect(await at.care(id)).toMatchObject({ level: 'B', state: 'settled' });
    await runCare(at.office.as(at.administrator), at.ports);
    expect(await at.care(id)).toMatchObject({ level: 'LT', state: 'settled' });
    expect(await levelOf(id)).toBe('LT');
    expect((await noticesOf(at.clerk.personId)).filter(({ kind }) => kind === 'signing.late')).toEqual([]);
  });

  test('loses what it waited for when its only authority is no longer trusted', async () => {
    at.time.state = 'down';
    const [id = ''] = await sign(at.ports);
    expect(await at.care(id)).toMatchObject({ state: 'waiting' });
    at.office.clock.advance(5 * HOUR);
    await raiseWaiting(at.office, at.ports);
    expect(await at.care(id)).toMatchObject({ state: 'late' });
    await raiseWaiting(at.office, bare);
    expect(await at.care(id)).toMatchObject({ level: 'B', target: null, state: 'settled' });
    expect(await noticesOf(at.clerk.personId)).toEqual([{ kind: 'signing.late', read: true }]);
    await sign(bare);
    expect(await at.countLeaves('signing.time_forgone', at.leader.agencyId)).toBeGreaterThan(0);
  });
});

test('an authority that is declared and silent stops the office after the time of grace', async () => {
  at.time.state = 'down';
  await sign(at.ports);
  at.office.clock.advance(4 * HOUR + 1);
  const batch = await at.open(await at.add());
  const again = signBatch(at.office.as(at.leader), at.ports, batch.id, { pin: TEST_PIN });
  await expect(again).rejects.toMatchObject({ code: 'signing.stopped_without_time' });
});

describe('settings', () => {
  const change = (wished: Parameters<typeof changeSettings>[2]) =>
    changeSettings(at.office.as(at.administrator), at.ports, wished);

  test('are read and changed by administrators, with a leaf of both values', async () => {
    const view = await viewSettings(at.office.as(at.administrator), at.ports);
    expect(view).toMatchObject({ ...WISHED, hasTimeAuthority: true, abilities: { change: true } });
    const wished = { ...WISHED, level: 'T' as const, graceHours: 1.5, night: { from: 22, to: 4 } };
    expect(await change(wished)).toMatchObject(wished);
    expect(await viewSettings(at.office.as(at.administrator), at.ports)).toMatchObject(wished);
    const { rows } = await at.office.database.pool.query(
      `select detail from audit_leaf where action = 'signing.settings_changed'`,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0].detail).toMatchObject({ before: { level: 'LT' }, after: { level: 'T', graceMinutes: 90 } });
  });

  test('are no business of leaders and clerks', async () => {
    for (const by of [at.leader, at.clerk]) {
      await expect(viewSettings(at.office.as(by), at.ports)).rejects.toMatchObject({ status: 403 });
      await expect(changeSettings(at.office.as(by), at.ports, WISHED)).rejects.toMatchObject({ status: 403 });
    }
  });

  test('level T asks for no evidence, level B for no time and frees what waits for it', async () => {
    await change({ ...WISHED, level: 'T' });
    const [timed = ''] = await sign(at.ports);
    expect(await at.care(timed)).toMatchObject({ level: 'T', target: null, state: 'settled' });
    at.time.state = 'down';
    const [waiting = ''] = await sign(at.ports);
    expect(await at.care(waiting)).toMatchObject({ level: 'B', target: 'T', state: 'waiting' });
    await change({ ...WISHED, level: 'B' });
    expect(await at.care(waiting)).toMatchObject({ target: null, state: 'settled' });
    at.office.clock.advance(5 * HOUR);
    const [plain = ''] = await sign(at.ports);
    expect(await at.care(plain)).toMatchObject({ level: 'B', target: null, state: 'settled' });
    await raiseWaiting(at.office, bare);
    expect(await noticesOf(at.administrator.personId)).toEqual([]);
  });

  test('the night of the guardian may go over midnight', async () => {
    const [id = ''] = await sign(at.ports);
    await raiseWaiting(at.office, at.ports);
    const soon = `update signature_care set holds_until = '2021-06-01' where document_id = $1`;
    await at.office.database.pool.query(soon, [id]);
    await change({ ...WISHED, night: { from: 22, to: 3 } });
    at.office.clock.set('2021-03-22T21:00:00Z');
    await guardNight(at.office, at.ports);
    expect(await at.care(id)).toMatchObject({ level: 'LT' });
    at.office.clock.set('2021-03-22T16:30:00Z');
    await guardNight(at.office, at.ports);
    expect(await at.care(id)).toMatchObject({ level: 'LTA' });
  });
});
