import { type SignatureReport, verifyPdf } from '@congvu/pades';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadTrust } from '#modules/certificates';
import { newId } from '../../../platform/ids.ts';
import { TEST_PIN } from '../../certificates/certificates.testing.ts';
import { raiseWaiting } from '../care/raise-waiting.ts';
import { signBatch } from '../commands/sign-batch.ts';
import { lossPorts } from '../loss-ports.ts';
import { signingTables } from '../signing.tables.ts';
import { createSigningOffice, type SigningOffice } from '../signing-office.testing.ts';

let at: SigningOffice;

beforeAll(async () => {
  at = await createSigningOffice();
});
afterAll(() => at.office.close());
beforeEach(async () => {
  at.office.clock.set('2021-03-22T01:00:00Z');
  at.time.state = 'answers';
  await at.office.database.pool.query('delete from signature_care');
  await at.office.database.pool.query('delete from signing_setting');
  await at.office.database.pool.query('delete from notification');
});

const HOUR = 3_600_000;
const sign = async (ids: string[]) =>
  signBatch(at.office.as(at.leader), at.ports, (await at.open(ids)).id, { pin: TEST_PIN });
const raise = () => raiseWaiting(at.office, at.ports);

async function bytesOf(id: string): Promise<Buffer> {
  return at.office.blobs.readBytes((await at.probe.readDocument(id)).signed_sha256 ?? '');
}

async function reportOn(id: string): Promise<SignatureReport | undefined> {
  const trustAnchors = (await loadTrust(at.office)).map(({ certificate }) => certificate);
  const options = { trustAnchors, at: at.office.clock.now() };
  return verifyPdf(await bytesOf(id), options).signatures.find(({ kind }) => kind === 'signature');
}

async function notices(personId: string): Promise<{ kind: string; read: boolean }[]> {
  const { rows } = await at.office.database.pool.query(
    'select kind, read_at is not null as read from notification where person_id = $1',
    [personId],
  );
  return rows;
}

describe('while the authority answers', () => {
  test('a signature has its proven time at once, its evidence soon after, and its old bytes stay its beginning', async () => {
    const [id = ''] = await at.add();
    expect(await sign([id])).toMatchObject({ state: 'completed', signed: 1 });
    expect(await reportOn(id)).toMatchObject({ verdict: 'valid', level: 'T', provenAt: expect.any(String) });
    expect(await at.care(id)).toMatchObject({ level: 'T', target: 'LT', state: 'waiting' });
    const before = await bytesOf(id);
    await raise();
    expect(await at.care(id)).toMatchObject({ level: 'LT', target: null, state: 'settled', last_error: null });
    const after = await bytesOf(id);
    expect(after.length).toBeGreaterThan(before.length);
    expect(after.subarray(0, before.length).equals(before)).toBe(true);
    expect(await reportOn(id)).toMatchObject({ verdict: 'valid', level: 'LT' });
    expect(await at.countLeaves('signing.raised', id)).toBe(1);
    // Repeatable: nothing left to do, nothing done.
    await raise();
    expect((await bytesOf(id)).equals(after)).toBe(true);
  });

  test('two runs at once raise a document once', async () => {
    const ids = await at.add(3);
    await sign(ids);
    await Promise.all([raise(), raise()]);
    for (const id of ids) {
      expect(await at.care(id)).toMatchObject({ level: 'LT', state: 'settled' });
      expect(await at.countLeaves('signing.raised', id)).toBe(1);
    }
  });

  test('the line of a document knows when its time ends', async () => {
    const [id = ''] = await at.add();
    await sign([id]);
    const care = await at.care(id);
    expect(care?.time_ends).not.toBeNull();
    expect(care?.holds_until.getTime()).toBeLessThanOrEqual(care?.signer_ends.getTime() ?? 0);
  });
});

describe.each(['down', 'silent'] as const)('while the authority is %s', (state) => {
  test('documents are signed without a time, queued, and get it when it is back', async () => {
    const ids = await at.add(3);
    at.time.state = state;
    expect(await sign(ids)).toMatchObject({ signed: 3, failed: 0 });
    const [id = ''] = ids;
    expect(await reportOn(id)).toMatchObject({ verdict: 'valid', level: 'B', provenAt: null });
    expect(await at.care(id)).toMatchObject({
      level: 'B',
      state: 'waiting',
      deadline: new Date('2021-03-22T05:00:00Z'),
    });
    expect(await lossPorts.waitingForTime(at.office.db)).toEqual({ count: 3, oldest: at.office.clock.now() });
    await raise();
    expect(await at.care(id)).toMatchObject({
      level: 'B',
      attempts: 1,
      last_error: { code: 'pki.tsp_unreachable' },
    });
    const before = await bytesOf(id);
    at.time.state = 'answers';
    at.office.clock.advance(20 * 60_000);
    await raise();
    expect(await at.care(id)).toMatchObject({ level: 'LT', state: 'settled' });
    expect((await bytesOf(id)).subarray(0, before.length).equals(before)).toBe(true);
    expect(await reportOn(id)).toMatchObject({ verdict: 'valid', provenAt: expect.any(String) });
    expect(await lossPorts.waitingForTime(at.office.db)).toEqual({ count: 0, oldest: null });
  });
});

describe('an outage of four hours', () => {
  async function signWithoutTime(): Promise<string> {
    at.time.state = 'down';
    const [id = ''] = await at.add();
    await sign([id]);
    return id;
  }

  test('stops new signing until an authority answers again; nothing is prepared meanwhile', async () => {
    const late = await signWithoutTime();
    at.office.clock.advance(4 * HOUR - 60_000);
    const [inTime = ''] = await at.add();
    expect(await sign([inTime])).toMatchObject({ signed: 1 });
    at.office.clock.advance(2 * 60_000);
    const [stopped = ''] = await at.add();
    const batch = await at.open([stopped]);
    const again = () => signBatch(at.office.as(at.leader), at.ports, batch.id, { pin: TEST_PIN });
    await expect(again()).rejects.toMatchObject({ code: 'signing.stopped_without_time', status: 422 });
    expect((await at.probe.readDocument(stopped)).state).toBe('waiting');
    expect(await at.countLeaves('signing.prepared', stopped)).toBe(0);
    at.time.state = 'answers';
    expect(await again()).toMatchObject({ signed: 1 });
    await raise();
    expect(await at.care(late)).toMatchObject({ level: 'LT', state: 'settled' });
  });

  test('is told once to clerks and administrators, and its news ends with it', async () => {
    const id = await signWithoutTime();
    at.office.clock.advance(4 * HOUR + 60_000);
    await Promise.all([raise(), raise()]);
    await raise();
    expect(await at.care(id)).toMatchObject({ state: 'late' });
    for (const { personId } of [at.clerk, at.administrator]) {
      expect(await notices(personId)).toEqual([{ kind: 'signing.late', read: false }]);
    }
    expect(await notices(at.leader.personId)).toEqual([]);
    expect(await at.countLeaves('signing.late', at.leader.agencyId)).toBeGreaterThan(0);
    at.time.state = 'answers';
    at.office.clock.advance(HOUR);
    await raise();
    expect(await notices(at.clerk.personId)).toEqual([{ kind: 'signing.late', read: true }]);
  });

  test('may be set shorter by the agency', async () => {
    await signingTables(at.office.db)
      .insertInto('signing_setting')
      .values({ agency_id: at.leader.agencyId, grace_minutes: 30, look_ahead_months: 6 })
      .execute();
    await signWithoutTime();
    at.office.clock.advance(31 * 60_000);
    await expect(sign(await at.add())).rejects.toMatchObject({ code: 'signing.stopped_without_time' });
  });

  test('of one agency stops no other', async () => {
    await signWithoutTime();
    at.office.clock.advance(5 * HOUR);
    await at.office.database.pool.query('update signature_care set agency_id = $1', [newId()]);
    expect(await sign(await at.add())).toMatchObject({ signed: 1 });
  });
});

describe('raising', () => {
  test('leaves a document alone while somebody has it open for signing', async () => {
    const [id = ''] = await at.add();
    await sign([id]);
    const before = await bytesOf(id);
    // The next signer looks at the very bytes of now.
    const other = await at.open([id], at.deputy);
    await raise();
    expect((await bytesOf(id)).equals(before)).toBe(true);
    expect(await at.care(id)).toMatchObject({ level: 'T', last_error: { code: 'signing.document_busy' }, attempts: 0 });
    expect(other.items).toHaveLength(1);
  });

  test('ends when the document has moved on', async () => {
    const [id = ''] = await at.add();
    await sign([id]);
    await at.office.database.pool.query('update probe_document set signed_sha256 = $2 where id = $1', [id, 'x']);
    await raise();
    expect(await at.care(id)).toBeUndefined();
    expect(await at.countLeaves('signing.care_ended', id)).toBe(1);
  });

  test('a fault in the middle changes nothing and is tried again', async () => {
    const [id = ''] = await at.add();
    await sign([id]);
    const before = await bytesOf(id);
    at.probe.disturb.replace = async () => {
      throw new Error('the disk went away');
    };
    await raise();
    delete at.probe.disturb.replace;
    expect((await bytesOf(id)).equals(before)).toBe(true);
    expect(await at.care(id)).toMatchObject({ level: 'T', state: 'waiting', attempts: 1 });
    at.office.clock.advance(10 * 60_000);
    await raise();
    expect(await at.care(id)).toMatchObject({ level: 'LT', state: 'settled' });
  });
});

test('a batch of many: one PIN, every document has its time and its line, in portions', {
  timeout: 60_000,
}, async () => {
  const ids = await at.add(120);
  const answer = await sign(ids);
  expect(answer).toMatchObject({ state: 'completed', signed: 120, failed: 0 });
  const { rows } = await at.office.database.pool.query(
    `select count(*)::int as count, count(prepared)::int as kept from signing_session
     where object_id = any($1) and state = 'completed' and proven_at is not null`,
    [ids],
  );
  expect(rows).toEqual([{ count: 120, kept: 0 }]);
});
