import { createHash, randomBytes } from 'node:crypto';
import { fileHashSigner, generateKeys, issueCertificate, OID, writePkcs12 } from '@congvu/pki';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CertificateRow, openSigner } from '#modules/certificates';
import type { Subject } from '../../../platform/authorise.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildKeys, changeCertificate, TEST_PIN } from '../../certificates/certificates.testing.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { signLetter, writeLetter } from '../signing.testing.ts';
import { judgePdf } from './judge-pdf.ts';

let office: TestOffice;
let leader: Subject;
let clerk: Subject;
let keys: CertificateRow[];
let personal: Uint8Array;
let sealed: Uint8Array;

const judge = (bytes: Uint8Array, at?: Date, services: TestOffice = office) =>
  judgePdf(services, { agencyId: leader.agencyId, bytes, ...(at !== undefined && { at }) });
/** As if it were that day; the lists of the authorities at hand are those of the day. */
async function judgeOn(bytes: Uint8Array, day: string) {
  const now = office.clock.now();
  office.clock.set(day);
  try {
    return await judge(bytes);
  } finally {
    office.clock.set(now);
  }
}
const codes = (verdict: { signers: { reasons: { code: string }[] }[] }, index = 0): string[] =>
  verdict.signers[index]?.reasons.map(({ code }) => code) ?? [];

function keyOf(kind: CertificateRow['kind'], subject: Subject): CertificateRow {
  const row = keys.find((key) => key.kind === kind && (kind === 'organisation' || key.person_id === subject.personId));
  if (row === undefined) {
    throw new Error('no such key');
  }
  return row;
}

async function signWith(pdf: Uint8Array, by: Subject, row: CertificateRow, plan?: Parameters<typeof signLetter>[4]) {
  const signer = await openSigner(office.as(by), row, TEST_PIN);
  const [identity] = await signer.identities();
  if (identity === undefined) {
    throw new Error('no identity');
  }
  return signLetter(pdf, signer, identity, office.clock.now(), plan);
}

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db);
  const unit = await buildUnit(office.db, agency.id);
  const place = { agencyId: agency.id, unitId: unit.id };
  leader = await buildSubject(office.db, { ...place, roles: ['leader'], fullName: 'Vũ Xuân Thử' });
  clerk = await buildSubject(office.db, { ...place, roles: ['clerk'], fullName: 'Lò Thị Thử' });
  keys = await buildKeys(office, [leader, clerk]);
  personal = await signWith(writeLetter('Cong van so 1'), leader, keyOf('person', leader));
  sealed = await signWith(personal, clerk, keyOf('organisation', clerk), { field: 'DauCoQuan' });
});
afterAll(() => office.close());

test('genuine: who signed when, content whole, and that the keys are for trying out', async () => {
  const verdict = await judge(sealed);
  expect(verdict.verdict).toBe('valid');
  expect(verdict.sentence).toBe('CHỮ KÝ THỬ NGHIỆM. Đủ hai chữ ký, nguyên vẹn từ lúc ký.');
  expect(verdict.signers).toMatchObject([
    { field: 'KyNguoi1', verdict: 'valid', integrity: 'extended_as_permitted' },
    { field: 'DauCoQuan', verdict: 'valid', integrity: 'whole' },
  ]);
  expect(codes(verdict)).toEqual(['DEMO_SIGNATURE']);
});

test('grounds of a moment ago serve letters that come by the hundred, not those of another day of the office', async () => {
  const now = office.clock.now();
  try {
    for (const days of [0, 9, 1]) {
      office.clock.set(new Date(now.getTime() + days * 86_400_000));
      const verdict = await judgePdf(office, { agencyId: leader.agencyId, bytes: sealed, recentGrounds: true });
      expect(verdict.verdict, `after ${days} days`).toBe('valid');
    }
  } finally {
    office.clock.set(now);
  }
});

describe('told apart', () => {
  test('a changed byte', async () => {
    const changed = Buffer.from(sealed);
    const place = changed.indexOf('Cong van so 1');
    changed[place] = 'B'.charCodeAt(0);
    const verdict = await judge(changed);
    expect(verdict).toMatchObject({ verdict: 'invalid', signers: [{ integrity: 'broken' }, { integrity: 'broken' }] });
    expect(codes(verdict)).toContain('HASH_FAILURE');
  });

  test('a revision behind the last signature', async () => {
    const objects = '4 0 obj\n<< /Length 0 >>\nstream\n\nendstream\nendobj\n';
    const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(Buffer.from(sealed).toString('latin1'))?.[1] ?? '0';
    const size = Math.max(
      ...[
        ...Buffer.from(sealed)
          .toString('latin1')
          .matchAll(/\/Size (\d+)/g),
      ].map(([, number]) => Number(number)),
    );
    const start = sealed.length;
    const xref = `xref\n4 1\n${String(start).padStart(10, '0')} 00000 n \n`;
    const trailer = `trailer\n<< /Size ${size} /Root 1 0 R /Prev ${previous} >>\nstartxref\n${start + objects.length}\n%%EOF\n`;
    const verdict = await judge(Buffer.concat([sealed, Buffer.from(objects + xref + trailer, 'latin1')]));
    expect(verdict.verdict).toBe('invalid');
    expect(verdict.signers.at(-1)?.integrity).toBe('changed_after_signing');
    expect(verdict.sentence).toContain('đã bị thay đổi sau khi');
  });

  async function signByStranger() {
    const dates = { notBefore: new Date('2021-01-01T00:00:00Z'), notAfter: new Date('2025-01-01T00:00:00Z') };
    const make = (name: string, more: Partial<Parameters<typeof issueCertificate>[0]>) =>
      issueCertificate({
        subject: [{ oid: OID.commonName, value: name }],
        ...dates,
        keys: generateKeys('p-256'),
        ...more,
      });
    const issuer = make('CA lạ', { authority: {} });
    const issued = make('Người Lạ', { issuer });
    const signer = fileHashSigner({ p12: writePkcs12({ ...issued, chain: [], pin: '1', iterations: 10 }), pin: '1' });
    const [identity] = await signer.identities();
    if (identity === undefined) {
      throw new Error('no identity');
    }
    return { issuer, ...dates, pdf: await signLetter(writeLetter('la'), signer, identity, office.clock.now()) };
  }

  test('an authority nobody configured', async () => {
    const verdict = await judge((await signByStranger()).pdf);
    expect(verdict).toMatchObject({ verdict: 'indeterminate', signers: [{ signer: 'Người Lạ', integrity: 'whole' }] });
    expect(codes(verdict)).toEqual(['NO_CERTIFICATE_CHAIN_FOUND']);
    expect(verdict.sentence).toMatch(/^Chưa đủ căn cứ: /);
  });

  test('an authority that publishes revocations, none of them at hand: open, unless the caller asked the authority itself', async () => {
    const { issuer, pdf, notBefore, notAfter } = await signByStranger();
    const der = Buffer.from(issuer.certificate);
    await rawQuery(
      office.db,
      `insert into certificate_anchor (id, name, programme, der, sha256, valid_from, valid_to, usages, crl_urls, ocsp_urls,
         tsa_urls, state, reason, added_at)
       values ($1, 'CA lạ', 'public', $2, $3, $4, $5, '{signing}', '{}', '{http://ocsp.example.vn}', '{}', 'active', '', $4)`,
      [newId(), der, createHash('sha256').update(der).digest('hex'), notBefore, notAfter],
    );
    const open = await judge(pdf);
    expect(open.verdict).toBe('indeterminate');
    expect(codes(open)).toContain('TRY_LATER');
    const asked = await judgePdf(office, { agencyId: leader.agencyId, bytes: pdf, revocation: 'optional' });
    expect(asked.verdict).toBe('valid');
  });

  test('the demo authority outside the demo', async () => {
    const verdict = await judge(personal, undefined, { ...office, config: { ...office.config, demo: false } });
    expect(verdict.verdict).toBe('indeterminate');
    expect(codes(verdict)).toContain('NO_CERTIFICATE_CHAIN_FOUND');
  });

  test('expired by the day of the check, valid on the day it came', async () => {
    expect((await judgeOn(personal, '2027-01-01T00:00:00Z')).verdict).toBe('indeterminate');
    expect((await judgeOn(personal, '2021-04-01T00:00:00Z')).verdict).toBe('valid');
  });

  test('revoked before it says it was signed: invalid; after, and nothing proves the time: open; judged for a day before: valid', async () => {
    const row = keyOf('person', leader);
    const revokedOn = async (since: string | null, at: string) => {
      const reason = since === null ? null : 'mất thiết bị';
      await changeCertificate(office, row, {
        revoked_at: since === null ? null : new Date(since),
        revoked_reason: reason,
      });
      return judgeOn(personal, at);
    };
    const earlier = await revokedOn('2021-03-20T00:00:00Z', '2021-03-26T00:00:00Z');
    const later = await revokedOn('2021-03-25T00:00:00Z', '2021-03-26T00:00:00Z');
    const before = await revokedOn('2021-03-25T00:00:00Z', '2021-03-24T00:00:00Z');
    await revokedOn(null, '2021-03-26T00:00:00Z');
    expect(earlier.verdict).toBe('invalid');
    expect(codes(earlier)).toContain('REVOKED');
    expect(earlier.sentence).toContain('đã bị thu hồi');
    expect(later.verdict).toBe('indeterminate');
    expect(codes(later)).toContain('REVOKED_NO_POE');
    expect(before.verdict).toBe('valid');
  });

  test('unsigned', async () => {
    expect(await judge(writeLetter('chua ky'))).toMatchObject({ verdict: 'unsigned', signers: [] });
  });
});

describe('bytes of strangers', () => {
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['noise', randomBytes(20_000)],
    ['a header and noise', Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(20_000)])],
    ['a text', Buffer.from('Kính gửi')],
    ['a deep nest', Buffer.from(`%PDF-1.7\n1 0 obj\n${'['.repeat(200_000)}`)],
  ])('%s gets a sentence and no exception', async (_, bytes) => {
    const verdict = await judge(bytes);
    expect(verdict).toMatchObject({ verdict: 'indeterminate', signers: [] });
    expect(verdict.sentence).toMatch(/^Chưa đủ căn cứ: /);
  });

  test('a signed file cut anywhere is never valid', async () => {
    const cuts = Array.from({ length: 12 }, (_, index) => Math.floor((sealed.length * (index + 1)) / 14));
    const verdicts = await Promise.all(cuts.map((length) => judge(sealed.subarray(0, length))));
    expect(verdicts.map(({ verdict }) => verdict)).not.toContain('valid');
  });
});
