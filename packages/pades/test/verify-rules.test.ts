import { createHash, generateKeyPairSync } from 'node:crypto';
import { generateKeys, type IssuedCertificate, OID, signatureTimestampAttribute } from '@congvu/pki';
import { beforeAll, describe, expect, test } from 'vitest';
import { edwardsCms, indefinite, mergeSigners } from '../src/attacks/cms-parts.ts';
import { placeSignature } from '../src/attacks/foreign-signature.ts';
import { append, lastIndexOf, overwrite } from '../src/attacks/forge.ts';
import { type PdfReport, type SignatureReport, verifyPdf } from '../src/index.ts';
import { TOOLS } from './oracles/tools.ts';
import { plainPdf } from './sample-pdf.ts';
import { opensslCms, padesCms, plainRsa } from './verify-cms.ts';
import { daysAfter, type Office, openOffice, signAt } from './verify-office.ts';

let office: Office;
let person: IssuedCertificate;
let base: Uint8Array;

function read(pdf: Uint8Array): PdfReport {
  return verifyPdf(pdf, { trust: office.authority.trust, at: daysAfter(0.01), revocation: 'optional' });
}

function first(pdf: Uint8Array): SignatureReport {
  const [report] = read(pdf).signatures;
  if (report === undefined) {
    throw new Error('no signature');
  }
  return report;
}

function codes({ reasons }: SignatureReport): string[] {
  return reasons.map(({ code }) => code);
}

/** One byte of the page changed, no offset moved. */
function withOtherContent(pdf: Uint8Array): Uint8Array {
  const place = Buffer.from(pdf).indexOf('/MediaBox');
  return overwrite(pdf, place, '/MediaBux');
}

beforeAll(async () => {
  office = openOffice();
  const subject = [{ oid: OID.commonName, value: 'Đỗ Thị Hường' }];
  const dates = { notBefore: daysAfter(-10), notAfter: daysAfter(300) };
  person = office.authority.issue({ subject, keys: generateKeys('rsa-2048'), ...dates });
  base = await plainPdf();
});

const chain = (): Uint8Array[] => [office.authority.issuing.certificate];

describe.runIf(TOOLS.openssl)('signatures as openssl makes them', () => {
  const detached = (args: string[] = [], subFilter = 'adbe.pkcs7.detached', signer = person): Uint8Array =>
    placeSignature(base, { field: 'Ky', subFilter, make: (content) => opensslCms(content, signer, chain(), args) });

  test.each([
    ['adbe.pkcs7.detached', [], 'adbe.pkcs7.detached', 'CMS'],
    ['ETSI.CAdES.detached', ['-cades'], 'ETSI.CAdES.detached', 'B'],
    ['subject key identifier', ['-keyid'], 'adbe.pkcs7.detached', 'CMS'],
    ['SHA-512', ['-md', 'sha512'], 'adbe.pkcs7.detached', 'CMS'],
    ['RSA-PSS', ['-keyopt', 'rsa_padding_mode:pss'], 'adbe.pkcs7.detached', 'CMS'],
  ] as const)('%s is valid', (_, args, subFilter, level) => {
    const pdf = detached([...args], subFilter);
    expect(first(pdf)).toMatchObject({ verdict: 'valid', integrity: 'whole', level });
    expect(first(withOtherContent(pdf))).toMatchObject({ verdict: 'invalid', integrity: 'broken' });
  });

  test('PAdES without its binding to the certificate is refused', () => {
    expect(codes(first(detached([], 'ETSI.CAdES.detached')))).toEqual(['SIG_CONSTRAINTS_FAILURE']);
  });

  test('adbe.pkcs7.sha1: the inner hash is compared with the document, and weak', () => {
    const pdf = placeSignature(base, {
      field: 'Ky',
      subFilter: 'adbe.pkcs7.sha1',
      make: (content) =>
        opensslCms(createHash('sha1').update(content).digest(), person, chain(), ['-nodetach', '-md', 'sha1']),
    });
    expect(first(pdf)).toMatchObject({ verdict: 'indeterminate', integrity: 'whole', weak: true });
    expect(codes(first(pdf))).toContain('CRYPTO_CONSTRAINTS_FAILURE');
    expect(first(withOtherContent(pdf))).toMatchObject({ verdict: 'invalid', integrity: 'broken' });
  });

  test.each([
    ['SHA-1', ['-md', 'sha1']],
    ['MD5', ['-md', 'md5']],
  ])('%s is weak', (_, args) => {
    const report = first(detached(args));
    expect(report).toMatchObject({ verdict: 'indeterminate', integrity: 'whole', weak: true });
    expect(codes(report)).toEqual(['CRYPTO_CONSTRAINTS_FAILURE']);
  });

  test('RSA-1024 is weak', () => {
    const subject = [{ oid: OID.commonName, value: 'Khóa Ngắn' }];
    const short = office.authority.issue({ subject, keys: generateKeys('rsa-1024') });
    const report = first(detached([], 'adbe.pkcs7.detached', short));
    expect(report).toMatchObject({ verdict: 'indeterminate', weak: true, algorithm: 'RSA 1024, SHA-256' });
  });

  test.each([
    ['a document of its own', ['-nodetach'], 'FORMAT_FAILURE'],
    ['no signed attributes', ['-noattr'], 'FORMAT_FAILURE'],
  ])('%s is refused', (_, args, code) => {
    expect(codes(first(detached(args)))[0]).toBe(code);
  });

  test('two signers in one signature are refused', () => {
    const other = office.authority.issue({ subject: [{ oid: OID.commonName, value: 'Người Thứ Hai' }] });
    const pdf = placeSignature(base, {
      field: 'Ky',
      subFilter: 'adbe.pkcs7.detached',
      make: (content) => {
        const one = Buffer.from(opensslCms(content, person, chain()));
        const two = Buffer.from(opensslCms(content, other, chain()));
        return mergeSigners(one, two);
      },
    });
    expect(first(pdf)).toMatchObject({ verdict: 'invalid', integrity: 'broken' });
  });

  test('a trap: a library that trusts the content inside says yes after the document changed', async () => {
    const { fromBER } = await import('asn1js');
    const { ContentInfo, SignedData } = await import('pkijs');
    const pdf = detached(['-nodetach']);
    const [, a = 0, b = 0, c = 0] = /ByteRange \[(\d+) (\d+) (\d+)/.exec(Buffer.from(pdf).toString('latin1')) ?? [];
    const changed = withOtherContent(pdf);
    const content = Buffer.concat([changed.subarray(Number(a), Number(b)), changed.subarray(Number(c))]);
    const der = Buffer.from(Buffer.from(pdf).toString('latin1', Number(b) + 1, Number(c) - 1), 'hex');
    const info = new ContentInfo({ schema: fromBER(Uint8Array.from(der).buffer).result });
    const signed = new SignedData({ schema: info.content });
    const data = Uint8Array.from(content).buffer;
    expect(await signed.verify({ signer: 0, data, checkChain: false })).toBe(true);
    expect(first(changed)).toMatchObject({ verdict: 'invalid', integrity: 'broken' });
    expect(first(pdf)).toMatchObject({ verdict: 'invalid', integrity: 'broken' });
  });
});

describe('signatures put together by hand', () => {
  const place = (make: (content: Uint8Array) => Uint8Array, more: object = {}): Uint8Array =>
    placeSignature(base, { field: 'Ky', subFilter: 'ETSI.CAdES.detached', make, ...more });
  const plain = (content: Uint8Array): Uint8Array => padesCms(content, person, chain()).cms;

  test('DER, BER with indefinite lengths, capitals and small letters are all valid', () => {
    for (const pdf of [
      place(plain),
      place((content) => indefinite(plain(content), 4)),
      place(plain, { isUpperCase: true }),
    ]) {
      expect(first(pdf)).toMatchObject({ verdict: 'valid', integrity: 'whole', level: 'B' });
    }
  });

  test.each([
    ['behind the signature value', { junk: 'deadbeef' }],
    ['a type that does not fit', { type: 'DocTimeStamp' }],
    ['a key twice', { extra: '/Reason (a) /Reason (b)' }],
    ['a second Contents', { extra: '/Contents <00>' }],
  ])('%s: refused', (_, more) => {
    const report = first(place(plain, more));
    expect(report).toMatchObject({ verdict: 'invalid', integrity: 'broken' });
    expect(codes(report)).toContain('FORMAT_FAILURE');
  });

  test('Ed448 cannot be told', () => {
    const subject = [{ oid: OID.commonName, value: 'Khóa Lạ' }];
    const odd = office.authority.issue({ subject, keys: generateKeyPairSync('ed448') });
    const make = (content: Uint8Array): Uint8Array => edwardsCms(content, odd, chain());
    const pdf = place(make);
    expect(first(pdf)).toMatchObject({ verdict: 'indeterminate', integrity: 'whole', weak: true });
    expect(codes(first(pdf))).toEqual(['CRYPTO_CONSTRAINTS_FAILURE']);
    expect(first(withOtherContent(pdf))).toMatchObject({ verdict: 'invalid', integrity: 'broken' });
  });

  test('adbe.x509.rsa_sha1 is read, and weak', () => {
    const extra = `/Cert <${Buffer.from(person.certificate).toString('hex')}>`;
    const pdf = place((content) => plainRsa(content, person.privateKey), { subFilter: 'adbe.x509.rsa_sha1', extra });
    expect(first(pdf)).toMatchObject({
      verdict: 'indeterminate',
      integrity: 'whole',
      weak: true,
      signer: 'Đỗ Thị Hường',
    });
    expect(first(withOtherContent(pdf))).toMatchObject({ verdict: 'invalid', integrity: 'broken' });
  });

  test('the hash of another document is a broken signature', () => {
    const digest = createHash('sha256').update('khác').digest();
    expect(codes(first(place((content) => padesCms(content, person, chain(), { digest }).cms)))).toEqual([
      'HASH_FAILURE',
    ]);
  });

  test('somebody else’s certificate in place of the signer’s', () => {
    const { certificate } = office.authority.issue({ subject: [{ oid: OID.commonName, value: 'Kẻ Khác' }] });
    const report = first(place((content) => padesCms(content, person, chain(), { certificate }).cms));
    expect(report).toMatchObject({ verdict: 'invalid', integrity: 'broken' });
  });

  test('a timestamp of another signature spoils it; its own is proof', async () => {
    const other = (await office.tsa.stamp(createHash('sha256').update('khác').digest())).token;
    const swapped = first(
      place(
        (content) =>
          padesCms(content, person, chain(), { unsignedAttributes: [signatureTimestampAttribute(other)] }).cms,
      ),
    );
    expect(swapped).toMatchObject({ verdict: 'invalid', integrity: 'broken', provenAt: null });
    const own = await signAt(office, await office.signer('Có Dấu Giờ'), 'T');
    expect(first(own)).toMatchObject({ verdict: 'valid', level: 'T' });
  });

  test('a document timestamp copied into another place is broken', async () => {
    const archived = await signAt(office, await office.signer('Lưu Trữ'), 'LTA');
    const start = lastIndexOf(archived, '/Contents <') + '/Contents <'.length;
    const hex = Buffer.from(archived).toString('latin1', start, Buffer.from(archived).indexOf('>', start));
    const copied = placeSignature(archived, {
      field: 'BanSao',
      subFilter: 'ETSI.RFC3161',
      type: 'DocTimeStamp',
      make: () => Buffer.from(hex.replace(/(?:00)+$/, ''), 'hex'),
    });
    const reports = read(copied).signatures;
    expect(reports.at(-1)).toMatchObject({
      kind: 'timestamp',
      verdict: 'invalid',
      integrity: 'broken',
      provenAt: null,
    });
    expect(read(copied).intact).toBe(false);
    expect(reports[0]).toMatchObject({ verdict: 'valid', level: 'LTA' });
  });

  test('evidence taken out of the file again is a change', async () => {
    const kept = await signAt(office, await office.signer('Chứng Cứ'), 'LTA');
    const without = append(kept, (revision, file) => {
      const root = file.xref.trailer.entries.get('Root');
      const catalog = file.catalog();
      const entries = new Map([...catalog.entries].filter(([key]) => key !== 'DSS'));
      if (typeof root === 'object' && root !== null && root.kind === 'ref') {
        revision.set(root.number, { kind: 'dict', entries, repeated: [] });
      }
    });
    expect(read(kept).intact).toBe(true);
    expect(read(without).signatures.map(({ integrity }) => integrity)).toContain('changed_after_signing');
  });
});
