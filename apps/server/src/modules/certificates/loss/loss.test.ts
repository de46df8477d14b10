import type { Authority, ServedAuthority } from '@congvu/pki/authority';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { newId } from '../../../platform/ids.ts';
import type { TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import type { CertificateRow } from '../certificates.tables.ts';
import {
  auditOf,
  buildAuthority,
  createProbePorts,
  createRealOffice,
  noticesOf,
  readCertificate,
  registerToken,
} from '../certificates.testing.ts';
import { openSigner } from '../commands/open-signer.ts';
import { findMyCertificate } from '../queries/find-my-certificate.ts';
import { listKnownRevocations } from '../trust/load-trust.ts';
import { closeLoss } from './close-loss.ts';
import { listLosses } from './list-losses.ts';
import { reportLoss } from './report-loss.ts';

let office: TestOffice;
let leader: Subject;
let clerk: Subject;
let administrator: Subject;
let specialist: Subject;
let authority: Authority;
let served: ServedAuthority;
let row: CertificateRow;
let probe: ReturnType<typeof createProbePorts>;

const NOW = '2021-03-22T01:00:00Z';

beforeAll(async () => {
  const built = await createRealOffice();
  ({ office, leader, clerk, administrator } = built);
  specialist = await built.seat('Sùng A Chuyên', 'specialist');
  ({ authority, served } = await buildAuthority(office));
});
afterAll(async () => {
  await served.close();
  await office.close();
});
beforeEach(async () => {
  office.clock.set(NOW);
  probe = createProbePorts();
  ({ row } = await registerToken(office, authority, leader));
});

const report = (by = leader, body = {}, id = row.id) => reportLoss(probe.ports, office.as(by), id, body);

describe('a report', () => {
  test('freezes, stops what waits, tells people and says what to do', async () => {
    probe.signed.push(
      {
        documentId: newId(),
        title: 'Tờ trình',
        numberSymbol: '12/TTr-UBND',
        signedAt: new Date('2021-03-21T00:00:00Z'),
        provenAt: null,
      },
      {
        documentId: newId(),
        title: 'Cũ',
        numberSymbol: null,
        signedAt: new Date('2021-03-19T00:00:00Z'),
        provenAt: null,
      },
    );
    const answer = await report(leader, { lostSince: '2021-03-20T07:00:00+07:00', note: 'rơi trên đường' });
    expect(answer).toMatchObject({
      state: 'open',
      certificate: { id: row.id, state: 'frozen', frozenAt: new Date(NOW).toISOString() },
      stoppedSessions: 2,
      lostSince: '2021-03-20T00:00:00.000Z',
      signedSince: [{ numberSymbol: '12/TTr-UBND' }],
    });
    expect(answer.nextSteps.join(' ')).toContain('Mẫu 04');
    expect(probe.calls).toEqual([`freeze ${row.id}`]);
    expect(await noticesOf(office, clerk)).toContain('certificates.loss_reported');
    expect(await noticesOf(office, administrator)).toContain('certificates.loss_reported');
    expect(await auditOf(office, row.id)).toEqual(['certificates.added', 'certificates.loss_reported']);
    const frozen = await readCertificate(office, row);
    await expect(openSigner(office.as(leader), frozen)).rejects.toMatchObject({ code: 'certificates.frozen' });
  });

  test('the owner cannot sign with it any more, and could before', async () => {
    const mine = () => findMyCertificate(office.as(leader), 'person');
    const all = await office.database.pool.query('select id from certificate where frozen_at is null');
    await expect(mine()).resolves.toBeDefined();
    for (const { id } of all.rows) {
      await report(leader, {}, id);
    }
    await expect(mine()).rejects.toMatchObject({ code: 'certificates.frozen' });
  });

  test('without a moment: a month back, never before the certificate', async () => {
    expect((await report()).lostSince).toBe('2021-02-20T01:00:00.000Z');
    const young = await registerToken(office, authority, leader, { notBefore: new Date('2021-03-10T00:00:00Z') });
    expect((await report(leader, {}, young.row.id)).lostSince).toBe('2021-03-10T00:00:00.000Z');
  });

  test('not with a moment to come', async () => {
    await expect(report(leader, { lostSince: '2021-03-23T00:00:00Z' })).rejects.toMatchObject({ status: 422 });
    expect((await readCertificate(office, row)).frozen_at).toBeNull();
  });

  test.each([
    ['the clerk', () => clerk],
    ['an administrator', () => administrator],
  ])('%s may', async (_, by) => {
    expect(await report(by())).toMatchObject({ state: 'open' });
    expect(await noticesOf(office, leader)).toContain('certificates.loss_reported');
  });

  test('a colleague may not, nor anybody of another agency; the key still signs', async () => {
    await expect(report(specialist)).rejects.toMatchObject({ code: 'certificates.report_loss.forbidden' });
    const other = await buildAgency(office.db);
    const unit = await buildUnit(office.db, other.id);
    const stranger = await buildSubject(office.db, { agencyId: other.id, unitId: unit.id, roles: ['administrator'] });
    await expect(report(stranger)).rejects.toMatchObject({ code: 'certificates.not_found' });
    expect((await readCertificate(office, row)).frozen_at).toBeNull();
    expect(probe.calls).toEqual([]);
  });

  test('twins: one report, the other learns of it', async () => {
    const answers = await Promise.allSettled([report(leader), report(clerk), report(administrator)]);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(answers.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))).toEqual([
      'certificates.frozen',
      'certificates.frozen',
    ]);
    expect(probe.calls).toHaveLength(1);
  });

  test('nothing is left when the sessions cannot be stopped', async () => {
    const broken = { ...probe.ports, freezeSigning: () => Promise.reject(new Error('stop')) };
    await expect(reportLoss(broken, office.as(leader), row.id, {})).rejects.toThrow('stop');
    expect((await readCertificate(office, row)).frozen_at).toBeNull();
    expect(await auditOf(office, row.id)).toEqual(['certificates.added']);
  });
});

describe('the end of a report', () => {
  const close = (by: Subject, id: string, outcome: 'revoked' | 'withdrawn', revokedAt?: string) =>
    closeLoss(probe.ports, office.as(by), id, {
      outcome,
      note: 'ghi chú',
      ...(revokedAt !== undefined && { revokedAt }),
    });

  test('revoked: the moment of the authority is kept and known to the verifier', async () => {
    const { id } = await report();
    const closed = await close(clerk, id, 'revoked', '2021-03-21T10:00:00Z');
    expect(closed).toMatchObject({
      state: 'revoked',
      certificate: { state: 'revoked', revokedAt: '2021-03-21T10:00:00.000Z' },
    });
    expect(probe.calls).toEqual([`freeze ${row.id}`, `revoked ${row.id}`]);
    const known = await listKnownRevocations(office);
    expect(known).toContainEqual({
      sha256: row.leaf_sha256,
      since: new Date('2021-03-21T10:00:00Z'),
      reason: 'mất thiết bị lưu khóa',
    });
    expect(await auditOf(office, row.id)).toEqual([
      'certificates.added',
      'certificates.loss_reported',
      'certificates.loss_revoked',
    ]);
    await expect(close(administrator, id, 'withdrawn')).rejects.toMatchObject({ code: 'certificates.loss_closed' });
    await expect(report(clerk)).rejects.toMatchObject({ code: 'certificates.revoked' });
  });

  test('withdrawn: by another person only, and the key signs again', async () => {
    const { id } = await report(clerk);
    await expect(close(clerk, id, 'withdrawn')).rejects.toMatchObject({ code: 'certificates.same_person' });
    expect((await readCertificate(office, row)).frozen_at).not.toBeNull();
    const closed = await close(administrator, id, 'withdrawn');
    expect(closed).toMatchObject({ state: 'withdrawn', certificate: { state: 'usable' } });
    expect(await listKnownRevocations(office)).not.toContainEqual(expect.objectContaining({ sha256: row.leaf_sha256 }));
    expect(await noticesOf(office, leader)).toContain('certificates.loss_withdrawn');
    expect((await report(leader)).state).toBe('open');
  });

  test('not by a colleague, not with a moment to come, not twice at once', async () => {
    const { id } = await report();
    await expect(close(specialist, id, 'revoked')).rejects.toMatchObject({ code: 'certificates.close_loss.forbidden' });
    await expect(close(clerk, id, 'revoked', '2021-03-23T00:00:00Z')).rejects.toMatchObject({ status: 422 });
    const answers = await Promise.allSettled([close(clerk, id, 'revoked'), close(administrator, id, 'withdrawn')]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('the list, newest first, for those who keep keys', async () => {
    office.clock.advance(60_000);
    const { id } = await report();
    const { reports } = await listLosses(probe.ports, office.as(clerk));
    expect(reports[0]).toMatchObject({ id, reportedBy: leader.displayName });
    expect(reports[0]?.abilities['certificates.withdraw_loss']).toBe(true);
    const own = (await listLosses(probe.ports, office.as(leader))).reports[0];
    expect(own?.abilities['certificates.withdraw_loss']).toMatch(/không tự rút/);
    await expect(listLosses(probe.ports, office.as(specialist))).rejects.toMatchObject({ status: 403 });
  });
});
