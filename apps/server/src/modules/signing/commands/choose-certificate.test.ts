import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CertificateRow, findUsableCertificate, getCertificate } from '#modules/certificates';
import { newId } from '../../../platform/ids.ts';
import { buildKeys, changeCertificate, TEST_PIN } from '../../certificates/certificates.testing.ts';
import { createSigningOffice, type SigningOffice } from '../signing-office.testing.ts';
import { openBatch } from './open-batch.ts';
import { signBatch } from './sign-batch.ts';

let at: SigningOffice;
let second: CertificateRow;
let ofDeputy: CertificateRow;

beforeAll(async () => {
  at = await createSigningOffice();
  const { agencyId } = at.leader;
  const usable = (personId: string) => findUsableCertificate(at.office, { agencyId, kind: 'person', personId });
  // Written to the leader, as a second token would be.
  const given = await usable(at.deputy.personId);
  await changeCertificate(at.office, given, { person_id: at.leader.personId });
  second = await getCertificate(at.office.db, agencyId, given.id);
  await buildKeys(at.office, [at.deputy]);
  ofDeputy = await usable(at.deputy.personId);
});
afterAll(() => at.office.close());

async function openWith(certificateId: string | undefined, by = at.leader) {
  const documentIds = await at.add();
  const wished = certificateId === undefined ? {} : { certificateId };
  return openBatch(at.office.as(by), at.ports, { purpose: 'outgoing.sign', documentIds, ...wished });
}

test.each(['first', 'second'] as const)(
  'the %s of two certificates is used when it is the one chosen',
  async (which) => {
    const { id, serial } = which === 'first' ? at.own : second;
    const batch = await openWith(id);
    expect(batch.certificate).toMatchObject({ id });
    const answer = await signBatch(at.office.as(at.leader), at.ports, batch.id, { pin: TEST_PIN });
    expect(answer).toMatchObject({ signed: 1, failed: 0 });
    const { rows } = await at.office.database.pool.query(
      `select detail->>'certificate' as certificate from audit_leaf where action = 'signing.signed' and detail->>'document' = $1`,
      [batch.items[0]?.documentId],
    );
    expect(rows).toEqual([{ certificate: serial }]);
  },
);

test('without a choice one that can sign is taken', async () => {
  expect([at.own.id, second.id]).toContain((await openWith(undefined)).certificate.id);
});

test('a certificate of somebody else or of nobody does not exist', async () => {
  for (const id of [ofDeputy.id, newId()]) {
    await expect(openWith(id)).rejects.toMatchObject({ code: 'certificates.not_found', status: 404 });
  }
  // The same one is there for its owner.
  expect((await openWith(ofDeputy.id, at.deputy)).certificate.id).toBe(ofDeputy.id);
});

test.each([
  [{ revoked_at: new Date('2020-01-01T00:00:00Z') }, 'certificates.revoked'],
  [{ frozen_at: new Date('2020-01-01T00:00:00Z') }, 'certificates.frozen'],
  [{ locked_at: new Date('2020-01-01T00:00:00Z') }, 'certificates.pin_locked'],
  [{ valid_to: new Date('2020-01-01T00:00:00Z') }, 'certificates.expired'],
])('one that cannot sign is refused with its own reason, not replaced by another (%o)', async (change, code) => {
  await changeCertificate(at.office, second, change);
  await expect(openWith(second.id)).rejects.toMatchObject({ code, status: 422 });
  const { valid_to, revoked_at, frozen_at, locked_at } = second;
  await changeCertificate(at.office, second, { valid_to, revoked_at, frozen_at, locked_at });
  expect((await openWith(second.id)).certificate.id).toBe(second.id);
});
