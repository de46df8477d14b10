import { generateKeys, parseCertificate, type RevocationEvidence, type TrustAnchorEntry } from '@congvu/pki';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  addDocumentTimestamp,
  addEvidence,
  type SignatureReport,
  type VerifyOptions,
  verifyPdf,
} from '../src/index.ts';
import { plainPdf } from './sample-pdf.ts';
import type { Signer } from './test-pki.ts';
import { daysAfter, type Office, openOffice, raise, SIGNED_AT, signAt } from './verify-office.ts';

const SOON = daysAfter(0.01);
let office: Office;
let signer: Signer;
let serial: string;
const files = new Map<'B' | 'T' | 'LT' | 'LTA', Uint8Array>();

function check(pdf: Uint8Array, options: Partial<VerifyOptions> = {}): SignatureReport[] {
  return verifyPdf(pdf, { trust: office.authority.trust, at: SOON, ...options }).signatures;
}

function first(pdf: Uint8Array, options: Partial<VerifyOptions> = {}): SignatureReport {
  const [found] = check(pdf, options);
  if (found === undefined) {
    throw new Error('no signature');
  }
  return found;
}

function codes(report: SignatureReport): string[] {
  return report.reasons.map(({ code }) => code);
}

function file(level: 'B' | 'T' | 'LT' | 'LTA'): Uint8Array {
  return files.get(level) ?? new Uint8Array();
}

function crl(at: Date, of: 'issuing' | 'root' = 'issuing', from: Office = office): RevocationEvidence {
  return { kind: 'crl', der: from.authority.crl(at, of) };
}

/** The trust list with one thing changed. */
function trustWith(change: Partial<TrustAnchorEntry>): TrustAnchorEntry[] {
  return office.authority.trust.map((entry) => ({ ...entry, ...change }));
}

beforeAll(async () => {
  office = openOffice();
  signer = await office.signer('Nguyễn Văn Ổn', { keys: generateKeys('rsa-2048') });
  serial = first(await signAt(office, signer, 'B')).serial ?? '';
  for (const level of ['B', 'T', 'LT', 'LTA'] as const) {
    files.set(level, await signAt(office, signer, level));
  }
});

describe('levels are reported as they are', () => {
  test.each(['B', 'T', 'LT', 'LTA'] as const)('%s', (level) => {
    const report = first(file(level), { evidence: [crl(SOON)] });
    expect(report).toMatchObject({ level, verdict: 'valid', kind: 'signature' });
    expect(report.provenAt).toBe(level === 'B' ? null : SIGNED_AT.toISOString());
    expect(report.path).toEqual(['Nguyễn Văn Ổn', 'Cấp phát thử nghiệm Đồng Bộ', 'Gốc thử nghiệm Đồng Bộ']);
    expect(report.algorithm).toBe('RSA 2048, SHA-256');
    expect(report.weak).toBe(false);
  });

  test('a document timestamp is one of its own kind', () => {
    const [signature, timestamp] = check(file('LTA'));
    expect(signature?.kind).toBe('signature');
    expect(timestamp).toMatchObject({
      kind: 'timestamp',
      level: 'timestamp',
      verdict: 'valid',
      integrity: 'whole',
      signer: 'Dấu thời gian thử nghiệm Đồng Bộ',
    });
  });

  test('a timestamp of an authority nobody trusts gives no time and no T', () => {
    const trust = trustWith({ usages: ['signing'] });
    const report = first(file('T'), { trust, evidence: [crl(SOON)] });
    expect(report).toMatchObject({ level: 'B', provenAt: null, verdict: 'valid' });
    expect(codes(report)).toEqual(['TIMESTAMP_NOT_TRUSTED']);
  });

  test('evidence of the office makes a verdict, not a level', () => {
    const evidence = [crl(SOON), crl(SOON, 'root')];
    expect(first(file('T'), { evidence })).toMatchObject({ level: 'T', verdict: 'valid' });
  });

  test('LT needs evidence for every certificate below the anchors', () => {
    const store = { kind: 'crl' as const, der: office.authority.crl(SIGNED_AT) };
    const half = Buffer.concat([file('T'), addEvidence(file('T'), { evidence: [store], certificates: [] })]);
    expect(first(half)).toMatchObject({ level: 'T', verdict: 'valid' });
    const rest = { kind: 'crl' as const, der: office.authority.crl(SIGNED_AT, 'root') };
    const whole = Buffer.concat([half, addEvidence(half, { evidence: [rest], certificates: [] })]);
    expect(first(whole)).toMatchObject({ level: 'LT', verdict: 'valid' });
  });

  test('LTA needs a timestamp over the evidence, not before it', async () => {
    const stamped = Buffer.concat([file('T'), await addDocumentTimestamp(file('T'), { tsa: office.tsa })]);
    expect(first(stamped)).toMatchObject({ level: 'T' });
    const evidence = [crl(SIGNED_AT), crl(SIGNED_AT, 'root')];
    const late = Buffer.concat([stamped, addEvidence(stamped, { evidence, certificates: [] })]);
    expect(first(late)).toMatchObject({ level: 'LT' });
    const sealed = Buffer.concat([late, await addDocumentTimestamp(late, { tsa: office.tsa })]);
    expect(first(sealed)).toMatchObject({ level: 'LTA' });
  });
});

describe('revocation', () => {
  test('nothing known: open when required, a note when optional', () => {
    expect(first(file('B'))).toMatchObject({ verdict: 'indeterminate', reasons: [{ code: 'TRY_LATER' }] });
    expect(first(file('B'), { revocation: 'optional' })).toMatchObject({
      verdict: 'valid',
      reasons: [{ code: 'REVOCATION_NOT_CHECKED' }],
    });
  });

  test('a trust list that says where to ask makes an answer needed', async () => {
    const silent = await signAt(office, await office.signer('Không Địa Chỉ', { isSilent: true }), 'B');
    expect(first(silent)).toMatchObject({ verdict: 'valid', reasons: [] });
    const trust = trustWith({ ocspUrls: ['http://ocsp.example.vn'] });
    expect(first(silent, { trust })).toMatchObject({ verdict: 'indeterminate', reasons: [{ code: 'TRY_LATER' }] });
  });

  test('stale, foreign and damaged evidence proves nothing', () => {
    const stranger = openOffice();
    const damaged = Uint8Array.from(office.authority.crl(SOON));
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
    const cases: RevocationEvidence[] = [
      crl(daysAfter(-5)),
      crl(SOON, 'issuing', stranger),
      { kind: 'crl', der: damaged },
      { kind: 'ocsp', der: Buffer.from('none') },
    ];
    for (const evidence of cases) {
      expect(codes(first(file('B'), { evidence: [evidence] }))).toEqual(['TRY_LATER']);
    }
    expect(first(file('B'), { evidence: [crl(SOON)] }).verdict).toBe('valid');
  });

  test.each([
    ['T', 2, 'valid', []],
    ['T', -1, 'invalid', ['REVOKED']],
    ['B', 2, 'indeterminate', ['REVOKED_NO_POE']],
    ['B', -1, 'invalid', ['REVOKED']],
    ['LTA', 2, 'valid', []],
  ] as const)('%s, revoked %i days after signing: %s', (level, days, verdict, expected) => {
    const since = daysAfter(days);
    const revocationOf: VerifyOptions['revocationOf'] = (certificate) =>
      certificate.serial === serial ? { state: 'revoked', since, reason: 'mất thiết bị' } : { state: 'unknown' };
    const report = first(file(level), { at: daysAfter(3), revocationOf, evidence: [crl(SIGNED_AT)] });
    expect(report.verdict).toBe(verdict);
    expect(codes(report).filter((code) => code.startsWith('REVOKED'))).toEqual(expected);
    expect(report.revocation[0]).toMatchObject({ state: 'revoked', source: 'office', since: since.toISOString() });
  });

  test('the signer’s own clock never saves a signature', async () => {
    const backdated = await signAt(office, signer, 'B', { plan: { signedAt: daysAfter(-5) } });
    const since = daysAfter(-1);
    const revocationOf: VerifyOptions['revocationOf'] = () => ({ state: 'revoked', since });
    const report = first(backdated, { revocationOf });
    expect(report.claimedAt).toBe(daysAfter(-5).toISOString());
    expect(report).toMatchObject({ verdict: 'indeterminate' });
    expect(codes(report)[0]).toBe('REVOKED_NO_POE');
  });

  test('by a list, with date and reason; the issuer counts as much as the signer', async () => {
    const other = openOffice();
    const person = await other.signer('Lò Thị Thu');
    const pdf = await signAt(other, person, 'B');
    const read = (evidence: RevocationEvidence[]): SignatureReport => {
      const [report] = verifyPdf(pdf, { trust: other.authority.trust, at: daysAfter(3), evidence }).signatures;
      if (report === undefined) {
        throw new Error('no signature');
      }
      return report;
    };
    const good = [crl(daysAfter(2.9), 'issuing', other), crl(daysAfter(2.9), 'root', other)];
    expect(read(good)).toMatchObject({ verdict: 'valid', reasons: [] });
    other.authority.revoke(read(good).serial ?? '', daysAfter(1), 'keyCompromise');
    const revoked = read([crl(daysAfter(2.9), 'issuing', other)]);
    expect(revoked.reasons[0]?.text).toContain('24/03/2026 (khóa bí mật bị lộ');
    expect(codes(revoked)).toEqual(['REVOKED_NO_POE']);
    expect(revoked.revocation[0]).toMatchObject({ state: 'revoked', source: 'crl', isInFile: false });
    const issuing = parseCertificate(other.authority.issuing.certificate);
    other.authority.revoke(issuing.serial, daysAfter(-2), 'cACompromise');
    const both = read([...good, crl(daysAfter(2.9), 'root', other)]);
    expect(both.verdict).toBe('invalid');
    expect(both.reasons.find(({ code }) => code === 'REVOKED')?.text).toContain('Cấp phát');
  });

  test('on hold leaves it open', async () => {
    const held = openOffice();
    const pdf = await signAt(held, await held.signer('Tạm Dừng'), 'B');
    const [before] = verifyPdf(pdf, { trust: held.authority.trust, at: SOON }).signatures;
    held.authority.revoke(before?.serial ?? '', daysAfter(-1), 'certificateHold');
    const evidence = [crl(SOON, 'issuing', held)];
    const [report] = verifyPdf(pdf, { trust: held.authority.trust, at: SOON, evidence }).signatures;
    expect(report).toMatchObject({ verdict: 'indeterminate', reasons: [{ code: 'TRY_LATER' }] });
  });
});

describe('time', () => {
  const later = daysAfter(400);

  test('an expired certificate: valid with proof and evidence inside, open without', () => {
    expect(first(file('LT'), { at: later })).toMatchObject({ verdict: 'valid', level: 'LT' });
    expect(first(file('T'), { at: later, evidence: [crl(SIGNED_AT)] })).toMatchObject({ verdict: 'valid' });
    const bare = first(file('B'), { at: later, evidence: [crl(SIGNED_AT)] });
    expect(bare.verdict).toBe('indeterminate');
    expect(codes(bare)).toContain('OUT_OF_BOUNDS_NO_POE');
  });

  test('evidence from after the end of the certificate says nothing about it', () => {
    const report = first(file('T'), { at: later, evidence: [crl(later)] });
    expect(codes(report)).toEqual(['TRY_LATER']);
  });

  test('the chain of document timestamps carries beyond the end of an authority', async () => {
    const short = openOffice({ to: daysAfter(300) });
    const person = await short.signer('Giàng A Páo', { notAfter: daysAfter(200) });
    const archived = await signAt(short, person, 'LTA');
    const afterwards = { trust: short.authority.trust, at: daysAfter(350) };
    const [alone] = verifyPdf(archived, afterwards).signatures;
    expect(alone?.verdict).toBe('indeterminate');
    expect(alone?.level).toBe('B');
    // A second authority, still good then, stamps while the first one was.
    const next = openOffice({ name: 'kế tiếp', from: daysAfter(100), to: daysAfter(2_000) });
    next.clock.now = daysAfter(290);
    short.clock.now = daysAfter(290);
    const renewed = await raise({ ...short, tsa: next.tsa }, archived, 'LTA');
    const trust = [...short.authority.trust, ...next.authority.trust];
    const reports = verifyPdf(renewed, { trust, at: daysAfter(350) }).signatures;
    expect(reports.map(({ verdict, level }) => [verdict, level])).toEqual([
      ['valid', 'LTA'],
      ['valid', 'timestamp'],
      ['valid', 'timestamp'],
    ]);
    // Without trust in the second authority nothing reaches over the gap.
    expect(verifyPdf(renewed, afterwards).signatures[0]?.verdict).toBe('indeterminate');
  });

  test.each([
    ['keyCompromise', 'indeterminate'],
    ['superseded', 'valid'],
  ] as const)('an authority revoked later for %s: its timestamp counts: %s', async (reason, verdict) => {
    const closing = openOffice();
    const person = await closing.signer('Vàng Thị Mỷ');
    const pdf = await signAt(closing, person, 'LT', { kind: 'crl' });
    closing.authority.revoke(parseCertificate(closing.authority.tsa.certificate).serial, daysAfter(5), reason);
    const evidence = [crl(daysAfter(10), 'issuing', closing)];
    const options = { trust: closing.authority.trust, at: daysAfter(400), evidence };
    expect(verifyPdf(pdf, options).signatures[0]?.verdict).toBe(verdict);
    // Stamped over before the revocation, both count.
    closing.clock.now = daysAfter(1);
    const other = openOffice({ name: 'khác' });
    other.clock.now = daysAfter(1);
    const archived = await raise({ ...closing, tsa: other.tsa }, pdf, 'LTA', 'crl');
    const trust = [...closing.authority.trust, ...other.authority.trust];
    expect(verifyPdf(archived, { ...options, trust }).signatures[0]?.verdict).toBe('valid');
  });

  test('windows and usages of the trust list', () => {
    const evidence = [crl(SIGNED_AT), crl(SOON)];
    const closed = { trustedTo: daysAfter(10) };
    const open = first(file('T'), { trust: trustWith(closed), evidence, at: SOON });
    expect(open.verdict).toBe('valid');
    const bare = first(file('B'), { trust: trustWith(closed), evidence: [crl(daysAfter(20))], at: daysAfter(20) });
    expect(bare).toMatchObject({ verdict: 'indeterminate', reasons: [{ code: 'NO_CERTIFICATE_CHAIN_FOUND' }] });
    const early = first(file('T'), { trust: trustWith({ trustedFrom: daysAfter(1) }), evidence });
    expect(codes(early)).toContain('NO_CERTIFICATE_CHAIN_FOUND');
    const stamping = first(file('B'), { trust: trustWith({ usages: ['timestamping'] }), evidence });
    expect(codes(stamping)).toEqual(['NO_CERTIFICATE_CHAIN_FOUND']);
  });

  test('what a window closed on stays good when a trusted timestamp lies before', async () => {
    const other = openOffice({ name: 'còn tin cậy' });
    const pdf = await signAt({ ...office, tsa: other.tsa }, signer, 'T', { pdf: await plainPdf() });
    const trust = [...trustWith({ trustedTo: daysAfter(10), usages: ['signing'] }), ...other.authority.trust];
    const report = first(pdf, { trust, at: daysAfter(100), evidence: [crl(SIGNED_AT)] });
    expect(report).toMatchObject({ verdict: 'valid', level: 'T' });
  });
});
