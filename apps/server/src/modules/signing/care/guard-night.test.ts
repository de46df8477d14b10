import type { SignatureCare } from '@congvu/contracts';
import { verifyPdf } from '@congvu/pades';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadTrust } from '#modules/certificates';
import type { Subject } from '../../../platform/authorise.ts';
import { TEST_PIN } from '../../certificates/certificates.testing.ts';
import { signBatch } from '../commands/sign-batch.ts';
import type { CareRow } from '../signing.tables.ts';
import { signingTables } from '../signing.tables.ts';
import { createSigningOffice, type SigningOffice } from '../signing-office.testing.ts';
import { retryCare, runCare } from './care-commands.ts';
import { guardNight } from './guard-night.ts';
import { raiseWaiting } from './raise-waiting.ts';
import { viewCare } from './view-care.ts';

let at: SigningOffice;

const DAY = '2021-03-22T01:00:00Z';
/** 02:00 in Vietnam. */
const NIGHT = '2021-03-22T19:00:00Z';
const SOON = new Date('2021-06-01T00:00:00Z');

beforeAll(async () => {
  at = await createSigningOffice();
});
afterAll(() => at.office.close());
beforeEach(async () => {
  at.time.state = 'answers';
  at.office.clock.set(DAY);
  await at.office.database.pool.query('delete from signature_care');
  await at.office.database.pool.query('delete from signature_night');
});

/** Signed, with evidence, settled. */
async function archive(count: number): Promise<string[]> {
  const ids = await at.add(count);
  const batch = await at.open(ids);
  expect(await signBatch(at.office.as(at.leader), at.ports, batch.id, { pin: TEST_PIN })).toMatchObject({
    signed: count,
  });
  await raiseWaiting(at.office, at.ports);
  return ids;
}

async function change(id: string, set: Partial<Pick<CareRow, 'holds_until' | 'time_ends' | 'file_sha256'>>) {
  await signingTables(at.office.db).updateTable('signature_care').set(set).where('document_id', '=', id).execute();
}

const night = () => guardNight(at.office, at.ports);
const view = (by: Subject): Promise<SignatureCare> => viewCare(at.office.as(by), at.ports);

async function bytesOf(id: string): Promise<Buffer> {
  return at.office.blobs.readBytes((await at.probe.readDocument(id)).signed_sha256 ?? '');
}

async function countTimestamps(id: string): Promise<number> {
  const trustAnchors = (await loadTrust(at.office)).map(({ certificate }) => certificate);
  const report = verifyPdf(await bytesOf(id), { trustAnchors, at: at.office.clock.now() });
  expect(report.signatures.every(({ verdict }) => verdict === 'valid')).toBe(true);
  return report.signatures.filter(({ kind }) => kind === 'timestamp').length;
}

describe('the guardian', () => {
  test('puts a new timestamp over what ends soon, over nothing else, and leaves the old bytes', async () => {
    const [ending = '', lasting = ''] = await archive(2);
    await change(ending, { holds_until: SOON });
    const [before, other] = [await bytesOf(ending), await bytesOf(lasting)];
    at.office.clock.set(NIGHT);
    await night();
    const after = await bytesOf(ending);
    expect(after.subarray(0, before.length).equals(before)).toBe(true);
    expect(await countTimestamps(ending)).toBe(1);
    expect(await at.care(ending)).toMatchObject({ level: 'LTA', state: 'settled', guarded_on: '2021-03-23' });
    expect((await at.care(ending))?.holds_until.getTime()).toBeGreaterThan(SOON.getTime());
    expect((await bytesOf(lasting)).equals(other)).toBe(true);
    expect((await view(at.clerk)).lastNight).toMatchObject({ looked: 2, renewed: 1, failed: 0 });
    expect(await at.countLeaves('signing.guarded', ending)).toBe(1);
  });

  test('works at night only, once a night on each file, and never twice at once', async () => {
    const [id = ''] = await archive(1);
    await change(id, { holds_until: SOON });
    await night();
    expect(await countTimestamps(id)).toBe(0);
    at.office.clock.set(NIGHT);
    await Promise.all([night(), night()]);
    expect(await countTimestamps(id)).toBe(1);
    await change(id, { holds_until: SOON });
    await night();
    expect(await countTimestamps(id)).toBe(1);
    at.office.clock.advance(24 * 3_600_000);
    await night();
    expect(await countTimestamps(id)).toBe(2);
  });

  test('does not stamp again and again when the authority’s own certificate ends soon', async () => {
    const [id = ''] = await archive(1);
    const { holds_until: end } = (await at.care(id)) ?? { holds_until: new Date(0) };
    // Half a year before the end of everything, the same authority has nothing better to offer.
    at.office.clock.set(new Date(end.getTime() - 100 * 86_400_000));
    at.office.clock.set(`${at.office.clock.now().toISOString().slice(0, 10)}T19:00:00Z`);
    await night();
    expect(await countTimestamps(id)).toBe(0);
    expect((await view(at.clerk)).atRisk).toMatchObject([{ documentId: id }]);
  });

  test('without an authority changes nothing and goes on in the same night when it is back', async () => {
    const [id = ''] = await archive(1);
    await change(id, { holds_until: SOON });
    at.office.clock.set(NIGHT);
    at.time.state = 'down';
    await night();
    expect(await at.care(id)).toMatchObject({ level: 'LT', state: 'settled' });
    at.time.state = 'answers';
    await night();
    expect(await at.care(id)).toMatchObject({ level: 'LTA' });
  });

  test('reads only the files that need it', async () => {
    await archive(1);
    await at.office.database.pool.query(
      `insert into signature_care select agency_id, gen_random_uuid(), purpose, repeat('0', 64), level, signed_at, signer_ends,
         time_ends, is_weak, holds_until, null, 'settled', deadline, 0, null, null, null, changed_at
       from signature_care, generate_series(1, 10000)`,
    );
    at.office.clock.set(NIGHT);
    // Not one of those files exists: reading any would fail the night.
    await night();
    expect((await view(at.clerk)).lastNight).toMatchObject({ looked: 10_001, renewed: 0, failed: 0 });
  });

  test('names a file it cannot raise; an administrator may try it again', async () => {
    const [id = ''] = await archive(1);
    const { file_sha256: sha256 } = (await at.care(id)) ?? { file_sha256: '' };
    const broken = await at.office.blobs.put(Buffer.from('khong phai pdf'));
    await change(id, { holds_until: SOON, file_sha256: broken.sha256 });
    at.office.clock.set(NIGHT);
    await night();
    expect(await view(at.clerk)).toMatchObject({
      lastNight: { renewed: 0, failed: 1 },
      upgrades: [{ documentId: id, state: 'failed', target: 'LTA', lastError: { code: expect.any(String) } }],
    });
    await change(id, { file_sha256: sha256 });
    const answer = await retryCare(at.office.as(at.administrator), at.ports, id);
    expect(answer.upgrades).toEqual([]);
    expect(await at.care(id)).toMatchObject({ level: 'LTA', state: 'settled' });
    await expect(retryCare(at.office.as(at.administrator), at.ports, id)).rejects.toMatchObject({
      code: 'signing.not_waiting',
    });
  });
});

describe('care for signatures', () => {
  test('is seen by clerk, administrator and leader; run by the administrator at any hour', async () => {
    const [id = ''] = await archive(1);
    await change(id, { holds_until: SOON });
    expect(await view(at.clerk)).toMatchObject({
      atRisk: [{ documentId: id, level: 'LT', why: expect.any(String) }],
      abilities: { retry: true, run: expect.stringContaining('quản trị') },
    });
    await expect(runCare(at.office.as(at.clerk), at.ports)).rejects.toMatchObject({
      code: 'signing.care_run.forbidden',
    });
    const answer = await runCare(at.office.as(at.administrator), at.ports);
    expect(answer).toMatchObject({ atRisk: [], lastNight: { renewed: 1 }, abilities: { run: true } });
    await expect(retryCare(at.office.as(at.leader), at.ports, id)).rejects.toMatchObject({
      code: 'signing.care_retry.forbidden',
    });
  });

  test('of one agency shows nothing of another', async () => {
    await archive(1);
    await at.office.database.pool.query(`update signature_care set agency_id = gen_random_uuid(), holds_until = $1`, [
      SOON,
    ]);
    expect(await view(at.clerk)).toMatchObject({ upgrades: [], atRisk: [] });
  });

  test('lists what waits without a time, the latest deadline last', async () => {
    const ids = await at.add(2);
    at.time.state = 'down';
    for (const id of ids) {
      await signBatch(at.office.as(at.leader), at.ports, (await at.open([id])).id, { pin: TEST_PIN });
      at.office.clock.advance(60_000);
    }
    const seen = await view(at.clerk);
    expect(seen.upgrades.map(({ documentId, level, target, state }) => [documentId, level, target, state])).toEqual(
      ids.map((id) => [id, 'B', 'LT', 'waiting']),
    );
    expect(seen.sentence).toContain('2 văn bản');
  });
});
