import { readFileSync as readBytes } from 'node:fs';
import { writePem } from '@congvu/pki';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEMO_MARK, listTextFields, reserveFields, type SignaturePlan, verifyPdf } from '../src/index.ts';
import { handPng, sealPng } from './drawn-png.ts';
import { itext, missingTools, opensslAccepts, pdfsig, put, qpdfAccepts, TOOLS } from './oracles/tools.ts';
import { DIGITS, LETTER_FIELDS, letterPdf, plainPdf, signPdf, type XrefKind } from './sample-pdf.ts';
import { buildPki, NOW, PIN, type Signer } from './test-pki.ts';

const pki = buildPki();
const KINDS: XrefKind[] = ['table', 'stream'];
let person: Signer;
let office: Signer;

beforeAll(async () => {
  const missing = missingTools();
  if (missing.length > 0) {
    console.info(`left out, not installed: ${missing.join(', ')}`);
  }
  person = await pki.signer({ name: 'Nguyễn Thị Đường' });
  office = await pki.signer({ name: 'UBND', organisation: true });
});

/** Every second opinion there is on this machine agrees. */
function expectAccepted(file: string, pdf: Uint8Array, fields: readonly string[]): void {
  const path = put(file, pdf);
  if (TOOLS.pdfsig) {
    expect(pdfsig(path).map(({ field, isValid }) => [field, isValid])).toEqual(fields.map((field) => [field, true]));
  }
  if (TOOLS.openssl) {
    expect(opensslAccepts(pdf, writePem(pki.root.certificate))).toEqual(fields.map(() => true));
  }
  if (TOOLS.qpdf) {
    expect(qpdfAccepts(path)).toBe(true);
  }
}

describe.each(KINDS)('a letter, %s cross-references', (kind) => {
  test('reserve, sign, number and seal: both signatures stay valid for everyone', async () => {
    const base = await letterPdf(kind);
    if (TOOLS.qpdf) {
      expect(qpdfAccepts(put('reserved.pdf', base))).toBe(true);
    }
    const appearance = { image: handPng(), mark: DEMO_MARK };
    const once = await signPdf(base, person, {
      field: 'KyNguoi1',
      docMDP: 2,
      reason: 'Ký ban hành (nháp)',
      appearance,
    });
    expectAccepted(`once-${kind}.pdf`, once, ['KyNguoi1']);
    const twice = await signPdf(once, office, { field: 'DauCoQuan', fill: DIGITS, appearance: { image: sealPng() } });
    expectAccepted(`twice-${kind}.pdf`, twice, ['KyNguoi1', 'DauCoQuan']);
    expect(Buffer.compare(twice.subarray(0, once.length), once)).toBe(0);

    const report = verifyPdf(twice, { trustAnchors: pki.anchors, at: NOW });
    expect(report.intact).toBe(true);
    expect(report.signatures).toMatchObject([
      {
        field: 'KyNguoi1',
        revision: 3,
        verdict: 'valid',
        integrity: 'extended_as_permitted',
        signer: 'Nguyễn Thị Đường',
        level: 'B',
        reasons: [],
      },
      {
        field: 'DauCoQuan',
        revision: 4,
        verdict: 'valid',
        integrity: 'whole',
        organisation: 'Ủy ban nhân dân huyện Tam Đường',
        changes: [],
      },
    ]);
    expect(report.signatures[0]?.changes.map(({ text }) => text)).toContain('Điền So: 07.');
    expect(listTextFields(once).map(({ value }) => value)).toEqual([null, null, null, null]);
    expect(Object.fromEntries(listTextFields(twice).map(({ name, value }) => [name, value]))).toEqual(DIGITS);
    expect(report.signatures[0]?.claimedAt).toBe(NOW.toISOString());
  });
});

test('more digits than the slot has room for stand narrower in it, and both signatures stay valid', async () => {
  const { signatures, texts = [] } = LETTER_FIELDS;
  const narrow = texts.map((field) => (field.name === 'So' ? { ...field, rect: { ...field.rect, width: 15 } } : field));
  const base = reserveFields(await plainPdf(), { signatures, texts: narrow });
  const once = await signPdf(base, person, { field: 'KyNguoi1', docMDP: 2 });
  const twice = await signPdf(once, office, { field: 'DauCoQuan', fill: { ...DIGITS, So: '1003' } });
  expectAccepted('narrow.pdf', twice, ['KyNguoi1', 'DauCoQuan']);
  const drawn = Buffer.from(twice.subarray(once.length)).toString('latin1');
  // 15 of the 26 points that four digits take, from the left edge on.
  expect(drawn).toContain('57.692 Tz\n0 3 Td\n<0002000100010004> Tj');
  expect(drawn.match(/ Tz/g)).toHaveLength(1);
  const report = verifyPdf(twice, { trustAnchors: pki.anchors, at: NOW });
  expect(report.signatures.map(({ verdict, integrity }) => [verdict, integrity])).toEqual([
    ['valid', 'extended_as_permitted'],
    ['valid', 'whole'],
  ]);
  await expect(signPdf(once, office, { field: 'DauCoQuan', fill: { ...DIGITS, So: '10030' } })).rejects.toMatchObject({
    code: 'pades.text',
  });
});

describe('keys and algorithms', () => {
  test.each([
    ['rsa-2048', 'RSA-PSS-SHA256'],
    ['rsa-3072', 'RSA-PKCS1-SHA256'],
    ['p-256', 'ECDSA-SHA256'],
    ['p-384', 'ECDSA-SHA256'],
  ] as const)('%s with %s', async (kind, algorithm) => {
    const signer = await pki.signer({ name: 'Trần Văn Ổn', kind });
    const signed = await signPdf(await plainPdf(), signer, { field: 'Ky', algorithm });
    expectAccepted(`${kind}-${algorithm}.pdf`, signed, ['Ky']);
    const [signature] = verifyPdf(signed, { trustAnchors: pki.anchors, at: NOW }).signatures;
    expect(signature).toMatchObject({ verdict: 'valid', integrity: 'whole', reasons: [] });
  });

  test('a visible text signature on a new field, then two more on top', async () => {
    let pdf = await plainPdf('stream');
    const text = { lines: ['Số: 12/UBND; 23/03/2026; 08:30:00 +07:00'], align: 'right' as const };
    const plans: Omit<SignaturePlan, 'signer' | 'signedAt'>[] = [
      { field: 'PhuLuc', page: 1, rect: { x: 330, y: 800, width: 230, height: 20 }, appearance: { text } },
      { field: 'Ky2', page: 2, rect: { x: 50, y: 50, width: 100, height: 50 }, appearance: { image: handPng() } },
      { field: 'Ky3' },
    ];
    for (const plan of plans) {
      pdf = await signPdf(pdf, person, plan);
    }
    expectAccepted('three.pdf', pdf, ['PhuLuc', 'Ky2', 'Ky3']);
    const report = verifyPdf(pdf, { trustAnchors: pki.anchors, at: NOW });
    expect(report.signatures.map(({ verdict, integrity }) => [verdict, integrity])).toEqual([
      ['valid', 'extended_as_permitted'],
      ['valid', 'extended_as_permitted'],
      ['valid', 'whole'],
    ]);
  });
});

describe('told apart', () => {
  const at = NOW;

  test('a changed byte, a changed content, an expired and an unknown certificate each have their own reason', async () => {
    const letter = await letterPdf();
    const good = await signPdf(letter, person, { field: 'KyNguoi1', docMDP: 2 });
    const changed = Buffer.from(good);
    changed[200] = (changed[200] ?? 0) ^ 1;
    const first = (pdf: Uint8Array, anchors = pki.anchors, when = at) =>
      verifyPdf(pdf, { trustAnchors: anchors, at: when }).signatures[0];
    expect(first(good)).toMatchObject({ verdict: 'valid', integrity: 'whole' });

    expect(() => first(changed)).not.toThrow();
    expect(first(changed)).toMatchObject({
      verdict: 'invalid',
      integrity: 'broken',
      reasons: [{ code: 'HASH_FAILURE' }],
    });

    const stranger = buildPki('người lạ').anchors;
    expect(first(good, stranger)).toMatchObject({
      verdict: 'indeterminate',
      integrity: 'whole',
      reasons: [{ code: 'NO_CERTIFICATE_CHAIN_FOUND' }],
    });

    const later = new Date('2029-06-01T00:00:00Z');
    expect(first(good, pki.anchors, later)).toMatchObject({ verdict: 'indeterminate', integrity: 'whole' });
    expect(first(good, pki.anchors, later)?.reasons.map(({ code }) => code)).toEqual([
      'EXPIRED',
      'OUT_OF_BOUNDS_NO_POE',
      'EXPIRED',
    ]);

    const short = await pki.signer({ name: 'Hết Hạn', to: new Date('2026-02-01T00:00:00Z') });
    expect(first(await signPdf(letter, short, { field: 'KyNguoi1' }))).toMatchObject({
      verdict: 'invalid',
      integrity: 'whole',
      reasons: [{ code: 'EXPIRED' }],
    });

    const early = await pki.signer({ name: 'Chưa Đến', from: new Date('2026-12-01T00:00:00Z') });
    expect(first(await signPdf(letter, early, { field: 'KyNguoi1' }))?.reasons.map(({ code }) => code)).toContain(
      'NOT_YET_VALID',
    );

    const wrongUse = await pki.signer({ name: 'Sai Mục Đích', extKeyUsage: ['1.3.6.1.5.5.7.3.1'] });
    expect(first(await signPdf(letter, wrongUse, { field: 'KyNguoi1' }))).toMatchObject({
      verdict: 'invalid',
      reasons: [{ code: 'CHAIN_CONSTRAINTS_FAILURE' }],
    });
  });

  test('revocation: required without evidence stays open, good is good, revoked is invalid', async () => {
    const signer = await pki.signer({ name: 'Có Danh Sách', crlUrl: 'http://crl.example.vn/a.crl' });
    const signed = await signPdf(await plainPdf(), signer, { field: 'Ky' });
    const verify = (options: Partial<Parameters<typeof verifyPdf>[1]>) =>
      verifyPdf(signed, { trustAnchors: pki.anchors, at, ...options }).signatures[0];
    expect(verify({})).toMatchObject({ verdict: 'indeterminate', reasons: [{ code: 'TRY_LATER' }] });
    expect(verify({ revocation: 'optional' })).toMatchObject({
      verdict: 'valid',
      reasons: [{ code: 'REVOCATION_NOT_CHECKED' }],
    });
    expect(verify({ revocationOf: () => ({ state: 'good' }) })).toMatchObject({ verdict: 'valid', reasons: [] });
    const revoked = verify({ revocationOf: () => ({ state: 'revoked', since: new Date('2026-03-01T00:00:00Z') }) });
    expect(revoked).toMatchObject({ verdict: 'invalid', integrity: 'whole' });
    expect(revoked?.reasons[0]?.code).toBe('REVOKED');
  });
});

describe.runIf(TOOLS.itext)('iText 5', () => {
  test('accepts ours', async () => {
    const once = await signPdf(await letterPdf(), person, {
      field: 'KyNguoi1',
      docMDP: 2,
      appearance: { image: handPng() },
    });
    const twice = await signPdf(once, office, { field: 'DauCoQuan', fill: DIGITS, appearance: { image: sealPng() } });
    expect(itext('verify', put('ours.pdf', twice)).trim().split('\n')).toEqual([
      'KyNguoi1 true false 1/2',
      'DauCoQuan true true 2/2',
    ]);
  });

  test.each(['plain', 'compressed'])('writes %s files with three stacked signatures that we accept', (kind) => {
    const key = put('key.p12', person.p12);
    const steps = ['made', 'one', 'two', 'three'].map((step) => put(`itext-${kind}-${step}.pdf`, new Uint8Array()));
    const [made = '', one = '', two = '', three = ''] = steps;
    itext('make', made, kind);
    itext('sign', made, one, key, PIN, 'Ky1', 'visible', 'certify-cades', '100');
    itext('sign', one, two, key, PIN, 'Ky2', 'visible', 'approve-cms', '200');
    itext('sign', two, three, key, PIN, 'Ky3', 'hidden', 'approve-cades', '0');
    const report = verifyPdf(readBytes(three), { trustAnchors: pki.anchors, at: NOW });
    expect(report.signatures.map(({ verdict, integrity }) => [verdict, integrity])).toEqual([
      ['valid', 'extended_as_permitted'],
      ['valid', 'extended_as_permitted'],
      ['valid', 'whole'],
    ]);
    expect(report.signatures[1]?.level).toBe('CMS');
  });
});
