import { createHash } from 'node:crypto';
import { isSignedBy, parseCertificate, publicKeyOf } from '@congvu/pki';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import type { CertificateRow } from '../certificates.tables.ts';
import { buildKeys, changeCertificate, readCertificate, TEST_PIN } from '../certificates.testing.ts';
import { findMyCertificate } from '../queries/find-my-certificate.ts';
import { findUsableCertificate } from '../queries/find-usable-certificate.ts';
import { listMyCertificates } from '../queries/list-mine.ts';
import { downloadCertificateImage } from '../queries/read-image.ts';
import { openSigner } from './open-signer.ts';
import { unlockKey } from './unlock-key.ts';

let office: TestOffice;
let leader: Subject;
let clerk: Subject;
let stranger: Subject;
let own: CertificateRow;
let seal: CertificateRow;

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db);
  const unit = await buildUnit(office.db, agency.id);
  leader = await buildSubject(office.db, { agencyId: agency.id, unitId: unit.id, roles: ['leader'] });
  clerk = await buildSubject(office.db, { agencyId: agency.id, unitId: unit.id, roles: ['clerk'] });
  const other = await buildAgency(office.db);
  const foreign = await buildUnit(office.db, other.id);
  stranger = await buildSubject(office.db, {
    agencyId: other.id,
    unitId: foreign.id,
    roles: ['clerk', 'administrator'],
  });
  const rows = await buildKeys(office, [leader, clerk]);
  const find = (wanted: (row: CertificateRow) => boolean): CertificateRow => {
    const row = rows.find(wanted);
    if (row === undefined) {
      throw new Error('no such key');
    }
    return row;
  };
  own = find(({ person_id: id }) => id === leader.personId);
  seal = find(({ kind }) => kind === 'organisation');
});
afterAll(() => office.close());
beforeEach(async () => {
  office.clock.set('2021-03-22T01:00:00Z');
  await changeCertificate(office, own, {
    failed_pins: 0,
    locked_at: null,
    revoked_at: null,
    key_kind: 'demo_software',
  });
});

const open = (pin: string | undefined, by = leader, row = own) => openSigner(office.as(by), row, pin);

/** How often this was recorded on the key so far. */
async function times(action: string): Promise<number> {
  const { rows } = await office.database.pool.query<{ count: number }>(
    'select count(*)::int as count from audit_leaf where object_id = $1 and action = $2',
    [own.id, `certificates.${action}`],
  );
  return rows[0]?.count ?? 0;
}

describe('the right PIN', () => {
  test('opens a signer whose signatures are of the certificate, once in the audit trail', async () => {
    const before = await times('key_opened');
    const signer = await open(TEST_PIN);
    const [identity] = await signer.identities();
    const attrs = Buffer.from('attributes');
    const item = { docId: 'a', digestToShow: '', attrs, toBeSigned: createHash('sha256').update(attrs).digest() };
    const consent = { who: '', reason: '', docTitles: [] };
    const ticket = await signer.begin({ identityId: own.id, items: [item], consent });
    const answer = await signer.poll(ticket);
    const [leaf = Buffer.alloc(0)] = own.chain;
    const key = publicKeyOf(parseCertificate(leaf));
    const [signature = Buffer.alloc(0)] = answer !== 'pending' && 'signatures' in answer ? answer.signatures : [];
    expect(identity?.algs).toEqual(['ECDSA-SHA256']);
    expect(isSignedBy('ECDSA-SHA256', key, attrs, signature)).toBe(true);
    expect(isSignedBy('ECDSA-SHA256', key, Buffer.from('others'), signature)).toBe(false);
    expect(await times('key_opened')).toBe(before + 1);
    await expect(
      signer.begin({ identityId: own.id, items: [{ ...item, attrs: Buffer.from('others') }], consent }),
    ).rejects.toMatchObject({ code: 'pki.attributes_mismatch' });
    await signer.cancel(ticket);
    expect(await signer.poll(ticket)).toEqual({ failed: 'expired' });
  });

  test('forgets wrong ones before it', async () => {
    await expect(open('0000')).rejects.toMatchObject({ code: 'certificates.pin_wrong' });
    expect((await readCertificate(office, own)).failed_pins).toBe(1);
    await open(TEST_PIN);
    expect((await readCertificate(office, own)).failed_pins).toBe(0);
  });
});

describe('a wrong PIN', () => {
  test('locks at the fifth in a row; then the right one is refused too', async () => {
    const before = { refused: await times('pin_refused'), locked: await times('pin_locked') };
    for (const left of [4, 3, 2, 1]) {
      await expect(open('0000')).rejects.toMatchObject({
        code: 'certificates.pin_wrong',
        message: expect.stringContaining(`Còn ${left} lần`),
        fields: [{ path: 'pin' }],
      });
    }
    await expect(open('0000')).rejects.toMatchObject({ code: 'certificates.pin_locked' });
    expect(await times('pin_refused')).toBe(before.refused + 4);
    expect(await times('pin_locked')).toBe(before.locked + 1);
    await expect(open(TEST_PIN)).rejects.toMatchObject({ code: 'certificates.pin_locked' });
    await expect(
      findUsableCertificate(office, { agencyId: leader.agencyId, kind: 'person', personId: leader.personId }),
    ).rejects.toMatchObject({ code: 'certificates.pin_locked' });
  });

  test('a burst of them is counted one by one', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 12 }, (_, index) => open(`1000${index}`)));
    const codes = tries.map((one) => (one.status === 'rejected' ? one.reason.code : 'open')).sort();
    expect(codes.filter((code) => code === 'certificates.pin_wrong')).toHaveLength(4);
    expect(codes.filter((code) => code === 'certificates.pin_locked')).toHaveLength(8);
    expect((await readCertificate(office, own)).failed_pins).toBe(5);
  });

  test('leaves no trace of itself in the database', async () => {
    const secret = '97531864';
    await expect(openSigner(office.as(leader, 'key-with-pin'), own, secret)).rejects.toThrow();
    const { rows } = await office.database.pool.query<{ found: number }>(
      `select (select count(*) from idempotency_key where key = 'key-with-pin')::int
            + (select count(*) from audit_leaf where detail::text like '%' || $1 || '%')::int as found`,
      [secret],
    );
    expect(rows).toEqual([{ found: 0 }]);
  });
});

describe('a locked key', () => {
  beforeEach(() => changeCertificate(office, own, { failed_pins: 5, locked_at: new Date('2021-03-22T00:00:00Z') }));

  test('is unlocked by the administrator of its own agency, once', async () => {
    const administrator: Subject = { ...clerk, roles: ['administrator'] };
    expect(await unlockKey(office.as(administrator), own.id)).toMatchObject({ state: 'usable', pinAttemptsLeft: 5 });
    await expect(open(TEST_PIN)).resolves.toBeDefined();
    expect(await times('key_unlocked')).toBe(1);
    await expect(unlockKey(office.as(administrator), own.id)).rejects.toMatchObject({
      code: 'certificates.not_locked',
    });
  });

  test('not by its owner, not from another agency, and not when it is a token', async () => {
    await expect(unlockKey(office.as(leader), own.id)).rejects.toMatchObject({ code: 'certificates.unlock.forbidden' });
    await expect(unlockKey(office.as(stranger), own.id)).rejects.toMatchObject({ code: 'certificates.not_found' });
    await changeCertificate(office, own, { key_kind: 'token' });
    await expect(unlockKey(office.as({ ...clerk, roles: ['administrator'] }), own.id)).rejects.toMatchObject({
      code: 'certificates.unlock.forbidden',
    });
    expect((await readCertificate(office, own)).failed_pins).toBe(5);
  });
});

describe('refused before any PIN', () => {
  test.each([
    ['no PIN', 'certificates.pin_required', { failed_pins: 0 }, undefined],
    ['revoked', 'certificates.revoked', { revoked_at: new Date('2021-03-01T00:00:00Z') }, TEST_PIN],
    ['another device', 'certificates.device_unsupported', { key_kind: 'token' as const }, TEST_PIN],
  ])('%s', async (_, code, change, pin) => {
    await changeCertificate(office, own, change);
    await expect(open(pin, leader, await readCertificate(office, own))).rejects.toMatchObject({ code });
  });

  test('expired, and the same key before that day', async () => {
    await expect(open(TEST_PIN)).resolves.toBeDefined();
    office.clock.set('2031-01-01T00:00:00Z');
    await expect(open(TEST_PIN)).rejects.toMatchObject({ code: 'certificates.expired' });
  });

  test("somebody else's key, and the organisation's by anyone but the clerk", async () => {
    const code = 'certificates.use.forbidden';
    await expect(open(TEST_PIN, clerk, own)).rejects.toMatchObject({ code });
    await expect(open(TEST_PIN, leader, seal)).rejects.toMatchObject({ code });
    await expect(open(TEST_PIN, stranger, seal)).rejects.toMatchObject({ code });
    await expect(open(TEST_PIN, clerk, seal)).resolves.toBeDefined();
    await expect(findMyCertificate(office.as(leader), 'organisation')).rejects.toMatchObject({ code });
    await expect(findMyCertificate(office.as(clerk), 'organisation')).resolves.toMatchObject({ id: seal.id });
  });

  test('outside the demo', async () => {
    const context = office.as(leader);
    const real = { ...context, config: { ...context.config, demo: false } };
    await expect(openSigner(real, own, TEST_PIN)).rejects.toMatchObject({ code: 'certificates.demo_only' });
  });
});

describe('what a person sees', () => {
  test("own keys; the organisation's for the clerk only", async () => {
    const forLeader = await listMyCertificates(office.as(leader));
    const forClerk = await listMyCertificates(office.as(clerk));
    expect(forLeader).toMatchObject({ demo: true, person: [{ id: own.id, state: 'usable' }], organisation: [] });
    expect(forLeader.person[0]?.pinAttemptsLeft).toBe(5);
    expect(forClerk.organisation).toMatchObject([{ id: seal.id, imageUrl: `/api/certificates/${seal.id}/image.png` }]);
  });

  test("pictures of the own keys, not of others', and none across agencies", async () => {
    const picture = await downloadCertificateImage(office.as(leader), own.id);
    expect(picture.headers['content-type']).toBe('image/png');
    await expect(downloadCertificateImage(office.as(clerk), own.id)).rejects.toMatchObject({ status: 403 });
    await expect(downloadCertificateImage(office.as(stranger), own.id)).rejects.toMatchObject({
      code: 'certificates.not_found',
    });
  });
});

test('nobody without a certificate signs', async () => {
  const owner = { agencyId: stranger.agencyId, kind: 'person' as const, personId: stranger.personId };
  await expect(findUsableCertificate(office, owner)).rejects.toMatchObject({ code: 'certificates.none_usable' });
});
