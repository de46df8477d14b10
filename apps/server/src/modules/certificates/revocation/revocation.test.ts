import { Readable } from 'node:stream';
import { checkRevocation, parseCertificate } from '@congvu/pki';
import { type Authority, createAuthority, issueCrl, type ServedAuthority } from '@congvu/pki/authority';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import type { TestOffice } from '../../../platform/testing/test-context.ts';
import type { AnchorRow, CertificateRow } from '../certificates.tables.ts';
import { certificateTables } from '../certificates.tables.ts';
import {
  auditOf,
  buildAuthority,
  changeCertificate,
  createProbePorts,
  createRealOffice,
  noticesOf,
  readCertificate,
  registerToken,
} from '../certificates.testing.ts';
import { loadActiveTrust } from '../trust/load-trust.ts';
import { applyLearnt, readLearnt } from './apply-revocations.ts';
import { importCrl } from './import-crl.ts';
import { assertMaySignNow, revocationNote } from './may-sign-now.ts';
import { refreshDueCrls } from './refresh-crls.ts';
import { listEvidence, revocationSourceFor } from './sources.ts';

let office: TestOffice;
let leader: Subject;
let clerk: Subject;
let authority: Authority;
let served: ServedAuthority;
let anchor: AnchorRow;
let row: CertificateRow;
let probe: ReturnType<typeof createProbePorts>;

beforeAll(async () => {
  ({ office, leader, clerk } = await createRealOffice());
});
beforeEach(async () => {
  office.clock.set('2021-03-22T01:00:00Z');
  await office.database.pool.query(
    `update certificate_anchor set state = 'ended';
     truncate certificate_crl, certificate_ocsp, certificate_service, notification, graphile_worker._private_jobs`,
  );
  ({ authority, served, anchor } = await buildAuthority(office));
  ({ row } = await registerToken(office, authority, leader));
  probe = createProbePorts();
});
afterEach(() => served.close());
afterAll(() => office.close());

async function* upload(bytes: Uint8Array) {
  yield { name: 'ds.crl', declaredType: 'application/pkix-crl', stream: Readable.from([Buffer.from(bytes)]) };
}
const bring = (bytes: Uint8Array, by = clerk) => importCrl(probe.ports, office.as(by), upload(bytes));
const refresh = () => refreshDueCrls(office, probe.ports);
const asked = (path: string) => served.requests.filter((line) => line.endsWith(path)).length;

describe('a list brought by hand', () => {
  test('revokes at once, stops what waits, tells who must know', async () => {
    authority.revoke(row.serial, new Date('2021-03-20T00:00:00Z'), 'keyCompromise');
    const answer = await bring(authority.crl(office.clock.now()));
    expect(answer).toMatchObject({
      issuerName: 'Cấp phát Dịch vụ Thử',
      revokedCount: 1,
      newlyRevoked: [{ id: row.id, state: 'revoked', revokedAt: '2021-03-20T00:00:00.000Z' }],
    });
    expect(probe.calls).toEqual([`revoked ${row.id}`]);
    expect(await noticesOf(office, leader)).toEqual(['certificates.revoked']);
    expect(await auditOf(office, row.id)).toEqual(['certificates.added', 'certificates.revocation_learnt']);
    await expect(assertMaySignNow(office, await readCertificate(office, row))).rejects.toMatchObject({
      code: 'certificates.revoked',
    });
  });

  test('the moment the key became unsafe counts, if earlier', async () => {
    authority.revoke(row.serial, new Date('2021-03-20T00:00:00Z'), 'keyCompromise', new Date('2021-03-10T00:00:00Z'));
    await bring(authority.crl(office.clock.now()));
    expect((await readCertificate(office, row)).revoked_at).toEqual(new Date('2021-03-10T00:00:00Z'));
  });

  test('PEM too; without this certificate nothing changes', async () => {
    const body = Buffer.from(authority.crl(office.clock.now())).toString('base64');
    const pem = `-----BEGIN X509 CRL-----\n${body}\n-----END X509 CRL-----\n`;
    expect(await bring(Buffer.from(pem))).toMatchObject({ revokedCount: 0, newlyRevoked: [] });
    await expect(assertMaySignNow(office, await readCertificate(office, row))).resolves.toBeUndefined();
  });

  test('older than the one at hand, or the same again, is refused', async () => {
    const old = authority.crl(new Date('2021-03-21T00:00:00Z'));
    const now = authority.crl(office.clock.now());
    await bring(now);
    await expect(bring(now)).rejects.toMatchObject({ code: 'certificates.crl_old' });
    await expect(bring(old)).rejects.toMatchObject({ code: 'certificates.crl_old' });
    office.clock.advance(60_000);
    await expect(bring(authority.crl(office.clock.now()))).resolves.toBeDefined();
  });

  test.each([
    ['noise', () => Buffer.from('không phải'), 'certificates.crl_unreadable'],
    ['a cut list', () => authority.crl(office.clock.now()).subarray(0, 100), 'certificates.crl_unreadable'],
    ['from tomorrow', () => authority.crl(new Date('2021-03-23T00:00:00Z')), 'certificates.crl_unreadable'],
    [
      'of a stranger',
      () => createAuthority({ name: 'lạ', at: office.clock.now() }).crl(office.clock.now()),
      'certificates.crl_untrusted',
    ],
    [
      'of a stranger with the right name',
      () => createAuthority({ name: 'Dịch vụ Thử', at: office.clock.now() }).crl(office.clock.now()),
      'certificates.crl_untrusted',
    ],
    [
      'signed by a subscriber in place of the authority',
      () =>
        issueCrl({
          issuer: { ...authority.issuing, privateKey: authority.tsa.privateKey },
          revoked: [],
          thisUpdate: office.clock.now(),
          nextUpdate: new Date('2021-03-23T00:00:00Z'),
        }),
      'certificates.crl_untrusted',
    ],
  ])('%s is refused and leaves nothing', async (_, make, code) => {
    await expect(bring(make())).rejects.toMatchObject({ code });
    expect(await listEvidence(office)).toEqual([]);
  });

  test('only by those who keep keys', async () => {
    await expect(bring(authority.crl(office.clock.now()), leader)).rejects.toMatchObject({ status: 403 });
  });

  test('a suspension ends with the list that no longer knows it; a revocation never does', async () => {
    const list = (at: Date, reason?: 'certificateHold' | 'keyCompromise') =>
      issueCrl({
        issuer: authority.issuing,
        revoked: reason === undefined ? [] : [{ serial: row.serial, at: new Date('2021-03-20T00:00:00Z'), reason }],
        thisUpdate: at,
        nextUpdate: new Date(at.getTime() + 86_400_000),
      });
    const next = (reason?: 'certificateHold' | 'keyCompromise') => {
      office.clock.advance(60_000);
      return bring(list(office.clock.now(), reason));
    };
    await next('certificateHold');
    expect((await readCertificate(office, row)).revoked_at).not.toBeNull();
    await next();
    expect((await readCertificate(office, row)).revoked_at).toBeNull();
    await next('keyCompromise');
    await next();
    expect((await readCertificate(office, row)).revoked_at).not.toBeNull();
    expect(await auditOf(office, row.id)).toContain('certificates.hold_lifted');
  });
});

describe('the lists the office fetches', () => {
  test('each once, again before it runs out, not in between', async () => {
    await refresh();
    expect([asked('/issuing.crl'), asked('/root.crl')]).toEqual([1, 1]);
    await refresh();
    office.clock.advance(20 * 3_600_000);
    await refresh();
    expect(asked('/issuing.crl')).toBe(1);
    office.clock.advance(3.5 * 3_600_000);
    await refresh();
    expect(asked('/issuing.crl')).toBe(2);
    expect(await listEvidence(office)).toHaveLength(2);
  });

  test('two processes at once fetch it once', async () => {
    await Promise.all([refresh(), refresh()]);
    expect(asked('/issuing.crl')).toBe(1);
  });

  test('what it revokes is revoked, by nobody', async () => {
    authority.revoke(row.serial, new Date('2021-03-20T00:00:00Z'));
    await refresh();
    expect((await readCertificate(office, row)).revoked_at).toEqual(new Date('2021-03-20T00:00:00Z'));
    expect(probe.calls).toEqual([`revoked ${row.id}`]);
  });

  test('a server that is down is asked more and more rarely, a forged list is not kept', async () => {
    served.faults.crl = 'bad_signature';
    await refresh();
    expect(await listEvidence(office)).toEqual([]);
    const tries: number[] = [];
    for (let minute = 0; minute < 60; minute += 1) {
      office.clock.advance(60_000);
      const before = asked('/issuing.crl');
      await refresh();
      if (asked('/issuing.crl') > before) {
        tries.push(minute);
      }
    }
    expect(tries.length).toBeGreaterThan(1);
    expect(tries.length).toBeLessThan(8);
    delete served.faults.crl;
    office.clock.advance(3_600_000);
    await refresh();
    expect(await listEvidence(office)).toHaveLength(2);
  });

  test('lists that could not be read are due again with the next certificate below them; those at hand are not', async () => {
    served.faults.crl = 'bad_signature';
    await refresh();
    delete served.faults.crl;
    const before = asked('/issuing.crl');
    await refresh();
    expect(asked('/issuing.crl')).toBe(before);
    await registerToken(office, authority, leader);
    const { rows } = await office.database.pool.query(
      `select 1 from graphile_worker._private_jobs job join graphile_worker._private_tasks task on task.id = job.task_id
       where task.identifier = 'certificates.refresh_lists'`,
    );
    expect(rows).toHaveLength(1);
    await refresh();
    expect(await listEvidence(office)).toHaveLength(2);
    await registerToken(office, authority, leader);
    await refresh();
    expect(asked('/issuing.crl')).toBe(before + 1);
  });
});

describe('before signing', () => {
  const check = async (set: Parameters<typeof changeCertificate>[2] = { failed_pins: 0 }) => {
    await changeCertificate(office, row, set);
    return assertMaySignNow(office, await readCertificate(office, row));
  };

  test('good by the answer of the authority', async () => {
    await expect(check()).resolves.toBeUndefined();
    expect(asked('/ocsp')).toBeGreaterThan(0);
    expect(await revocationNote(office, row)).toBeUndefined();
  });

  test('asked once for a batch, again a quarter of an hour later', async () => {
    await refresh();
    await check();
    const first = asked('/ocsp');
    await check();
    expect(asked('/ocsp')).toBe(first);
    office.clock.advance(15 * 60_000);
    await check();
    expect(asked('/ocsp')).toBe(first + 1);
  });

  test('revoked by the answer of a moment ago: refused, and a job makes it count everywhere', async () => {
    authority.revoke(row.serial, new Date('2021-03-21T00:00:00Z'), 'keyCompromise');
    await expect(check()).rejects.toMatchObject({ code: 'certificates.revoked' });
    const { rows } = await office.database.pool.query(
      `select payload from graphile_worker._private_jobs job join graphile_worker._private_tasks task on task.id = job.task_id
       where task.identifier = 'certificates.apply_revocation'`,
    );
    expect(rows).toHaveLength(1);
    const learnt = readLearnt(rows[0].payload);
    await applyLearnt(office, probe.ports, learnt);
    await applyLearnt(office, probe.ports, learnt);
    expect((await readCertificate(office, row)).revoked_at).toEqual(new Date('2021-03-21T00:00:00Z'));
    expect(probe.calls).toEqual([`revoked ${row.id}`]);
    expect(await noticesOf(office, clerk)).toEqual(['certificates.revoked']);
  });

  test('revoked by the list although the responder says good', async () => {
    await refresh();
    served.faults.ocsp = 'down';
    office.clock.advance(24 * 3_600_000);
    authority.revoke(row.serial, new Date('2021-03-20T00:00:00Z'));
    await bring(authority.crl(office.clock.now()));
    await changeCertificate(office, row, { revoked_at: null });
    await expect(check()).rejects.toMatchObject({ code: 'certificates.revoked' });
  });

  test.each(['down', 'garbage', 'foreign', 'stale', 'unknown', 'bad_signature'] as const)(
    'a responder that is %s and no list: allowed, and said so',
    async (fault) => {
      served.faults.ocsp = fault;
      served.faults.crl = 'down';
      await expect(check()).resolves.toBeUndefined();
      expect(await revocationNote(office, row)).toContain('Chưa kiểm tra được');
    },
  );

  test('a responder that is down and a list at hand: nothing to note', async () => {
    await refresh();
    served.faults.ocsp = 'down';
    expect(await revocationNote(office, row)).toBeUndefined();
  });

  test('the authority itself revoked', async () => {
    authority.revoke(parseCertificate(authority.issuing.certificate).serial, new Date('2021-03-20T00:00:00Z'));
    await refresh();
    await expect(check()).rejects.toMatchObject({ code: 'certificates.untrusted' });
  });

  test.each([
    ['frozen', { frozen_at: new Date('2021-03-22T00:00:00Z') }, 'certificates.frozen'],
    ['revoked', { revoked_at: new Date('2021-03-22T00:00:00Z') }, 'certificates.revoked'],
    ['expired', { valid_to: new Date('2021-03-21T00:00:00Z') }, 'certificates.expired'],
    ['not yet valid', { valid_from: new Date('2021-03-23T00:00:00Z') }, 'certificates.none_usable'],
    ['locked', { locked_at: new Date('2021-03-21T00:00:00Z') }, 'certificates.pin_locked'],
  ])('%s', async (_, set, code) => {
    await expect(check(set)).rejects.toMatchObject({ code });
  });

  test.each([
    ['ended', { state: 'ended' as const }],
    ['not yet begun', { trusted_from: new Date('2021-04-01T00:00:00Z') }],
    ['over', { trusted_to: new Date('2021-03-01T00:00:00Z') }],
    ['for timestamps only', { usages: ['timestamping' as const] }],
  ])('trust that is %s', async (_, set) => {
    await certificateTables(office.db).updateTable('certificate_anchor').set(set).where('id', '=', anchor.id).execute();
    await expect(check()).rejects.toMatchObject({ code: 'certificates.untrusted' });
  });
});

describe('proof for long-lived signatures', () => {
  test('an answer is kept and asked for once; a current list is not fetched again', async () => {
    await refresh();
    const [trust] = await loadActiveTrust(office);
    if (trust === undefined) {
      throw new Error('no trust');
    }
    const [leaf = Buffer.alloc(0), issuing = Buffer.alloc(0)] = row.chain;
    const pair = { certificate: parseCertificate(leaf), issuer: parseCertificate(issuing) };
    const source = revocationSourceFor(office)(trust);
    const evidence = await source.find(pair.certificate, pair.issuer);
    expect(evidence.kind).toBe('ocsp');
    const again = await revocationSourceFor(office)(trust).find(pair.certificate, pair.issuer);
    expect(Buffer.compare(evidence.der, again.der)).toBe(0);
    expect(asked('/ocsp')).toBe(1);
    const lists = revocationSourceFor(office)({ ...trust, ocspUrls: [] });
    office.clock.advance(3_600_000);
    const list = await lists.find(pair.certificate, pair.issuer);
    expect(checkRevocation({ ...pair, evidence: [list], at: office.clock.now() }).state).toBe('good');
    expect(asked('/issuing.crl')).toBe(1);
  });
});
