import { generateKeys, issueCertificate, OID, type RevocationEvidence } from '@congvu/pki';
import { issueCrl } from '@congvu/pki/authority';
import { beforeAll, describe, expect, test } from 'vitest';
import { padesCms } from '../src/attacks/cms-parts.ts';
import { placeSignature } from '../src/attacks/foreign-signature.ts';
import { append, rootOf } from '../src/attacks/forge.ts';
import {
  addDocumentTimestamp,
  addEvidence,
  type SignatureReport,
  type VerifyOptions,
  verifyPdf,
} from '../src/index.ts';
import { array, dict, ref, withEntries } from '../src/pdf/values.ts';
import { plainPdf } from './sample-pdf.ts';
import type { Signer } from './test-pki.ts';
import { daysAfter, type Office, openOffice, raise, SIGNED_AT, signAt } from './verify-office.ts';

const SOON = daysAfter(0.01);
let office: Office;
let signer: Signer;
let seal: Signer;
let plain: Uint8Array;

beforeAll(async () => {
  office = openOffice();
  signer = await office.signer('Lò Văn Ổn', { keys: generateKeys('rsa-2048') });
  seal = await office.signer('Ủy ban nhân dân xã');
  plain = await signAt(office, signer, 'B');
});

/** What a plain `pdf verify` says. */
function check(pdf: Uint8Array, options: Partial<VerifyOptions> = {}): SignatureReport[] {
  const { trust } = office.authority;
  return verifyPdf(pdf, { trust, at: SOON, revocation: 'optional', ...options }).signatures;
}

function said(pdf: Uint8Array, options: Partial<VerifyOptions> = {}): string[] {
  return check(pdf, options).map(({ verdict, reasons }) => [verdict, ...reasons.map(({ code }) => code)].join(' '));
}

function crl(at: Date, of: 'issuing' | 'root' = 'issuing', from: Office = office): RevocationEvidence {
  return { kind: 'crl', der: from.authority.crl(at, of) };
}

function kept(pdf: Uint8Array, ...evidence: RevocationEvidence[]): Uint8Array {
  const certificates = [office.authority.issuing.certificate];
  return Buffer.concat([pdf, addEvidence(pdf, { evidence, certificates })]);
}

async function sealed(pdf: Uint8Array, level: 'B' | 'T' = 'B'): Promise<Uint8Array> {
  return signAt(office, seal, level, { pdf, plan: { field: 'DauCoQuan' } });
}

const OPEN = 'indeterminate TRY_LATER';
const NOTED = 'valid REVOCATION_NOT_CHECKED';
const STALE = (): RevocationEvidence => crl(daysAfter(-5));

describe('evidence in the file has to hold, also where revocation is optional', () => {
  test('none, or certificates alone: a note; sound: nothing to say', () => {
    expect(said(plain)).toEqual([NOTED]);
    expect(said(kept(plain))).toEqual([NOTED]);
    expect(said(kept(plain, crl(SIGNED_AT), crl(SIGNED_AT, 'root')))).toEqual(['valid']);
  });

  test('stale, of another authority, no evidence at all: open, with the reason in words', () => {
    const stranger = openOffice({ name: 'người lạ' });
    const junk: RevocationEvidence = { kind: 'ocsp', der: Buffer.from('none') };
    const cases: [RevocationEvidence, string][] = [
      [STALE(), 'quá hạn'],
      [crl(SIGNED_AT, 'issuing', stranger), 'người lạ'],
      [crl(SIGNED_AT, 'root'), 'không phải của'],
      [junk, 'không có phần nào nói về'],
    ];
    for (const [evidence, why] of cases) {
      const pdf = kept(plain, evidence);
      expect(said(pdf)).toEqual([OPEN]);
      expect(check(pdf)[0]?.reasons[0]?.text).toMatch(/^Bằng chứng thu hồi kèm theo tệp không dùng được: /);
      expect(check(pdf)[0]?.reasons[0]?.text).toContain(why);
    }
  });

  test('a list that cannot even be unpacked is evidence brought', () => {
    const odd = append(plain, (revision, file) => {
      const list = revision.allot();
      revision.setText(list, '<</Length 3 /Filter /LZWDecode>>\nstream\nabc\nendstream');
      const root = rootOf(file);
      revision.set(root.number, withEntries(root.dict, { DSS: dict({ CRLs: array(ref(list)) }) }));
    });
    expect(said(odd)).toEqual([OPEN]);
  });

  test('evidence from outside gives the answer that the file fails to give', () => {
    const pdf = kept(plain, STALE());
    expect(said(pdf, { evidence: [crl(SOON)] })).toEqual(['valid']);
    expect(said(pdf, { revocationOf: () => ({ state: 'good' }) })).toEqual(['valid']);
  });

  test('an issuer that says where its revocations are published needs an answer too', async () => {
    const dates = { notBefore: daysAfter(-9), notAfter: daysAfter(900) };
    const named = (value: string) => [{ oid: OID.commonName, value }];
    const crlUrl = 'http://crl.example.vn/root.crl';
    const { root } = office.authority;
    const issuer = issueCertificate({ subject: named('Cấp hai'), ...dates, crlUrl, issuer: root, authority: {} });
    const person = issueCertificate({ subject: named('Vàng A Chu'), ...dates, crlUrl, issuer });
    const chain = [issuer.certificate];
    const make = (content: Uint8Array): Uint8Array =>
      padesCms(content, { signer: person, chain, algorithm: 'RSA-PKCS1-SHA256' });
    const pdf = placeSignature(await plainPdf(), { field: 'Ky', subFilter: 'ETSI.CAdES.detached', make });
    const list = { issuer, revoked: [], thisUpdate: SIGNED_AT, nextUpdate: daysAfter(7) };
    const half = kept(pdf, { kind: 'crl', der: issueCrl(list) });
    expect(said(half)).toEqual([OPEN]);
    expect(check(half)[0]?.reasons[0]?.text).toContain('"Cấp hai"');
    expect(said(kept(half, crl(SIGNED_AT, 'root')))).toEqual(['valid']);
  });

  test('without a proven time evidence need not stay fresh, but it has to have been when the signature was made', () => {
    const pdf = kept(plain, crl(SIGNED_AT));
    expect(said(pdf, { at: daysAfter(90) })).toEqual([NOTED]);
    expect(said(kept(plain, STALE()), { at: daysAfter(90) })).toEqual([OPEN]);
  });

  test('required stays as strict as it was', () => {
    expect(said(kept(plain, STALE()), { revocation: 'required' })).toEqual([OPEN]);
    expect(said(kept(plain, crl(SIGNED_AT)), { revocation: 'required', at: daysAfter(90) })).toEqual([OPEN]);
    expect(said(plain, { revocation: 'required' })).toEqual([OPEN]);
  });
});

describe('whose evidence it is', () => {
  test('a signature newer than the evidence is not judged by it', async () => {
    const proven = await signAt(office, signer, 'LT');
    const both = await sealed(proven);
    expect(said(both)).toEqual(['valid', NOTED]);
    // The control: the same kind of file, where what came after the seal speaks for nobody.
    expect(said(kept(both, STALE()))).toEqual(['valid', OPEN]);
    expect(said(await raise(office, both, 'LT')).slice(0, 2)).toEqual(['valid', 'valid']);
    expect(said(await sealed(kept(plain, STALE())))).toEqual([OPEN, NOTED]);
  });

  test('evidence that proves another signature does not speak against this one', async () => {
    const other = openOffice({ name: 'cấp con dấu' });
    const stamp = await other.signer('Con dấu');
    const both = await signAt(other, stamp, 'B', { pdf: plain, plan: { field: 'DauCoQuan' } });
    const trust = [...office.authority.trust, ...other.authority.trust];
    const half = kept(both, crl(SIGNED_AT, 'issuing', other), crl(SIGNED_AT, 'root', other));
    expect(said(half, { trust })).toEqual([NOTED, 'valid']);
    // One piece that is of no use to anybody, and the claim is back.
    expect(said(kept(half, STALE()), { trust })).toEqual([OPEN, 'valid']);
    // Nobody is proven by it: a list of the other authority for this signature alone.
    expect(said(kept(plain, crl(SIGNED_AT, 'issuing', other)), { trust })).toEqual([OPEN]);
  });

  test('a timestamp authority about whom the file says nothing costs nothing', async () => {
    const other = openOffice({ name: 'dấu thời gian riêng' });
    const stamped = await signAt({ ...office, tsa: other.tsa }, signer, 'T');
    const trust = [...office.authority.trust, ...other.authority.trust];
    const pdf = kept(stamped, crl(SIGNED_AT), crl(SIGNED_AT, 'root'));
    expect(said(pdf, { trust })).toEqual(['valid']);
    const archived = Buffer.concat([pdf, await addDocumentTimestamp(pdf, { tsa: other.tsa })]);
    expect(said(archived, { trust })).toHaveLength(2);
    expect(said(archived, { trust }).filter((one) => !one.startsWith('valid'))).toEqual([]);
  });

  test.each(['LT', 'LTA'] as const)(
    '%s stays valid years later, alone and below a seal that came after',
    async (level) => {
      const pdf = await signAt(office, signer, level);
      const at = daysAfter(300);
      expect(said(pdf, { at }).filter((one) => !one.startsWith('valid'))).toEqual([]);
      expect(said(await sealed(pdf, 'T'), { at }).filter((one) => !one.startsWith('valid'))).toEqual([]);
    },
  );
});
