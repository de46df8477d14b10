import 'reflect-metadata';
import { createHash, sign } from 'node:crypto';
import { BasicConstraintsExtension, X509Certificate as PeculiarCertificate } from '@peculiar/x509';
import { fromBER } from 'asn1js';
import fc from 'fast-check';
import { ContentInfo, SignedData as PkijsSignedData } from 'pkijs';
import { describe, expect, test } from 'vitest';
import {
  buildPath,
  buildSignedAttributes,
  buildSignedData,
  checkSignedData,
  displayName,
  fileHashSigner,
  generateKeys,
  type IssuedCertificate,
  isSignedBy,
  issueCertificate,
  normaliseSignature,
  OID,
  PkiError,
  parseCertificate,
  parseSignedData,
  publicKeyOf,
  readCertificates,
  readPkcs12,
  writePem,
  writePkcs12,
} from '../src/index.ts';

const FROM = new Date('2026-01-01T00:00:00Z');
const TO = new Date('2028-01-01T00:00:00Z');
const AT = new Date('2026-06-01T00:00:00Z');
const dates = { notBefore: FROM, notAfter: TO };

function called(name: string) {
  return [
    { oid: OID.country, value: 'VN' },
    { oid: OID.commonName, value: name },
  ];
}

const root = issueCertificate({ ...dates, subject: called('Gốc thử nghiệm Đồng Bộ'), authority: {} });
const issuing = issueCertificate({ ...dates, subject: called('Cấp phát'), authority: { pathLength: 0 }, issuer: root });
const person = issueCertificate({ ...dates, subject: called('Nguyễn Thị Ngọc Hường'), issuer: issuing });

function pathOf(
  certificate: IssuedCertificate,
  pool: IssuedCertificate[],
  options: { at?: Date; anchors?: IssuedCertificate[] } = {},
) {
  return buildPath({
    certificate: parseCertificate(certificate.certificate),
    pool: pool.map((one) => parseCertificate(one.certificate)),
    anchors: (options.anchors ?? [root]).map((one) => parseCertificate(one.certificate)),
    at: options.at ?? AT,
    purpose: 'signing',
  });
}

function codes(path: ReturnType<typeof pathOf>): string[] {
  return path.problems.map(({ code }) => code);
}

describe('certificates', () => {
  test('Vietnamese names survive as UTF-8 once, raw bytes stay raw (defect 1 of spec §8)', () => {
    const parsed = parseCertificate(person.certificate);
    expect(displayName(parsed.subject)).toBe('Nguyễn Thị Ngọc Hường');
    expect(Buffer.compare(parsed.issuer.raw, parseCertificate(issuing.certificate).subject.raw)).toBe(0);
    expect(Buffer.from(parsed.subject.raw).includes(Buffer.from('Nguyễn Thị Ngọc Hường'))).toBe(true);
  });

  test('another library reads what we issue, and finds the signature good', async () => {
    const theirs = new PeculiarCertificate(Uint8Array.from(issuing.certificate));
    expect(theirs.subjectName.getField('CN')).toEqual(['Cấp phát']);
    expect(theirs.getExtension(BasicConstraintsExtension)).toMatchObject({ ca: true, pathLength: 0 });
    const authority = new PeculiarCertificate(Uint8Array.from(root.certificate));
    expect(await theirs.verify({ publicKey: authority.publicKey, date: AT })).toBe(true);
    expect(
      await new PeculiarCertificate(Uint8Array.from(person.certificate)).verify({
        publicKey: authority.publicKey,
        date: AT,
      }),
    ).toBe(false);
  });

  test('PEM and DER both read, anything else is refused', () => {
    const pem = Buffer.from(`# gốc\n${writePem(root.certificate)}${writePem(issuing.certificate)}`);
    expect(readCertificates(pem)).toHaveLength(2);
    expect(readCertificates(root.certificate)).toHaveLength(1);
    expect(() => readCertificates(Buffer.from('none'))).toThrow(expect.objectContaining({ code: 'pki.certificate' }));
  });

  test('any byte changed to anything gives our own error or a certificate', () => {
    fc.assert(
      fc.property(fc.nat(person.certificate.length - 1), fc.integer({ min: 0, max: 255 }), (place, byte) => {
        const copy = Uint8Array.from(person.certificate);
        copy[place] = byte;
        try {
          parseCertificate(copy);
        } catch (error) {
          expect(error).toBeInstanceOf(PkiError);
        }
      }),
    );
  });

  test('text of half a character and an identifier without end are told as damage', () => {
    const odd = issueCertificate({ ...dates, subject: called('abc'), keys: generateKeys('p-256') });
    const text = Buffer.from(odd.certificate);
    // The UTF8String of three bytes turned into a BMPString.
    text[text.lastIndexOf(Buffer.from('0c03616263', 'hex'))] = 0x1e;
    const cut = Buffer.from(person.certificate);
    const commonName = Buffer.from('0603550403', 'hex');
    cut[cut.lastIndexOf(commonName) + commonName.length - 1] = 0x83;
    for (const damaged of [text, cut]) {
      expect(() => parseCertificate(damaged)).toThrow(expect.objectContaining({ code: 'pki.certificate' }));
    }
  });

  test('the same bytes give the same object; bytes written over give another', () => {
    const bytes = Uint8Array.from(person.certificate);
    const first = parseCertificate(bytes);
    expect(parseCertificate(Uint8Array.from(bytes))).toBe(first);
    const place = Buffer.from(bytes).lastIndexOf(Buffer.from('Hường'));
    bytes[place] = 0x48 ^ 0x20;
    const second = parseCertificate(bytes);
    expect(displayName(second.subject)).toBe('Nguyễn Thị Ngọc hường');
    expect(displayName(first.subject)).toBe('Nguyễn Thị Ngọc Hường');
    expect(displayName(parseCertificate(person.certificate).subject)).toBe('Nguyễn Thị Ngọc Hường');
  });
});

describe('paths', () => {
  test('root > issuing > person is trusted; each defect has its own code', () => {
    expect(codes(pathOf(person, [issuing]))).toEqual([]);
    expect(codes(pathOf(person, []))).toEqual(['no_chain']);
    expect(codes(pathOf(person, [], { anchors: [issuing] }))).toEqual([]);
    expect(codes(pathOf(person, [], { anchors: [person] }))).toEqual([]);
    expect(new Set(codes(pathOf(person, [issuing], { at: new Date('2030-01-01T00:00:00Z') })))).toEqual(
      new Set(['expired']),
    );
    expect(new Set(codes(pathOf(person, [issuing], { at: new Date('2025-01-01T00:00:00Z') })))).toEqual(
      new Set(['not_yet_valid']),
    );
  });

  test('a person cannot issue, nor an authority below its depth', () => {
    const forged = issueCertificate({ ...dates, subject: called('Giả'), issuer: person });
    expect(codes(pathOf(forged, [person, issuing]))).toContain('authority');
    const deep = issueCertificate({ ...dates, subject: called('Cấp dưới'), authority: {}, issuer: issuing });
    const below = issueCertificate({ ...dates, subject: called('Dưới nữa'), issuer: deep });
    expect(codes(pathOf(below, [deep, issuing]))).toContain('authority');
  });

  test('the same name with another key proves nothing', () => {
    const impostor = issueCertificate({ ...dates, subject: called('Gốc thử nghiệm Đồng Bộ'), authority: {} });
    const victim = issueCertificate({ ...dates, subject: called('Nạn nhân'), issuer: impostor });
    expect(codes(pathOf(victim, [impostor]))).toEqual(['no_chain']);
  });

  test('usage and strength', () => {
    const server = issueCertificate({
      ...dates,
      subject: called('Máy chủ'),
      issuer: issuing,
      extKeyUsage: ['1.3.6.1.5.5.7.3.1'],
    });
    expect(codes(pathOf(server, [issuing]))).toEqual(['usage']);
    const sealOnly = issueCertificate({
      ...dates,
      subject: called('Mã hóa'),
      issuer: issuing,
      keyUsage: ['keyEncipherment'],
    });
    expect(codes(pathOf(sealOnly, [issuing]))).toEqual(['usage']);
    const short = issueCertificate({
      ...dates,
      subject: called('Gốc ngắn'),
      authority: {},
      keys: generateKeys('rsa-1024'),
    });
    const weak = issueCertificate({ ...dates, subject: called('Yếu'), issuer: short });
    expect(codes(pathOf(weak, [], { anchors: [short] }))).toEqual(['weak']);
  });
});

describe('PKCS#12', () => {
  const p12 = writePkcs12({
    ...person,
    chain: [issuing.certificate, root.certificate],
    pin: 'Mật khẩu Đường 1',
    iterations: 1000,
  });

  test('comes back with key and ordered chain', () => {
    const content = readPkcs12(p12, 'Mật khẩu Đường 1');
    expect(content.privateKey.equals(person.privateKey)).toBe(true);
    expect(content.chain.map((der) => displayName(parseCertificate(der).subject))).toEqual([
      'Cấp phát',
      'Gốc thử nghiệm Đồng Bộ',
    ]);
  });

  test('a wrong PIN is told from a damaged file', () => {
    expect(() => readPkcs12(p12, 'sai')).toThrow(expect.objectContaining({ code: 'pki.pin_wrong' }));
    expect(() => readPkcs12(Buffer.from('not a key'), 'x')).toThrow(expect.objectContaining({ code: 'pki.p12' }));
    expect(() => readPkcs12(p12.subarray(0, 900), 'x')).toThrow(expect.objectContaining({ code: 'pki.p12' }));
  });
});

describe('CMS', () => {
  const content = Buffer.from('Văn bản');
  const digest = createHash('sha256').update(content).digest();
  const chain = [issuing.certificate, root.certificate];
  const attributes = buildSignedAttributes(digest, person.certificate, chain);

  function cms(by: IssuedCertificate = person): Uint8Array {
    const signature = sign('sha256', attributes, by.privateKey);
    return buildSignedData({
      attributes,
      signature,
      algorithm: 'RSA-PKCS1-SHA256',
      certificate: person.certificate,
      chain,
    });
  }

  const check = (bytes: Uint8Array, data: Uint8Array = content) =>
    checkSignedData(parseSignedData(bytes), {
      contentType: OID.data,
      digestOf: (hash) => createHash(hash).update(data).digest(),
    });

  test('has exactly the three attributes of B-B and no root', () => {
    const parsed = parseSignedData(cms());
    expect(parsed.signerInfos[0]?.signedAttributes?.list.map(({ oid }) => oid).sort()).toEqual(
      [OID.contentType, OID.messageDigest, OID.signingCertificateV2].sort(),
    );
    expect(parsed.certificates).toHaveLength(2);
    expect(check(cms())).toMatchObject({ problems: [], isCertificateBound: true });
  });

  test('pkijs agrees', async () => {
    const info = new ContentInfo({ schema: fromBER(Uint8Array.from(cms()).buffer).result });
    const signed = new PkijsSignedData({ schema: info.content });
    expect(await signed.verify({ signer: 0, data: Uint8Array.from(content).buffer, checkChain: false })).toBe(true);
  });

  test('other content, other key, other certificate are told apart', () => {
    expect(check(cms(), Buffer.from('khác')).problems).toMatchObject([{ kind: 'digest' }]);
    expect(check(cms(issuing)).problems).toMatchObject([{ kind: 'signature' }]);
    const twin = issueCertificate({ ...dates, subject: called('Song sinh'), issuer: issuing, keys: person });
    const parts = {
      attributes,
      signature: sign('sha256', attributes, person.privateKey),
      chain,
      certificate: twin.certificate,
    };
    expect(
      check(buildSignedData({ ...parts, algorithm: 'RSA-PKCS1-SHA256' })).problems.map(({ kind }) => kind),
    ).toContain('binding');
  });

  test('raw r‖s of a token becomes DER', () => {
    for (const kind of ['p-256', 'p-384'] as const) {
      const keys = generateKeys(kind);
      const raw = sign('sha256', attributes, { key: keys.privateKey, dsaEncoding: 'ieee-p1363' });
      const der = normaliseSignature('ECDSA-SHA256', keys.publicKey, raw);
      expect(isSignedBy('ECDSA-SHA256', keys.publicKey, attributes, raw)).toBe(false);
      expect(isSignedBy('ECDSA-SHA256', keys.publicKey, attributes, der)).toBe(true);
      expect(normaliseSignature('ECDSA-SHA256', keys.publicKey, der)).toBe(der);
    }
  });
});

describe('file signer', () => {
  const p12 = writePkcs12({ ...person, chain: [issuing.certificate], pin: '246810', iterations: 1000 });
  const attrs = buildSignedAttributes(new Uint8Array(32), person.certificate);
  const item = { docId: 'a', digestToShow: '', attrs, toBeSigned: createHash('sha256').update(attrs).digest() };
  const consent = { who: 'Hường', reason: 'ký', docTitles: ['a'] };

  test('asks the PIN once and signs a batch in order', async () => {
    let asked = 0;
    const signer = fileHashSigner({
      p12,
      pin: async () => {
        asked += 1;
        return '246810';
      },
    });
    const [identity] = await signer.identities();
    expect(identity).toMatchObject({ kind: 'file-test', owner: { organisation: 'Nguyễn Thị Ngọc Hường' } });
    const ticket = await signer.begin({ identityId: identity?.id ?? '', items: [item, item], consent });
    const answer = await signer.poll(ticket);
    expect(asked).toBe(1);
    const signatures = typeof answer === 'object' && 'signatures' in answer ? answer.signatures : [];
    expect(signatures).toHaveLength(2);
    expect(
      isSignedBy('RSA-PKCS1-SHA256', publicKeyOf(parseCertificate(person.certificate)), attrs, signatures[1] ?? attrs),
    ).toBe(true);
    await signer.cancel(ticket);
    expect(await signer.poll(ticket)).toEqual({ failed: 'expired' });
  });

  test('refuses a hash that is not of the attributes, an unknown key and a wrong PIN', async () => {
    const signer = fileHashSigner({ p12, pin: '246810' });
    const [identity] = await signer.identities();
    const wrong = { ...item, toBeSigned: new Uint8Array(32) };
    await expect(signer.begin({ identityId: identity?.id ?? '', items: [wrong], consent })).rejects.toMatchObject({
      code: 'pki.attributes_mismatch',
    });
    await expect(signer.begin({ identityId: 'x', items: [item], consent })).rejects.toMatchObject({
      code: 'pki.unknown_identity',
    });
    await expect(fileHashSigner({ p12, pin: '1' }).identities()).rejects.toMatchObject({ code: 'pki.pin_wrong' });
  });
});
