import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AddCertificate } from '@congvu/contracts';
import { generateKeys, OID, writePem } from '@congvu/pki';
import { type Authority, createAuthority, type ServedAuthority } from '@congvu/pki/authority';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import type { TestOffice } from '../../../platform/testing/test-context.ts';
import { getCertificate } from '../certificates.store.ts';
import {
  auditOf,
  buildAuthority,
  changeCertificate,
  createRealOffice,
  issueFor,
  pasteChain,
  registerToken,
} from '../certificates.testing.ts';
import { listMyCertificates } from '../queries/list-mine.ts';
import { addOrganisationCertificate, addOwnCertificate } from './add-certificate.ts';
import { listAllCertificates } from './list-certificates.ts';

let office: TestOffice;
let leader: Subject;
let clerk: Subject;
let administrator: Subject;
let authority: Authority;
let served: ServedAuthority;

beforeAll(async () => {
  const built = await createRealOffice();
  ({ office, leader, clerk, administrator } = built);
  ({ authority, served } = await buildAuthority(office));
});
afterAll(async () => {
  await served.close();
  await office.close();
});

/** The certificate with another type of key written into it: whoever made it, nobody can compute with it. */
function strange(certificate: Uint8Array): string {
  const changed = Buffer.from(certificate);
  const ecPublicKey = Buffer.from('06072a8648ce3d0201', 'hex');
  changed[changed.indexOf(ecPublicKey) + ecPublicKey.length - 1] = 0x7f;
  return changed.toString('base64');
}

function body(given: Partial<AddCertificate> = {}, name = leader.displayName): AddCertificate {
  return {
    kind: 'person',
    chain: pasteChain(authority, issueFor(authority, name)),
    keyKind: 'token',
    deviceLabel: 'USB số 4F-2081',
    ...given,
  };
}
const add = (given?: Partial<AddCertificate>, name?: string) => addOwnCertificate(office.as(leader), body(given, name));

describe('a person takes the own certificate into the register', () => {
  test('with the chain in any order, without the root', async () => {
    const issued = issueFor(authority, leader.displayName);
    const [leaf = '', ...above] = pasteChain(authority, issued);
    const view = await add({ chain: [leaf, ...above.reverse()] });
    expect(view).toMatchObject({
      kind: 'person',
      subjectName: leader.displayName,
      organisationName: 'Ủy ban nhân dân huyện Thử Nghiệm',
      issuerName: 'Cấp phát Dịch vụ Thử',
      state: 'usable',
      keyKind: 'token',
      pinAttemptsLeft: null,
    });
    const row = await getCertificate(office.db, leader.agencyId, view.id);
    expect(row.chain.map((der) => der.equals(Buffer.from(authority.root.certificate)))).toEqual([false, false]);
    expect(row.person_id).toBe(leader.personId);
    expect(await auditOf(office, view.id)).toEqual(['certificates.added']);
    expect((await listMyCertificates(office.as(leader))).person.map(({ id }) => id)).toContain(view.id);
  });

  test('the certificate alone is enough once its issuer is known', async () => {
    await registerToken(office, authority, leader);
    const [leaf = ''] = pasteChain(authority, issueFor(authority, leader.displayName));
    const { id } = await add({ chain: [leaf] });
    expect((await getCertificate(office.db, leader.agencyId, id)).chain).toHaveLength(2);
  });

  test('with the picture of the signature the person has already, and nobody else gets it', async () => {
    const first = await add();
    const image = { image_sha256: 'ab'.repeat(32), image_width_mm: '45.00', image_height_mm: '22.50' };
    await changeCertificate(office, await getCertificate(office.db, leader.agencyId, first.id), image);
    const second = await add();
    expect(await getCertificate(office.db, leader.agencyId, second.id)).toMatchObject(image);
    const other = await addOwnCertificate(office.as(clerk), body({}, clerk.displayName));
    expect((await getCertificate(office.db, clerk.agencyId, other.id)).image_sha256).toBeNull();
  });

  test('not twice, not even at once', async () => {
    const same = body();
    const answers = await Promise.allSettled([
      addOwnCertificate(office.as(leader), same),
      addOwnCertificate(office.as(leader), same),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(addOwnCertificate(office.as(leader), same)).rejects.toMatchObject({ code: 'certificates.duplicate' });
  });

  test('another name is confirmed as read, or refused', async () => {
    const given = body({}, 'Vũ Xuân Thử - Phòng Nội vụ');
    const by = office.as(leader);
    await expect(addOwnCertificate(by, given)).rejects.toMatchObject({
      code: 'certificates.name_mismatch',
      message: expect.stringContaining('Phòng Nội vụ'),
    });
    await expect(addOwnCertificate(by, { ...given, confirmedName: 'Vũ Xuân Thử' })).rejects.toMatchObject({
      code: 'certificates.name_mismatch',
    });
    const view = await addOwnCertificate(by, { ...given, confirmedName: 'vũ xuân thử - phòng nội vụ' });
    expect(view.subjectName).toBe('Vũ Xuân Thử - Phòng Nội vụ');
  });

  test("never another person's, whatever is confirmed", async () => {
    const given = body({ confirmedName: 'Lò Thị Thử' }, 'Lò Thị Thử');
    await expect(addOwnCertificate(office.as(leader), given)).rejects.toMatchObject({
      code: 'certificates.name_mismatch',
    });
    await expect(addOwnCertificate(office.as(clerk), given)).resolves.toMatchObject({ subjectName: 'Lò Thị Thử' });
  });

  test.each([
    ['not a certificate', () => ({ chain: ['xin chào'] }), 'certificates.unreadable'],
    ["the authority's first", () => ({ chain: authority.chain.map(writePem) }), 'certificates.usage'],
    [
      'not for signing',
      () => ({
        chain: pasteChain(
          authority,
          issueFor(authority, leader.displayName, {
            keyUsage: ['keyEncipherment'],
            extKeyUsage: [OID.emailProtection],
          }),
        ),
      }),
      'certificates.usage',
    ],
    [
      'expired',
      () => ({
        chain: pasteChain(
          authority,
          issueFor(authority, leader.displayName, { notAfter: new Date('2021-03-01T00:00:00Z') }),
        ),
      }),
      'certificates.expired',
    ],
    [
      'of an authority nobody trusts',
      () => {
        const stranger = createAuthority({ name: 'lạ', at: office.clock.now() });
        return { chain: pasteChain(stranger, issueFor(stranger, leader.displayName)) };
      },
      'certificates.untrusted',
    ],
    [
      'with a key too short',
      () => ({
        chain: pasteChain(authority, issueFor(authority, leader.displayName, { keys: generateKeys('rsa-1024') })),
      }),
      'certificates.usage',
    ],
    [
      'with a key nobody knows',
      () => ({ chain: [strange(issueFor(authority, leader.displayName).certificate)] }),
      'certificates.usage',
    ],
    [
      'under an issuer whose key nobody knows',
      () => {
        const stranger = createAuthority({ name: 'lạ', at: office.clock.now() });
        const { certificate } = issueFor(stranger, leader.displayName);
        return { chain: [writePem(certificate), strange(stranger.issuing.certificate)] };
      },
      'certificates.untrusted',
    ],
    ['as the organisation', () => ({ kind: 'organisation' as const }), 'certificates.usage'],
    ['with the key on the server', () => ({ keyKind: 'hsm' as const }), 'certificates.usage'],
    ['on a phone without a number', () => ({ keyKind: 'sim' as const, serviceId: 'sim' }), 'certificates.key_missing'],
    [
      'at a service nobody configured',
      () => ({ keyKind: 'remote' as const, serviceId: 'la', keyReference: '0912' }),
      'certificates.service_unknown',
    ],
  ])('%s is refused', async (_, given, code) => {
    await expect(add(given())).rejects.toMatchObject({ code });
  });

  test('at a configured service of the right kind', async () => {
    const settings = {
      services: [
        {
          kind: 'smartca',
          id: 'smartca',
          label: 'SmartCA',
          url: 'https://smartca.example.vn/sca',
          spId: 'x',
          secret: { env: 'CONGVU_SECRET_SMARTCA' },
        },
      ],
    };
    writeFileSync(join(office.config.dataDir, 'signing-services.json'), JSON.stringify(settings));
    const view = await add({ keyKind: 'remote', serviceId: 'smartca', keyReference: '012345678901' });
    expect(view.keyKind).toBe('remote');
    expect((await listMyCertificates(office.as(leader))).remoteServices).toEqual([
      { id: 'smartca', label: 'SmartCA', keyKind: 'remote' },
    ]);
    await expect(add({ keyKind: 'sim', serviceId: 'smartca', keyReference: '0912' })).rejects.toMatchObject({
      code: 'certificates.service_unknown',
    });
  });
});

describe("the organisation's", () => {
  const seal = () => body({ kind: 'organisation' }, 'Ủy ban nhân dân huyện Thử Nghiệm');

  test('by the clerk or an administrator, used by the clerk alone', async () => {
    const view = await addOrganisationCertificate(office.as(administrator), seal());
    expect(view).toMatchObject({ kind: 'organisation', abilities: { 'certificates.read': true } });
    expect(view.abilities['certificates.use']).toMatch(/văn thư/);
    const seen = (await listMyCertificates(office.as(clerk))).organisation.find(({ id }) => id === view.id);
    expect(seen?.abilities['certificates.use']).toBe(true);
    expect(await addOrganisationCertificate(office.as(clerk), seal())).toMatchObject({ kind: 'organisation' });
  });

  test('not by others, not under another name', async () => {
    await expect(addOrganisationCertificate(office.as(leader), seal())).rejects.toMatchObject({ status: 403 });
    await expect(
      addOrganisationCertificate(office.as(clerk), body({ kind: 'organisation' }, 'Sở Khác')),
    ).rejects.toMatchObject({ code: 'certificates.name_mismatch' });
    const short = body({ kind: 'organisation', confirmedName: 'UBND huyện Thử Nghiệm' }, 'UBND huyện Thử Nghiệm');
    expect(await addOrganisationCertificate(office.as(clerk), short)).toMatchObject({ kind: 'organisation' });
  });
});

describe('the list of the agency', () => {
  test('soonest end first, in pages, by state, for those who keep keys', async () => {
    const { row } = await registerToken(office, authority, clerk, { notAfter: new Date('2021-04-01T00:00:00Z') });
    const { row: frozen } = await registerToken(office, authority, clerk);
    await changeCertificate(office, frozen, { frozen_at: office.clock.now() });
    const list = (query: object) => listAllCertificates(office.as(clerk), { limit: 2, ...query });
    const page = await list({});
    expect(page.certificates[0]?.id).toBe(row.id);
    const rest: string[] = [];
    let cursor = page.nextCursor;
    while (cursor !== null) {
      const next: Awaited<ReturnType<typeof list>> = await list({ cursor });
      rest.push(...next.certificates.map(({ id }) => id));
      cursor = next.nextCursor;
    }
    const all = await list({ limit: 200 });
    expect([...page.certificates.map(({ id }) => id), ...rest]).toEqual(all.certificates.map(({ id }) => id));
    expect((await list({ state: 'frozen' })).certificates.map(({ id }) => id)).toEqual([frozen.id]);
    expect((await list({ state: 'usable', limit: 200 })).certificates).toHaveLength(all.certificates.length - 1);
    expect((await list({ state: 'revoked' })).certificates).toEqual([]);
    expect((await list({ cursor: 'bịa' })).certificates[0]?.id).toBe(row.id);
    await expect(listAllCertificates(office.as(leader), { limit: 2 })).rejects.toMatchObject({ status: 403 });
  });
});
