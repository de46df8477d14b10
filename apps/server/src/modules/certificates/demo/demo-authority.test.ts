import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkRevocation, nameText, parseCertificate } from '@congvu/pki';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { type CertificateRow, certificateTables } from '../certificates.tables.ts';
import { buildKeys, changeCertificate, createProbePorts } from '../certificates.testing.ts';
import { assertMaySignNow, revocationNote } from '../revocation/may-sign-now.ts';
import { refreshDueCrls } from '../revocation/refresh-crls.ts';
import { listEvidence, revocationSourceFor } from '../revocation/sources.ts';
import { timestampAuthorityFor } from '../services/timestamps.ts';
import { loadTrust } from '../trust/load-trust.ts';
import { ensureDemoAuthority, openDemoAuthority } from './demo-authority.ts';

let office: TestOffice;
let leader: Subject;
let row: CertificateRow;

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db);
  const unit = await buildUnit(office.db, agency.id);
  leader = await buildSubject(office.db, { agencyId: agency.id, unitId: unit.id, roles: ['leader'] });
  const rows = await buildKeys(office, [leader]);
  const own = rows.find(({ kind }) => kind === 'person');
  if (own === undefined) {
    throw new Error('no key');
  }
  row = own;
});
afterAll(() => office.close());
beforeEach(async () => {
  office.clock.set('2021-03-22T01:00:00Z');
  await changeCertificate(office, row, { revoked_at: null });
});

function pair() {
  const [leaf = Buffer.alloc(0), issuing = Buffer.alloc(0)] = row.chain;
  return { certificate: parseCertificate(leaf), issuer: parseCertificate(issuing) };
}

test('every name of it says that it is for trying out', () => {
  const { root, issuing, tsa, ocsp } = ensureDemoAuthority(office.config, office.clock.now());
  for (const { certificate } of [root, issuing, tsa, ocsp]) {
    expect(nameText(parseCertificate(certificate).subject)).toContain('THỬ NGHIỆM');
  }
});

test('it is one and the same after a restart, for its owner only', async () => {
  const before = ensureDemoAuthority(office.config, office.clock.now());
  const after = ensureDemoAuthority({ ...office.config }, new Date('2022-01-01T00:00:00Z'));
  expect(Buffer.compare(before.root.certificate, after.root.certificate)).toBe(0);
  expect(statSync(join(office.config.dataDir, 'demo-keys', 'authority.json')).mode & 0o077).toBe(0);
  const more = await buildSubject(office.db, {
    agencyId: leader.agencyId,
    unitId: leader.unitId,
    roles: ['specialist'],
  });
  await buildKeys(office, [more]);
  expect(await loadTrust(office)).toHaveLength(1);
});

test('stamps by the clock of the story', async () => {
  for (const at of ['2021-03-22T01:00:00Z', '2023-08-01T00:00:00Z']) {
    office.clock.set(at);
    const stamped = await (await timestampAuthorityFor(office))?.stamp(randomBytes(32));
    expect(stamped?.at).toEqual(new Date(at));
  }
});

test('says good, and revoked from the moment the office knows', async () => {
  expect(checkRevocation({ ...pair(), evidence: await listEvidence(office), at: office.clock.now() }).state).toBe(
    'good',
  );
  await expect(assertMaySignNow(office, row)).resolves.toBeUndefined();
  expect(await revocationNote(office, row)).toBeUndefined();
  await changeCertificate(office, row, { revoked_at: new Date('2021-03-22T00:30:00Z') });
  const evidence = await listEvidence(office);
  expect(checkRevocation({ ...pair(), evidence, at: office.clock.now() })).toMatchObject({
    state: 'revoked',
    since: new Date('2021-03-22T00:30:00Z'),
  });
  expect(checkRevocation({ ...pair(), evidence, at: new Date('2021-03-22T00:00:00Z') }).state).toBe('good');
});

test('answers about single certificates, with proof that can be kept', async () => {
  const [trust] = await loadTrust(office);
  if (trust === undefined) {
    throw new Error('no trust');
  }
  const { certificate, issuer } = pair();
  const found = await revocationSourceFor(office)(trust).find(certificate, issuer);
  expect(found.kind).toBe('ocsp');
  const stored = await certificateTables(office.db).selectFrom('certificate_ocsp').selectAll().execute();
  expect(stored.map(({ certificate_sha256: sha256 }) => sha256)).toContain(
    createHash('sha256').update(certificate.raw).digest('hex'),
  );
});

test('its lists are fetched like those of other authorities', async () => {
  await refreshDueCrls(office, createProbePorts().ports);
  const lists = await certificateTables(office.db).selectFrom('certificate_crl').select('source').execute();
  expect(lists.map(({ source }) => source).sort()).toEqual([
    'http://thu-nghiem.invalid/issuing.crl',
    'http://thu-nghiem.invalid/root.crl',
  ]);
});

test('outside the demo it does not exist', async () => {
  const real = { ...office, config: { ...office.config, demo: false } };
  expect(await openDemoAuthority(real)).toBeUndefined();
  expect(() => ensureDemoAuthority(real.config, office.clock.now())).toThrow(
    expect.objectContaining({ code: 'certificates.demo_only' }),
  );
  expect(await timestampAuthorityFor(real)).toBeUndefined();
  expect(await loadTrust(real)).toEqual([]);
  await expect(assertMaySignNow(real, row)).rejects.toMatchObject({ code: 'certificates.untrusted' });
  expect(readFileSync(join(office.config.dataDir, 'demo-keys', 'authority.json'), 'utf8').length).toBeGreaterThan(0);
});
